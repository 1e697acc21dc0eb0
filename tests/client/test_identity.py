"""Identity: when a client signs in, with which token it calls, and what it does when the server refuses that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, Thread

import anyio
import pytest

import omiq
from tests.conftest import Connect, Serve
from tests.support.account import CREDENTIALS, LIFETIME, MORE_RECENT, Account
from tests.support.clock import NOON, FakeClock
from tests.support.server import Fault, Reply, Seen, Server
from tests.support.tokens import TOKEN, jwt

CALLS: dict[str, Callable[[omiq.Client], object]] = {
    "safe": lambda client: client.datasets.list(limit=3),
    "idempotent": lambda client: client.datasets.set_metadata(1, metadata={"tissue": "blood"}),
    "never": lambda client: client.datasets.create(display_name="Panel 7"),
    "raw": lambda client: client.raw.post("/anything", json={"x": [1.0, None]}),
}


@pytest.fixture
def account(clock: FakeClock) -> Account:
    return Account(clock.time)


@pytest.fixture
def server(serve: Serve, account: Account) -> Server:
    """A server that knows one account."""
    return serve(otherwise=account)


@pytest.fixture
def client(connect: Connect, server: Server) -> omiq.Client:
    """A client that signs in with the account's secret key."""
    return connect(server, **CREDENTIALS)


def tokens_used(server: Server) -> list[str]:
    """Return the tokens of the calls, without the logins."""
    signed = (request.headers.get("authorization") for request in server.requests)
    return [text.removeprefix("Bearer ") for text in signed if text is not None]


def test_nothing_is_sent_before_the_first_call(client: omiq.Client, server: Server) -> None:
    """A client signs in when there is something to do."""
    assert client.api_url == f"{server.url}/api"
    assert server.connections == 0


def test_many_calls_take_one_login(client: omiq.Client, account: Account, server: Server) -> None:
    """All calls of a client, and of those made of it with other options, share a token."""
    for each in (client, client, client.with_options(timeout=7), client):
        each.datasets.list()
    assert account.logins == 1
    assert tokens_used(server) == account.tokens * 4


@pytest.mark.parametrize(
    ("lifetime", "left", "logins"),
    [(LIFETIME, 61, 1), (LIFETIME, 60, 2), (LIFETIME, 1, 2), (LIFETIME, -1, 2), (30, 4, 1), (30, 3, 2), (30, -1, 2)],
)
def test_token_is_renewed_ahead_of_its_expiry(
    lifetime: float, left: float, logins: int, client: omiq.Client, account: Account, server: Server, clock: FakeClock
) -> None:
    """A minute before its end, or a tenth of its time where that is short, a token is replaced before it is refused."""
    account.lifetime = lifetime
    client.datasets.list()
    clock.advance(lifetime - left)
    client.datasets.list()
    assert account.logins == logins
    assert tokens_used(server) == [account.tokens[0], account.tokens[-1]]


def test_token_without_end_is_kept(client: omiq.Client, account: Account, clock: FakeClock) -> None:
    """Where a token does not say when it ends, the server's refusal does."""
    account.lifetime = None
    client.datasets.list()
    clock.advance(1e9)
    client.datasets.list()
    assert account.logins == 1


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_refused_token_is_replaced_once(
    call: Callable[[omiq.Client], object], client: omiq.Client, account: Account, server: Server, clock: FakeClock
) -> None:
    """A request that was refused for its token was not carried out: it is sent again as it was, whatever it does."""
    client.datasets.list()
    account.log_in()
    call(client)
    refused, login, repeated = server.requests[2:]
    assert login.path == "/api/auth/login"
    assert (repeated.method, repeated.target, repeated.body) == (refused.method, refused.target, refused.body)
    assert tokens_used(server)[1:] == [account.tokens[0], account.tokens[2]]
    assert clock.pauses == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_second_refusal_is_raised(
    call: Callable[[omiq.Client], object], connect: Connect, serve: Serve, clock: FakeClock
) -> None:
    """Who is refused with a fresh token does not sign in for ever; the next call tries anew."""
    fresh = [Reply({"jwt": jwt(number=number)}) for number in range(3)]
    refusal = Reply({"error": "who are you?"}, 401)
    server = serve(fresh[0], refusal, fresh[1], refusal, refusal, fresh[2], Reply({"datasets": []}))
    client = connect(server, **CREDENTIALS)
    with pytest.raises(omiq.LoginRefused, match="401 who are you"):
        call(client)
    assert server.left == 3
    assert client.datasets.list() == []
    assert clock.pauses == []


@pytest.mark.parametrize("status", [400, 401, 403, 409, 500, 503])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_more_recent_login_is_told_by_its_words(
    status: int, call: Callable[[omiq.Client], object], connect: Connect, serve: Serve, clock: FakeClock
) -> None:
    """The known words count with any status (which one is not known, `pkg-1.10.3`): waiting would not help."""
    superseded = Reply({"error": f"{MORE_RECENT}."}, status)
    server = serve(*[Reply({"jwt": TOKEN}), superseded] * 2)
    with pytest.raises(omiq.LoginSuperseded, match=MORE_RECENT) as raised:
        call(connect(server, **CREDENTIALS))
    assert raised.value.status == status
    assert server.left == 0
    assert clock.pauses == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize(
    ("words", "error"), [(MORE_RECENT, omiq.LoginSuperseded), ("no such token", omiq.LoginRefused)]
)
def test_copied_token_is_not_renewed(
    call: Callable[[omiq.Client], object],
    words: str,
    error: type[omiq.AuthenticationError],
    connect: Connect,
    serve: Serve,
    clock: FakeClock,
) -> None:
    """Where only a person can get another token, the refusal is raised at once."""
    server = serve(Reply({"error": words}, 401))
    with pytest.raises(error, match=words) as raised:
        call(connect(server, token=TOKEN))
    assert raised.value.attempts == 1
    assert clock.pauses == []


def test_copied_token_that_expires_meanwhile_is_not_sent(connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """The end of a copied token is seen before the server has to refuse it."""
    server = serve(Reply({"datasets": []}))
    client = connect(server, token=jwt(NOON + 60))
    client.datasets.list()
    clock.advance(60)
    with pytest.raises(omiq.TokenExpired, match="the token has expired\nCopy a new token"):
        client.datasets.list()
    assert len(server.requests) == 1


def test_copied_token_counts_by_the_servers_clock(connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """A slow clock lets an expired token pass; the refusal's `Date` then tells expired from refused."""
    now = {"Date": "Thu, 01 Jan 2026 13:00:00 GMT"}
    server = serve(Reply({"error": "no"}, 401, headers=now))
    client = connect(server, token=jwt(NOON + 600))
    for _ in range(2):
        with pytest.raises(omiq.TokenExpired, match="Copy a new token"):
            client.datasets.list()


@pytest.mark.parametrize("ahead", [-90_000, -3600, 3600, 90_000])
def test_expiry_counts_by_the_servers_clock(ahead: float, connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """Whichever way the clocks differ, a token is used up to a minute before its end at the server, and not longer."""
    account = Account(lambda: clock.time() + ahead, dates=True)
    client = connect(serve(otherwise=account), **CREDENTIALS)
    client.datasets.list()
    clock.advance(LIFETIME - 70)
    client.datasets.list()
    assert account.logins == 1
    clock.advance(20)
    client.datasets.list()
    assert account.logins == 2


@pytest.mark.parametrize("date", ["", "yesterday", "Thu, 32 Foo 2026 13:00:00 GMT", "Thu, 01 Jan 99999 13:00:00 GMT"])
def test_date_that_is_none_is_passed_over(date: str, connect: Connect, serve: Serve) -> None:
    """A `Date` that cannot be read says nothing of the server's clock."""
    server = serve(*[Reply({"datasets": []}, headers={"Date": date})] * 2)
    client = connect(server)
    assert client.datasets.list() == client.datasets.list() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_renewal_that_fails_does_not_cost_a_good_token(
    status: int,
    client: omiq.Client,
    account: Account,
    server: Server,
    clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Ahead of the expiry the old token goes on at once, with a warning; after it, the failed login is raised."""
    client = client.with_options(retries=1)
    client.datasets.list()
    account.refusals = [Reply({"error": "login is down"}, status)] * 4
    clock.advance(LIFETIME - 30)
    client.datasets.list()
    assert tokens_used(server) == account.tokens * 2
    assert clock.pauses == []
    assert "renewing the token ahead of its expiry failed: login is down" in caplog.text
    clock.advance(30)
    with pytest.raises(omiq.CallError, match=f"POST /auth/login: {status} login is down"):
        client.datasets.list()
    account.refusals = []
    client.datasets.list()
    assert tokens_used(server)[2:] == account.tokens[1:]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_secret_key_is_told_apart(status: int, connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """A login that is refused is not tried again; the error names the login, and the call is not sent."""
    server = serve(Reply({"error": "no such key"}, status))
    with pytest.raises(omiq.LoginRefused, match=f"POST /auth/login: {status} no such key\n") as raised:
        connect(server, **CREDENTIALS).datasets.create(display_name="Panel 7")
    assert (raised.value.status, raised.value.request) == (status, "POST /auth/login")
    assert clock.pauses == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_login_is_repeated_where_the_server_fails(
    call: Callable[[omiq.Client], object], client: omiq.Client, server: Server, account: Account, clock: FakeClock
) -> None:
    """Whatever the call is, a login can be repeated: it leaves what one leaves."""
    server.script(Fault.CUT_BEFORE_ANSWER, Reply(status=502), Reply(status=429), Fault.CUT_IN_BODY)
    call(client)
    assert [request.path for request in server.requests[:-1]] == ["/api/auth/login"] * 5
    assert len(clock.pauses) == 4


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_login_that_stays_without_answer_leaves_no_doubt(
    call: Callable[[omiq.Client], object], connect: Connect, serve: Serve
) -> None:
    """Where the login fails, nobody has to look up what became of the call: it was not sent."""
    client = connect(serve(*[Fault.CUT_BEFORE_ANSWER] * 2), **CREDENTIALS).with_options(retries=1)
    with pytest.raises(omiq.ConnectionFailed, match="POST /auth/login"):
        call(client)


@pytest.mark.parametrize(
    "answer",
    [
        *map(Reply, [{}, [], None, TOKEN, {"token": TOKEN}, {"error": "no"}, {"longOpId": 7}]),
        *map(Reply, [{"jwt": None}, {"jwt": 12}, {"jwt": True}, {"jwt": [TOKEN]}, {"jwt": {"jwt": TOKEN}}]),
        *map(Reply, [{"jwt": ""}, {"jwt": "garbage"}, {"jwt": f"{TOKEN}.x"}, {"jwt": jwt(None, exp=10**400)}]),
        Reply(content=b""),
        Reply(content=b"<html>Sign in with your company</html>", headers={"Content-Type": "text/html"}),
        Reply(content=b'{"jwt": '),
        Reply(status=302, headers={"Location": "/login"}),
    ],
)
def test_login_without_token_is_an_error(answer: Reply, connect: Connect, serve: Serve) -> None:
    """A login that answers something else is told apart from the call, which is not sent, and is tried anew."""
    server = serve(answer, Reply({"jwt": TOKEN}), Reply({"datasets": []}))
    client = connect(server, **CREDENTIALS)
    with pytest.raises(omiq.UnexpectedAnswer, match="POST /auth/login"):
        client.datasets.create(display_name="Panel 7")
    assert client.datasets.list() == []


def test_waiting_for_a_login_ends_with_the_deadline(connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """A call that needs the token that another thread or task is getting has its own deadline all the same."""
    asked, go_on = Event(), Event()

    def slow(seen: Seen) -> Reply:
        asked.set()
        go_on.wait(20)
        return Reply({"jwt": TOKEN})

    server = serve(slow, Reply({"datasets": []}))
    client = connect(server, **CREDENTIALS)
    thread = Thread(target=client.datasets.list)
    thread.start()
    asked.wait()
    with pytest.raises(omiq.TimedOut, match="another call is signing in"):
        client.with_options(deadline=0.05).datasets.list()
    go_on.set()
    thread.join()
    assert (server.left, clock.pauses) == (0, [])


@pytest.fixture(params=["shared", "not shared"])
def sharing(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Let the folder of the shared tokens be writable, or not: with each of them a client has to do."""
    if request.param == "not shared":
        (tmp_path / "state").write_text("a file where a folder should be")


@pytest.mark.usefixtures("sharing")
@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_threads_sign_in_once(client: omiq.Client, account: Account, server: Server, clock: FakeClock) -> None:
    """Twenty threads that find no token, then an expired one, then a refused one, cause one login each time."""

    def at_once() -> None:
        together = Barrier(20)
        errors: list[BaseException] = []

        def run() -> None:
            together.wait()
            try:
                client.datasets.list()
            except BaseException as error:
                errors.append(error)
                raise

        threads = [Thread(target=run) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []

    at_once()
    assert account.logins == 1
    clock.advance(LIFETIME)
    at_once()
    assert account.logins == 2
    account.log_in()
    at_once()
    assert account.logins == 3
    assert set(tokens_used(server)) == {*account.tokens} - {account.tokens[2]}


@pytest.mark.usefixtures("sharing")
async def test_tasks_sign_in_once(account: Account, server: Server, clock: FakeClock) -> None:
    """Twenty tasks that find no token, then an expired one, then a refused one, cause one login each time."""
    async with omiq.AsyncClient(server.url, clock=clock, **CREDENTIALS) as client:

        async def at_once() -> None:
            async with anyio.create_task_group() as tasks:
                for _ in range(20):
                    tasks.start_soon(client.datasets.list)

        await at_once()
        assert account.logins == 1
        clock.advance(LIFETIME)
        await at_once()
        assert account.logins == 2
        account.log_in()
        await at_once()
    assert account.logins == 3
    assert set(tokens_used(server)) == {*account.tokens} - {account.tokens[2]}


async def test_cancelled_login_leaves_the_way_free(serve: Serve, clock: FakeClock) -> None:
    """A task that is cancelled while it signs in neither blocks nor fails those that wait for the same token."""
    asked = Event()

    def silent(seen: Seen) -> Fault:
        asked.set()
        return Fault.SILENCE

    server = serve(silent, Reply({"jwt": TOKEN}), Reply({"datasets": []}))
    async with omiq.AsyncClient(server.url, clock=clock, **CREDENTIALS) as client:
        with anyio.CancelScope() as given_up:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(client.datasets.list)
                await anyio.to_thread.run_sync(asked.wait)
                given_up.cancel()
        assert await client.datasets.list() == []
    assert clock.pauses == []
