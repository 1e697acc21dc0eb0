"""Credentials: where they may come from, and what is said of those that cannot serve, before anything is sent."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import omiq
from tests.conftest import Serve
from tests.support.account import CREDENTIALS, EMAIL, SECRET_KEY, Account
from tests.support.clock import NOON, FakeClock
from tests.support.server import Reply, Server
from tests.support.tokens import TOKEN, jwt

AnyClient: TypeAlias = type[omiq.Client] | type[omiq.AsyncClient]

FILE = json.dumps({"email": EMAIL, "token": SECRET_KEY})


@pytest.fixture
def account(clock: FakeClock) -> Account:
    return Account(clock.time)


@pytest.fixture
def server(serve: Serve, account: Account) -> Server:
    """A server that knows an account."""
    return serve(otherwise=account)


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A secret key file that nobody else can read."""
    return written(tmp_path / "key.json", FILE)


@pytest.fixture(params=[omiq.Client, omiq.AsyncClient])
def either(request: pytest.FixtureRequest) -> AnyClient:
    """The class of either client."""
    kind: AnyClient = request.param
    return kind


def written(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def authorization(server: Server, clock: FakeClock, **options: Any) -> str:
    """Make a client, call, and return what the call was signed with."""
    with omiq.Client(server.url, clock=clock, **options) as client:
        client.raw.get("/who")
    return server.requests[-1].headers["authorization"]


def logged_in(server: Server) -> bool:
    """Say whether the secret key was sent, to the login and without a token."""
    login, call = server.requests
    assert (login.method, login.path) == ("POST", "/api/auth/login")
    assert "authorization" not in login.headers
    return login.json == {"email": EMAIL, "token": SECRET_KEY} and call.path == "/api/who"


@pytest.mark.parametrize("text", [TOKEN, f" {TOKEN}\n", f"Bearer {TOKEN}", f"Bearer  {TOKEN} "])
def test_copied_token_signs_calls(text: str, serve: Serve, clock: FakeClock) -> None:
    """A token counts as it is on the profile page, with blanks or `Bearer` around it too."""
    assert authorization(serve(Reply({})), clock, token=text) == f"Bearer {TOKEN}"


@pytest.mark.parametrize("as_text", [True, False])
def test_secret_file_gets_a_token(as_text: bool, secret_file: Path, account: Account, server: Server) -> None:
    """The key in the file is exchanged for a token, which signs the call; the path is text or a Path."""
    file = str(secret_file) if as_text else secret_file
    assert authorization(server, FakeClock(), secret_file=file) == f"Bearer {account.tokens[0]}"
    assert logged_in(server)


@pytest.mark.parametrize("text", ["\ufeff" + FILE, json.dumps(json.loads(FILE) | {"createdAt": 1}, indent=2)])
def test_secret_file_may_hold_more(text: str, tmp_path: Path, server: Server, clock: FakeClock) -> None:
    """Members that nobody knows, and the mark that some editors put in front, do no harm."""
    authorization(server, clock, secret_file=written(tmp_path / "key.json", text))
    assert logged_in(server)


def test_two_values_of_a_secret_key_get_a_token(account: Account, server: Server, clock: FakeClock) -> None:
    """E-mail address and key can be given without a file."""
    assert authorization(server, clock, **CREDENTIALS) == f"Bearer {account.tokens[0]}"
    assert logged_in(server)


def test_environment_names_server_and_token(serve: Serve, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arguments, `OMIQ_SERVER` and `OMIQ_TOKEN` count."""
    server = serve(Reply({}))
    monkeypatch.setenv("OMIQ_SERVER", server.url)
    monkeypatch.setenv("OMIQ_TOKEN", TOKEN)
    monkeypatch.setenv("OMIQ_SECRET_FILE", "")
    with omiq.Client(clock=clock) as client:
        client.raw.get("/who")
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_environment_names_a_secret_file(
    secret_file: Path, server: Server, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without arguments, `OMIQ_SECRET_FILE` counts; an `OMIQ_TOKEN` without text does not."""
    monkeypatch.setenv("OMIQ_TOKEN", "")
    monkeypatch.setenv("OMIQ_SECRET_FILE", str(secret_file))
    authorization(server, clock)
    assert logged_in(server)


def test_arguments_go_before_the_environment(
    secret_file: Path, server: Server, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is given is not mixed with what the environment says, were that twofold or wrong."""
    monkeypatch.setenv("OMIQ_TOKEN", "not a token")
    monkeypatch.setenv("OMIQ_SECRET_FILE", "/not/a/file")
    authorization(server, clock, secret_file=secret_file)
    assert logged_in(server)


@pytest.mark.parametrize("by_file", [False, True])
def test_credentials_of_the_environment_go_to_its_server_alone(
    by_file: bool, server: Server, secret_file: Path, either: AnyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where `OMIQ_SERVER` names one, an argument that names another is refused; the same in other words is not."""
    monkeypatch.setenv("OMIQ_SERVER", "yourcompany")
    name, value = ("OMIQ_SECRET_FILE", str(secret_file)) if by_file else ("OMIQ_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(omiq.ConfigurationError, match=f"{name} .*yourcompany.*{server.url}(.|\n)*Leave out") as raised:
        either(server.url, clock=FakeClock())
    assert value not in str(raised.value)
    assert server.connections == 0
    either("https://yourcompany-api.omiq.ai/api", clock=FakeClock())
    monkeypatch.delenv("OMIQ_SERVER")
    either(server.url, clock=FakeClock())


def test_arguments_that_contradict_each_other_are_refused(secret_file: Path, either: AnyClient) -> None:
    """Two identities are one too many."""
    token: dict[str, Any] = {"token": TOKEN}
    file: dict[str, Any] = {"secret_file": secret_file}
    email: dict[str, Any] = {"email": EMAIL}
    for options in (token | file, token | CREDENTIALS, file | CREDENTIALS, token | email):
        with pytest.raises(omiq.ConfigurationError, match="Give one of: token, secret_file, or email with secret_key"):
            either("app", clock=FakeClock(), **options)


@pytest.mark.parametrize("half", [{"email": EMAIL}, {"secret_key": SECRET_KEY}, CREDENTIALS | {"secret_key": ""}])
def test_half_a_secret_key_is_refused(half: dict[str, Any], either: AnyClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment does not fill in what a caller left out."""
    monkeypatch.setenv("OMIQ_TOKEN", TOKEN)
    with pytest.raises(omiq.ConfigurationError, match="give both email and secret_key"):
        either("app", clock=FakeClock(), **half)


def test_environment_with_two_identities_is_refused(secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of two was meant is not guessed."""
    monkeypatch.setenv("OMIQ_TOKEN", TOKEN)
    monkeypatch.setenv("OMIQ_SECRET_FILE", str(secret_file))
    with pytest.raises(omiq.ConfigurationError, match="OMIQ_TOKEN and OMIQ_SECRET_FILE are both set: unset one"):
        omiq.Client("app", clock=FakeClock())


def test_nothing_to_sign_in_with_is_refused(either: AnyClient) -> None:
    """The error says what can be given, what can be set, and how to sign in once."""
    with pytest.raises(
        omiq.NotSignedIn, match=r"(?s)no credentials.*`omiq auth login --server app`.* secret_file=…, set OMIQ_TOKEN or"
    ):
        either("app", clock=FakeClock())


def part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def payload(content: bytes) -> str:
    return f"{part(b'{}')}.{part(content)}.{part(b'signature')}"


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "not a JWT"),
        ("   ", "not a JWT"),
        ("Bearer", "not a JWT"),
        ("0123456789abcdef", "not a JWT"),
        (TOKEN.rpartition(".")[0], "not a JWT"),
        (f"{TOKEN}.more", "not a JWT"),
        (TOKEN.replace(".", ".."), "not a JWT"),
        (TOKEN[:20] + " " + TOKEN[20:], "not a JWT"),
        (TOKEN[:20] + "\r\nHost: other.example.org\r\n" + TOKEN[20:], "not a JWT"),
        (TOKEN + "é", "not a JWT"),
        (TOKEN.replace(".", "/+.", 1), "not a JWT"),
        (f'"{TOKEN}"', "not a JWT"),
        (f"{part(b'{}')}.a.{part(b'signature')}", "payload cannot be read"),
        (payload(b"\xff\xfe\xfd"), "payload cannot be read"),
        (payload(b'{"exp": 1'), "payload cannot be read"),
        (payload(b"[" * 100_000), "payload cannot be read"),
        (payload(b"[1]"), "payload is not a JSON object"),
        (payload(b"null"), "payload is not a JSON object"),
    ],
)
def test_text_that_is_no_token_is_refused(token: str, words: str, server: Server, either: AnyClient) -> None:
    """Each defect of a copied token says what it is and where to copy from; nothing is sent."""
    with pytest.raises(omiq.ConfigurationError, match=f"{words}.* Copy it whole from the profile page"):
        either(server.url, token=token, clock=FakeClock())
    assert server.connections == 0


@given(
    st.text()
    | st.binary().map(payload)
    | st.recursive(st.none() | st.floats(), st.lists).map(lambda v: jwt(None, exp=v))
)
@example(payload(b'{"exp": %d}' % 10**400))
@example(payload(b'{"exp": -1e308}'))
@example(payload(b'{"exp": 1E400}'))
@example(payload(b'{"exp": true}'))
def test_any_text_is_a_token_or_an_error(text: str) -> None:
    """Whatever is given as a token, the client either takes it or says what is wrong with it."""
    with suppress(omiq.ConfigurationError, omiq.TokenExpired), omiq.Client(token=text, clock=FakeClock()) as client:
        assert client.api_url


@pytest.mark.parametrize("letters", ["???", "~~~", "ÿþ"])
def test_token_in_the_alphabet_of_jwts_is_read(letters: str, serve: Serve, clock: FakeClock) -> None:
    """Payloads whose base64 holds `-` or `_` are read (the vendor's client fails on them, `pkg-1.10.3`)."""
    names = [letters * count for count in range(1, 5)]
    good, bad = (
        f"{part(b'{}')}.{part(json.dumps({'n': names, 'exp': end}, ensure_ascii=False).encode())}.x-_"
        for end in (NOON + 60, NOON)
    )
    assert set("-_") & set(good.split(".")[1])
    assert authorization(serve(Reply({})), clock, token=good) == f"Bearer {good}"
    with pytest.raises(omiq.TokenExpired):
        omiq.Client("app", token=bad, clock=clock)


@pytest.mark.parametrize(
    ("ago", "words"), [(0, "0 minutes ago"), (90, "2 minutes ago"), (5400, "1.5 hours ago"), (259200, "72.0 hours ago")]
)
def test_expired_token_is_refused(ago: float, words: str, server: Server, either: AnyClient) -> None:
    """A token counts up to its `exp`, and no second longer; the error says how long that is past, and what to do."""
    with pytest.raises(omiq.TokenExpired, match=f"{words}(.|\n)*Copy a new token") as raised:
        either(server.url, token=jwt(NOON - ago), clock=FakeClock())
    assert isinstance(raised.value, omiq.AuthenticationError)
    assert server.connections == 0


@pytest.mark.parametrize("token", [jwt(None), jwt(None, exp="soon"), jwt(None, exp=None), jwt(NOON + 1)])
def test_token_that_has_not_expired_is_taken(token: str, serve: Serve, clock: FakeClock) -> None:
    """A token that does not say when it ends is good until the server refuses it."""
    assert authorization(serve(Reply({})), clock, token=token) == f"Bearer {token}"


def wrong_files(folder: Path) -> Iterator[tuple[Path | str, str]]:
    """Yield secret key files that cannot serve, and what is said of each."""
    yield folder / "missing.json", "'{file}' cannot be read: No such file or directory"
    yield "", "cannot be read: Is a directory"
    yield folder, "'{file}' cannot be read: Is a directory"
    yield folder / "file" / "in-a-file", "cannot be read: "
    for name, content in {
        "empty": b"",
        "text": SECRET_KEY.encode(),
        "torn": FILE[:-1].encode(),
        "python": str(json.loads(FILE)).encode(),
        "binary": bytes(range(256)),
        "deep": b"[" * 100_000,
    }.items():
        yield written(folder / name, content), "'{file}' is not JSON"
    for name, value, missing in (
        ("list", [EMAIL, SECRET_KEY], "email"),
        ("null", None, "email"),
        ("other", {"user": EMAIL, "token": SECRET_KEY}, "email"),
        ("no-key", {"email": EMAIL}, "token"),
        ("blank", {"email": EMAIL, "token": ""}, "token"),
        ("number", {"email": EMAIL, "token": 12}, "token"),
        ("case", {"Email": EMAIL, "token": SECRET_KEY}, "email"),
    ):
        yield written(folder / name, json.dumps(value)), f"'{{file}}' has no text under '{missing}'"


@pytest.mark.parametrize("from_environment", [True, False])
def test_secret_file_that_cannot_serve_is_refused(
    from_environment: bool,
    tmp_path: Path,
    server: Server,
    either: AnyClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Missing, not JSON, without a key: each says so, names the file, shows nothing of it, and nothing is sent."""
    written(tmp_path / "file", FILE)
    for file, words in wrong_files(tmp_path):
        from_there = from_environment and file
        if from_there:
            monkeypatch.setenv("OMIQ_SECRET_FILE", str(file))
        with pytest.raises(omiq.ConfigurationError) as raised:
            either(server.url, clock=FakeClock(), secret_file=None if from_there else file)
        assert words.format(file=file) in str(raised.value)
        assert SECRET_KEY[:8] not in str(raised.value)
    assert server.connections == 0


@pytest.mark.parametrize("content", [FILE, f"\n  {FILE}"])
def test_content_in_place_of_a_path_is_not_shown(content: str) -> None:
    """Who puts the key itself where its file belongs is told so, without the key."""
    with pytest.raises(omiq.ConfigurationError, match="is the path of a file, not its content") as raised:
        omiq.Client("app", secret_file=content, clock=FakeClock())
    assert SECRET_KEY not in str(raised.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602])
def test_secret_file_open_to_others_is_warned_of(
    mode: int, secret_file: Path, server: Server, clock: FakeClock, either: AnyClient
) -> None:
    """The warning names the file, and the line that made the client; the key is used all the same."""
    secret_file.chmod(mode)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        either("app", secret_file=secret_file, clock=clock)
        authorization(server, clock, secret_file=secret_file)
    assert [(each.category, each.filename) for each in caught] == [(omiq.SecretFileWarning, __file__)] * 2
    assert str(secret_file) in str(caught[0].message)
    assert logged_in(server)
