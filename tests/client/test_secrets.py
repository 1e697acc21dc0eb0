"""Secrets: neither token, nor secret key, nor signed URL comes to light, whatever happens, and none goes elsewhere."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import urllib3

import omiq
from omiq.models import File
from tests.conftest import Connect, Serve
from tests.support.account import CREDENTIALS, EMAIL, MORE_RECENT, SECRET_KEY
from tests.support.clock import NOON, FakeClock
from tests.support.secrets import COPIED, FROM_LOGIN, SIGNATURE, SIGNED_URL, Watch, forms
from tests.support.server import Fault, Reply, Seen, Server
from tests.support.tokens import TOKEN, jwt

Attempt: TypeAlias = Callable[[omiq.Client], object]

LOGIN = Reply({"jwt": FROM_LOGIN})


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Watch:
    caplog.set_level(1)
    return Watch(caplog, capfd, tmp_path)


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "key.json"
    file.write_text(json.dumps({"email": EMAIL, "token": SECRET_KEY}))
    file.chmod(0o600)
    return file


@pytest.fixture
def token_files(tmp_path: Path) -> Callable[[], list[Path]]:
    """The one place outside of memory where a token may be."""
    return lambda: [each for each in (tmp_path / "state/omiq").rglob("*") if each.is_file() and each.suffix != ".lock"]


def live_objects() -> str:
    """Return the reprs of all objects of the client's classes that are alive."""
    ours = (each for each in gc.get_objects() if str(type(each).__module__).partition(".")[0] == "omiq")
    return "\n".join(map(repr, ours))


def looked_at(shown: list[str], answer: Reply) -> Reply:
    """Return an answer, in the server's thread, when the client's request is under way."""
    shown.append(live_objects())
    return answer


def test_ordinary_work_shows_no_secret(
    connect: Connect,
    serve: Serve,
    watch: Watch,
    secret_file: Path,
    token_files: Callable[[], list[Path]],
) -> None:
    """From the login to the end: no log line, no repr, no file but the shared one, not while a request is under way."""

    shown: list[str] = []

    def under_way(answer: Reply) -> Callable[[Seen], Reply]:
        return lambda seen: looked_at(shown, answer)

    file = {"files": [{"id": 1}], "signedUrls": [SIGNED_URL]}
    server = serve(
        under_way(LOGIN),
        under_way(Reply({"datasets": [{"id": 1, "displayName": "x"}]})),
        Reply({"error": MORE_RECENT}, 401),
        under_way(LOGIN),
        under_way(Reply(file)),
        Reply({"url": SIGNED_URL}),
        under_way(Reply({"url": SIGNED_URL}, headers={"X-Next": SIGNED_URL, "Set-Cookie": f"s={FROM_LOGIN}"})),
        Reply(status=503, headers={"Retry-After": "1", "Location": SIGNED_URL}),
        Reply(content=SIGNED_URL.encode(), headers={"Content-Type": "text/plain"}),
        Reply({"longOpId": 7}),
        Reply({}, headers={"Set-Cookie": f"s={FROM_LOGIN}", "X-Next": SIGNED_URL}),
        Reply({"val": {"workflows": []}}),
    )
    client = connect(server, secret_file=secret_file, on_poll=lambda poll: shown.append(live_objects()))
    datasets = client.answer(client.datasets.list)
    registered = client.files.register(1, files=[])
    url = client.files.download_url(1, 2)
    answer = client.answer(client.files.download_url, 1, 2)
    with client.raw.stream("GET", "/large") as stream:
        shown += map(repr, (client, client.raw, client.datasets, client.long_operations, datasets, registered, answer))
        shown += [repr(stream), live_objects()]
    assert client.workflows.list() == []
    assert url == answer.value == registered.signed_urls[0] == SIGNED_URL
    assert server.left == 0
    for text in shown:
        watch.see("repr", text)
    (token_file,) = token_files()
    assert token_file.read_text() == FROM_LOGIN
    watch.see_what_is_left(secret_file, token_file)


def test_copied_token_stays_in_memory(connect: Connect, serve: Serve, watch: Watch) -> None:
    """A token that was given is written nowhere."""
    shown: list[str] = []
    client = connect(serve(lambda seen: looked_at(shown, Reply({"datasets": []}))), token=COPIED)
    client.datasets.list()
    watch.see("repr", f"{shown} {client!r} {live_objects()}")
    watch.see_what_is_left()


def test_signed_urls_are_in_no_log(connect: Connect, serve: Serve, watch: Watch, tmp_path: Path) -> None:
    """The log of the library that moves bytes, at every level: whatever comes of the transfer, no signature."""
    server = serve()
    url = f"{server.url}/bucket/a%20b.fcs?X-Signature={SIGNATURE}&X-Expires=900"
    broken = Reply(content=b"FCS", headers={"Bad Header": url})
    server.script(
        *(Reply({"url": url}), Reply(status=503), Reply(status=403), Reply({"url": url}), broken),
        *(Reply({"files": []}), Reply({"files": [{"id": 7}], "signedUrls": [url]}), Reply(status=503), Reply()),
    )
    client = connect(server, token=COPIED)
    client.files.download([File(id=1, dataset_id=2, display_name="a.fcs")], tmp_path / "down", progress=False)
    client.files.upload(2, tmp_path / "down" / "a.fcs", wait=False, progress=False)
    assert server.left == 0
    assert "/bucket/a%20b.fcs" in watch.log("urllib3.connectionpool")
    watch.see_what_is_left()


def test_log_of_other_programs_is_left_alone(watch: Watch, serve: Serve) -> None:
    """Who uses the same library beside this one finds their own queries in its log."""
    with urllib3.PoolManager() as others:
        others.request("GET", f"{serve(Reply()).url}/search?q=cells", retries=False)
    assert "/search?q=cells" in watch.log("urllib3.connectionpool")


def page(text: str) -> bytes:
    return f"<html><head><title>echo {text}</title></head><body><pre>{text}</pre></body></html>".encode()


ECHOES: dict[str, Callable[[str], Reply]] = {
    "text": lambda text: Reply(content=f"echo {text} end".encode()),
    "JSON": lambda text: Reply({"error": f"echo {text} end", "token": text}),
    "JSON without a message": lambda text: Reply({"echo": {"authorization": text}}),
    "JSON list": lambda text: Reply([f"echo {text}", text]),
    "raw JSON": lambda text: Reply(content=b'{"echo": {"authorization": "' + text.strip('"').encode() + b'"}}'),
    "half of JSON": lambda text: Reply(content=b'{"echo": "' + text.encode() + b'", "error"'),
    "web page": lambda text: Reply(content=page(text), headers={"Content-Type": "text/html"}),
    "web page that nothing announces": lambda text: Reply(content=b"\n" + page(text)),
    "URL": lambda text: Reply(content=f"echo https://example.org/a?t={text}".encode()),
    "headers": lambda text: Reply(
        content=b"echo",
        headers={"Content-Type": f"text/echo; t={text}", "X-Echo": text, "Location": f"https://example.org/{text}"},
    ),
}


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_server_that_repeats_a_secret_does_not_get_it_shown(
    echo: Callable[[str], Reply],
    connect: Connect,
    serve: Serve,
    watch: Watch,
    secret_file: Path,
    token_files: Callable[[], list[Path]],
) -> None:
    """Whatever a server makes of a secret, and wherever in its answer it puts it: the error says the rest alone."""
    reply = LOGIN
    server = serve(otherwise=lambda seen: LOGIN if seen.path.endswith("/login") else reply)
    client = connect(server, secret_file=secret_file).with_options(retries=0)
    texts = [form for secret in (SECRET_KEY, FROM_LOGIN) for form in forms(secret).values()]
    texts += [SIGNED_URL, SIGNED_URL.replace("/", "\\/"), *list(forms(SIGNED_URL).values())[1:4]]
    for text in texts:
        for status in (200, 302, 400, 500):
            reply = echo(text)
            reply.status = status
            if status == 200 and reply.content[:1] in b"[{" and echo is not ECHOES["half of JSON"]:
                continue
            with pytest.raises(omiq.CallError, match=r"echo|a web page") as raised:
                client.users.me()
            watch.see_error(raised.value)
    watch.see_what_is_left(secret_file, *token_files())


FILLERS = {
    "letters": "x",
    "blanks": "\n",
    "bytes": "é",
    "tags": "</title>",
    "secrets": f"{FROM_LOGIN} ",
    "signed URLs": f"{SIGNED_URL} ",
}


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
@pytest.mark.parametrize(
    ("filler", "lengths"),
    [
        *(pytest.param(filler, range(0, 310, 13), id=name) for name, filler in FILLERS.items()),
        *(pytest.param(FILLERS[name], range(19_800, 24_000, 30), id=f"many {name}") for name in ("blanks", "secrets")),
    ],
)
def test_cut_through_a_secret_leaves_no_half_of_it(
    filler: str, lengths: range, connect: Connect, serve: Serve, watch: Watch, token_files: Callable[[], list[Path]]
) -> None:
    """Long messages are cut; where the cut goes through a secret, neither part of it is shown."""
    reply = LOGIN
    server = serve(otherwise=lambda seen: LOGIN if seen.path.endswith("/login") else reply)
    client = connect(server, **CREDENTIALS).with_options(retries=0)
    for length in lengths:
        text = "." * (length % len(filler)) + filler * (length // len(filler)) + FROM_LOGIN + SECRET_KEY + filler * 40
        for content in (text.encode(), json.dumps({"error": text}).encode(), f"<title>{text}</title>".encode()):
            for status in (200, 500):
                reply = Reply(content=content, status=status)
                with pytest.raises(omiq.CallError) as raised:
                    client.users.me()
                watch.see("str", str(raised.value))
    watch.see_what_is_left(*token_files())


def echoed(status: int, words: str = "") -> Reply:
    """Return an answer that says something, and all secrets."""
    return Reply({"error": f"{words} {COPIED} {FROM_LOGIN} {SECRET_KEY} {SIGNED_URL}"}, status)


def read(client: omiq.Client) -> object:
    return client.datasets.list()


def write(client: omiq.Client) -> object:
    return client.datasets.create(display_name="Panel 7")


BEGUN = Reply({"longOpId": 7})

ERRORS: dict[type[omiq.OmiqError], tuple[Attempt, list[Reply | Fault]]] = {
    omiq.LoginSuperseded: (read, [echoed(401, MORE_RECENT), LOGIN, echoed(401, MORE_RECENT)]),
    omiq.LoginRefused: (read, [echoed(401), echoed(403)]),
    omiq.PermissionDenied: (read, [echoed(403)]),
    omiq.NotFound: (read, [echoed(404)]),
    omiq.Conflict: (write, [echoed(409)]),
    omiq.RateLimited: (write, [echoed(429)]),
    omiq.BadRequest: (write, [echoed(400)]),
    omiq.ServerError: (read, [echoed(500)] * 2),
    omiq.OutcomeUnknown: (write, [echoed(502)]),
    omiq.UnexpectedAnswer: (read, [Reply({f"{SECRET_KEY}": 1, COPIED: 2, SIGNED_URL: 3})]),
    omiq.UnexpectedShape: (
        lambda client: client.datasets.get(1).display_name,
        [Reply({"dataset": {"displayName": {SECRET_KEY: COPIED, "url": SIGNED_URL}}})],
    ),
    omiq.ConnectionFailed: (read, [Reply({}, headers={"X-Echo": f"\0{SECRET_KEY} {COPIED} {SIGNED_URL}"})] * 2),
    omiq.TimedOut: (lambda client: client.with_options(timeout=0.05).datasets.list(), [Fault.SILENCE] * 2),
    omiq.LongOperationFailed: (write, [BEGUN, Reply({"val": {"error": f"{SECRET_KEY} {COPIED} {SIGNED_URL}"}})]),
    omiq.LongOperationUnfinished: (write, [BEGUN, echoed(404)]),
    omiq.TransfersIncomplete: (
        lambda client: client.files.download([File(id=1, dataset_id=2, display_name="a")], Path.home() / "down"),
        [Reply({"url": f"http://127.0.0.1:9/a?{SIGNED_URL.partition('?')[2]}"})],
    ),
    omiq.ConfigurationError: (lambda client: omiq.Client(token=f"{COPIED}!{SECRET_KEY}"), []),
    omiq.NotSignedIn: (lambda client: omiq.Client(client.api_url), []),
    omiq.TokenExpired: (lambda client: omiq.Client(token=jwt(NOON - 1) + SIGNATURE, clock=FakeClock()), []),
}
BRANCHES = {omiq.OmiqError, omiq.CallError, omiq.AuthenticationError, omiq.LongOperationError, omiq.TransferError}


def test_every_error_is_looked_at() -> None:
    """Who adds an error adds the way to it here."""
    public = [getattr(omiq, name) for name in omiq.__all__]
    errors = {each for each in public if isinstance(each, type) and issubclass(each, omiq.OmiqError)}
    assert ERRORS.keys() == errors - BRANCHES


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_error_shows_no_secret(
    error: type[omiq.OmiqError],
    connect: Connect,
    serve: Serve,
    watch: Watch,
    token_files: Callable[[], list[Path]],
) -> None:
    """Each error, with the chain of its causes, and its pickled copy, is free of what was sent and echoed."""
    attempt, script = ERRORS[error]
    client = connect(serve(LOGIN, *script), **CREDENTIALS).with_options(retries=1)
    with pytest.raises(error) as raised:
        attempt(client)
    assert type(raised.value) is error
    watch.see_error(raised.value)
    watch.see_what_is_left(*token_files())


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_renewal_that_fails_shows_no_secret(connect: Connect, serve: Serve, watch: Watch, clock: FakeClock) -> None:
    """The warning about it says what the server said, without what it repeated."""
    soon = jwt(NOON + 300) + SIGNATURE
    server = serve(Reply({"jwt": soon}), Reply({"datasets": []}), echoed(400, soon), Reply({"datasets": []}))
    client = connect(server, **CREDENTIALS)
    client.datasets.list()
    clock.advance(290)
    client.datasets.list()
    assert server.left == 0
    watch.see("log", watch.log("omiq"))


def test_login_carries_no_token(connect: Connect, server: Server) -> None:
    """A login that the user makes is not signed with what the client has."""
    server.script(Reply({"jwt": TOKEN}))
    assert connect(server, token=COPIED).auth.login(email=EMAIL, token=SECRET_KEY) == TOKEN
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
@pytest.mark.parametrize("attempt", [read, write])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_redirect_is_not_followed(
    status: int, attempt: Attempt, elsewhere: bool, connect: Connect, serve: Serve
) -> None:
    """Neither to another host nor to another path: the token goes where the user said, and the error says so."""
    other = serve()
    target = f"{other.url}/api/datasets" if elsewhere else "/api/other"
    server = serve(Reply(status=status, headers={"Location": target}))
    with pytest.raises(omiq.UnexpectedAnswer, match="does not follow"):
        attempt(connect(server, token=COPIED))
    assert other.connections == 0


@pytest.mark.parametrize("status", [302, 307])
def test_secret_key_does_not_follow_a_redirect(status: int, connect: Connect, serve: Serve) -> None:
    """The login's body holds the secret key, which is not sent elsewhere either."""
    other = serve()
    server = serve(Reply(status=status, headers={"Location": f"{other.url}/api/auth/login"}))
    with pytest.raises(omiq.UnexpectedAnswer, match="POST /auth/login"):
        connect(server, **CREDENTIALS).datasets.list()
    assert other.connections == 0


def test_token_goes_to_the_origin_of_the_api_alone(connect: Connect, serve: Serve, server: Server) -> None:
    """A URL of another host, scheme, port or of another part of the host is refused before anything is sent."""
    other = serve()
    client = connect(server, token=COPIED)
    for url in (
        f"{other.url}/api/datasets",
        f"{server.url}@{other.url.removeprefix('http://')}/api/datasets",
        f"{server.url.replace('http', 'https')}/api/datasets",
        f"{server.url}/elsewhere",
        f"//{other.url.removeprefix('http://')}/api/datasets",
    ):
        with pytest.raises(omiq.ConfigurationError):
            client.raw.get(url)
    assert other.connections == server.connections == 0


def test_credentials_of_the_environment_do_not_replace_the_token(
    connect: Connect, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `.netrc` is for other programs."""
    (tmp_path / ".netrc").write_text("default login somebody password hush-hush\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server.script(Reply({"datasets": []}))
    connect(server, token=COPIED).datasets.list()
    assert server.requests[0].headers["authorization"] == f"Bearer {COPIED}"


def test_password_of_a_proxy_is_in_no_repr(connect: Connect, serve: Serve) -> None:
    """A proxy's user and password are known to the connection alone."""
    client = connect(serve(), proxy="http://robot:pa55word@127.0.0.1:9")
    assert "pa55word" not in live_objects() + repr(client)


def test_client_that_was_refused_has_a_repr() -> None:
    """What shows the locals of a traceback takes the repr of a client without an identity."""
    with pytest.raises(omiq.ConfigurationError) as raised:
        omiq.Client(token=COPIED, timeout=-1)
    refused = [entry.locals["self"] for entry in raised.traceback if isinstance(entry.locals.get("self"), omiq.Client)]
    assert [repr(client) for client in refused] == ["<omiq.Client>"]


def test_token_that_was_refused_has_a_repr() -> None:
    """So has the token that could not be read."""
    with pytest.raises(omiq.ConfigurationError) as raised:
        omiq.Client(token="not a token")
    assert all(repr(entry.locals) for entry in raised.traceback)
