"""Stored sign-ins: which one counts, where its secret goes and lies, and what becomes of files that are wrong."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

import omiq
from omiq._profiles.secrets import Secret
from omiq._profiles.store import Store
from omiq._profiles.stored import Profile, Stored, decoded, encoded
from tests.conftest import Serve
from tests.support.account import EMAIL, SECRET_KEY, Account
from tests.support.clock import NOON, FakeClock
from tests.support.keyring import FILE, LOCKED, FileKeyring
from tests.support.secrets import COPIED, Watch, forms
from tests.support.server import Reply, Server
from tests.support.tokens import TOKEN, jwt

OTHER = "https://yourcompany-api.omiq.ai/api"
OWNERS_ALONE = 0o600
NO_KEYRING: KeyringBackend = NoKeyring()  # type: ignore[no-untyped-call]


def store(name: str, api_url: str, *, token: str | None = TOKEN, **key: str) -> Profile:
    """Store a sign-in; it is the current one then."""
    secret = Secret(api_url, token=None if key else token, **key)
    return Store().keep(secret, lambda stored: name, user="Rosalind Marsh", email=None)


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    keyring.set_keyring(NO_KEYRING)
    yield
    keyring.set_keyring(NO_KEYRING)


@pytest.fixture
def own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a keyring that serves in this test."""
    file = tmp_path / "keyring.json"
    monkeypatch.setenv(FILE, str(file))
    keyring.set_keyring(FileKeyring())
    return file


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve(otherwise=lambda seen: Reply({}))


def url(server: Server) -> str:
    return f"{server.url}/api"


def signed_with(server: Server, *arguments: Any, **options: Any) -> str:
    """Make a client, call, and return the token that the call was signed with."""
    with omiq.Client(*arguments, clock=FakeClock(), **options) as client:
        client.raw.get("/who")
    return server.requests[-1].headers["authorization"].removeprefix("Bearer ")


def test_client_without_arguments_takes_the_current_profile(server: Server) -> None:
    """It brings its server along."""
    store("other", OTHER)
    store("robot", url(server))
    assert signed_with(server) == TOKEN


def test_profile_is_chosen_by_its_name(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """By argument, else by `OMIQ_PROFILE`, in whatever case, whatever the current one is."""
    mine, robots = jwt(name="mine"), jwt(name="robots")
    store("mine", url(server), token=mine)
    store("robot", url(server), token=robots)
    store("other", OTHER)
    assert signed_with(server, profile="Mine") == mine
    monkeypatch.setenv("OMIQ_PROFILE", "robot")
    assert signed_with(server) == robots
    assert signed_with(server, profile="mine") == mine


def test_secret_key_of_a_profile_gets_a_token(serve: Serve, clock: FakeClock) -> None:
    """It signs in, as a secret key file does."""
    account = Account(clock.time)
    server = serve(otherwise=account)
    store("robot", url(server), email=EMAIL, secret_key=SECRET_KEY)
    assert signed_with(server) == account.tokens[0]


def test_credentials_go_before_profiles(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where arguments or variables sign in, no profile is read, be it broken."""
    folder = tmp_path / "config" / "omiq"
    folder.mkdir(parents=True)
    (folder / "profiles.json").write_text("broken")
    assert signed_with(server, server.url, token=TOKEN) == TOKEN
    monkeypatch.setenv("OMIQ_TOKEN", TOKEN)
    monkeypatch.setenv("OMIQ_PROFILE", "nothere")
    assert signed_with(server, server.url) == TOKEN


def test_profile_as_argument_goes_before_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its token, and before its server."""
    store("robot", url(server))
    monkeypatch.setenv("OMIQ_TOKEN", jwt(name="other"))
    monkeypatch.setenv("OMIQ_SERVER", "yourcompany")
    assert signed_with(server, profile="robot") == TOKEN


def test_profile_beside_credentials_is_refused() -> None:
    """Two identities are one too many."""
    with pytest.raises(omiq.ConfigurationError, match="or profile"):
        omiq.Client("app", token=TOKEN, profile="robot")


def test_server_picks_among_profiles(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current profile if it is of that server, else the only one that is."""
    mine, robots = jwt(name="mine"), jwt(name="robots")
    store("mine", url(server), token=mine)
    store("other", OTHER)
    assert signed_with(server, server.url) == mine
    monkeypatch.setenv("OMIQ_SERVER", server.url)
    assert signed_with(server) == mine
    store("robot", url(server), token=robots)
    assert signed_with(server) == robots
    monkeypatch.setenv("OMIQ_PROFILE", "mine")
    assert signed_with(server, server.url) == mine
    monkeypatch.delenv("OMIQ_PROFILE")
    Store().switch(lambda stored: "other")
    with pytest.raises(omiq.NotSignedIn, match=r"Several profiles are of .*: mine, robot\.\nChoose one"):
        omiq.Client()


@pytest.mark.parametrize("by_variable", [True, False])
def test_secret_goes_to_no_other_server(by_variable: bool, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another server than that of all profiles has no credentials; how to get them is said."""
    store("robot", OTHER)
    if by_variable:
        monkeypatch.setenv("OMIQ_SERVER", server.url)
    with pytest.raises(omiq.NotSignedIn, match=f"`omiq auth login --server {server.url}`"):
        omiq.Client(None if by_variable else server.url)
    assert server.connections == 0


def test_profile_of_another_server_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both are named they belong together, as arguments and as variables."""
    store("robot", OTHER)
    with pytest.raises(omiq.ConfigurationError, match="'robot' is of the server yourcompany, and is not used with"):
        omiq.Client(server.url, profile="robot")
    monkeypatch.setenv("OMIQ_PROFILE", "robot")
    monkeypatch.setenv("OMIQ_SERVER", server.url)
    with pytest.raises(omiq.ConfigurationError, match="is of the server yourcompany"):
        omiq.Client()
    with omiq.Client("yourcompany", clock=FakeClock()) as client:
        assert client.api_url == OTHER


def test_server_that_was_changed_in_the_file_does_not_get_the_secret(server: Server, tmp_path: Path) -> None:
    """A secret knows where it belongs."""
    store("robot", OTHER)
    file = tmp_path / "config" / "omiq" / "profiles.json"
    file.write_text(file.read_text().replace('"yourcompany"', f'"{server.url}"'))
    with pytest.raises(omiq.ConfigurationError, match=r"no secret of .*\nSign in again: `omiq auth login --profile"):
        omiq.Client()
    assert server.connections == 0


def test_profile_that_is_not_there() -> None:
    """The nearest name is told."""
    store("robot", OTHER)
    with pytest.raises(omiq.ConfigurationError, match="no stored profile 'robto': did you mean 'robot'"):
        omiq.Client(profile="robto")


def test_no_profile_is_current() -> None:
    """None is guessed, and those that there are are told."""
    store("robot", OTHER)
    store("mine", OTHER)
    Store().forget("mine")
    with pytest.raises(omiq.NotSignedIn, match="is the current one: robot"):
        omiq.Client()


def test_token_of_a_profile_that_has_expired() -> None:
    """It is refused before anything is sent."""
    store("robot", OTHER, token=jwt(NOON - 60))
    with pytest.raises(omiq.TokenExpired, match="`omiq auth login`"):
        omiq.Client(clock=FakeClock())


def test_files_are_private_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a keyring the secret is in a file of its own, a warning says so, and nothing else holds it."""
    profile = store("robot", OTHER, token=COPIED)
    folder = tmp_path / "config" / "omiq"
    secret = folder / "secrets" / "secret-robot.json"
    assert profile.place == "file"
    assert stat.S_IMODE(secret.stat().st_mode) == OWNERS_ALONE
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, secret.parent)} == {0o700}
    assert [str(secret) in message for message in caplog.messages] == [True]
    holders = [each for each in tmp_path.rglob("*") if each.is_file() and COPIED in each.read_text()]
    assert holders == [secret]


def test_keyring_keeps_secrets_where_there_is_one(
    own_keyring: Path, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No file holds the secret then, one from before is removed, and nothing is warned of."""
    keyring.set_keyring(NO_KEYRING)
    store("robot", url(server))
    caplog.clear()
    keyring.set_keyring(FileKeyring())
    assert store("robot", url(server)).place == "keyring"
    assert caplog.messages == []
    assert signed_with(server) == TOKEN
    holders = [each for each in tmp_path.rglob("*") if each.is_file() and TOKEN in each.read_text()]
    assert holders == [own_keyring]
    Store().forget("robot")
    assert TOKEN not in own_keyring.read_text()


@pytest.mark.parametrize("replaced", ["at once", "where there was no keyring"])
def test_file_takes_the_place_of_a_keyring(
    replaced: str, own_keyring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the keyring held is removed with the new sign-in, or with the profile where the keyring was not there."""
    store("robot", OTHER)
    if replaced == "at once":
        monkeypatch.setattr(FileKeyring, "set_password", lambda *_: None)  # keeps nothing
        store("robot", OTHER, token=COPIED)
    else:
        keyring.set_keyring(NO_KEYRING)
        store("robot", OTHER, token=COPIED)
        assert TOKEN in own_keyring.read_text()
        keyring.set_keyring(FileKeyring())
        Store().forget("robot")
    assert TOKEN not in own_keyring.read_text()
    keyring.set_keyring(NO_KEYRING)
    if replaced == "at once":
        Store().forget("robot")
    assert list(tmp_path.rglob("secret-*.json")) == []


def test_keyring_that_is_locked(own_keyring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that cannot be had is told, one that cannot be removed stays known, and a new one goes to a file."""
    store("robot", OTHER)
    monkeypatch.setenv(LOCKED, "1")
    with pytest.raises(omiq.ConfigurationError, match="Unlock it, or sign in again"):
        omiq.Client()
    with pytest.raises(omiq.ConfigurationError, match="Unlock it and try again"):
        Store().forget("robot")
    assert Store().profile("robot").place == "keyring"
    assert store("robot", OTHER).place == "file"


@pytest.mark.parametrize("in_keyring", [True, False])
def test_secret_that_is_gone(in_keyring: bool, own_keyring: Path, tmp_path: Path) -> None:
    """Who removed it by hand is told to sign in again."""
    if not in_keyring:
        keyring.set_keyring(NO_KEYRING)
    store("robot", OTHER)
    (own_keyring if in_keyring else tmp_path / "config/omiq/secrets/secret-robot.json").unlink()
    with pytest.raises(omiq.NotSignedIn, match=r"'robot' is gone\.\nSign in again: `omiq auth login --profile robot`"):
        omiq.Client()


def test_secret_file_that_others_can_read_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store("robot", OTHER)
    (tmp_path / "config/omiq/secrets/secret-robot.json").chmod(0o644)
    omiq.Client(clock=FakeClock()).close()
    assert "chmod 600 it" in caplog.messages[-1]


WRONG = {
    "text": "no JSON",
    "torn": '{"version": 1, "profiles": [',
    "deep": "[" * 100_000,
    "binary": "\xff\xfe",
    "list": "[]",
    "later": '{"version": 2}',
    "current": '{"current": "robot"}',
    "path": '{"profiles": [{"name": "../robot", "server": "app", "kind": "token", "place": "file"}]}',
    "server": '{"profiles": [{"name": "robot", "server": "http://example.org", "kind": "token", "place": "file"}]}',
    "kind": f'{{"profiles": [{{"name": "robot", "server": "app", "kind": "{COPIED}", "place": "file"}}]}}',
    "twice": json.dumps({"profiles": [{"name": "a", "server": "app", "kind": "token", "place": "file"}] * 2}),
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_file_that_is_corrupt(content: str, tmp_path: Path) -> None:
    """It is told with its path and what to do, without a word of what it holds, and nothing writes over it."""
    file = tmp_path / "config" / "omiq" / "profiles.json"
    file.parent.mkdir(parents=True)
    file.write_text(content, "latin-1")
    for attempt in (lambda: omiq.Client("app"), lambda: store("robot", OTHER)):
        with pytest.raises(omiq.ConfigurationError) as raised:
            attempt()
        happened, advice = str(raised.value).splitlines()
        assert happened.startswith(str(file))
        assert "delete it and sign in again" in advice
        assert COPIED[:20] not in str(raised.value)
    assert file.read_text("latin-1") == content


@pytest.mark.parametrize("content", ["", "{}", '"text"', "{", json.dumps({"api_url": OTHER, "token": 5})])
def test_secret_that_is_corrupt(content: str, tmp_path: Path) -> None:
    store("robot", OTHER)
    (tmp_path / "config/omiq/secrets/secret-robot.json").write_text(content)
    with pytest.raises(omiq.ConfigurationError, match="is no secret of"):
        omiq.Client()


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file")
    with pytest.raises(omiq.ConfigurationError, match="Nothing can be stored in"):
        store("robot", OTHER)
    with pytest.raises(omiq.NotSignedIn):
        omiq.Client()


@pytest.mark.parametrize("name", ["", "a b", "../a", "ä", "a/b", "-a", "a" * 101, "a\n"])
def test_name_that_cannot_be_one(name: str) -> None:
    with pytest.raises(omiq.ConfigurationError, match="cannot be called"):
        store(name, OTHER)


NAMES = st.from_regex(r"[a-z0-9][a-z0-9._@+-]{0,20}", fullmatch=True)
TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
PROFILES = st.builds(
    Profile,
    name=NAMES,
    server=st.sampled_from(["app", "yourcompany", "http://127.0.0.1:8080/api", "https://omiq.example.org/api"]),
    kind=st.sampled_from(["token", "secret key"]),
    place=st.sampled_from(["keyring", "file"]),
    user=TEXTS,
    email=TEXTS,
)


@given(st.lists(PROFILES, unique_by=lambda profile: profile.name), st.data())
def test_profiles_come_back_as_they_went(profiles: list[Profile], data: st.DataObject) -> None:
    """Whatever users are called, the file holds it."""
    current = data.draw(st.sampled_from([None, *(profile.name for profile in profiles)]))
    stored = Stored(current=current, profiles=tuple(profiles))
    assert decoded(encoded(stored)) == stored


def test_nothing_shows_a_secret(
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Neither repr, log, output nor any file but that of the secret."""
    caplog.set_level(1)
    watch = Watch(caplog, capfd, tmp_path)
    store("robot", OTHER, email=EMAIL, secret_key=SECRET_KEY)
    secret = Store().secrets.of(Store().profile("robot"))
    with omiq.Client() as client:
        watch.see("repr", f"{secret!r} {Store().profile('robot')!r} {client._account!r} {client!r}")
    watch.see_what_is_left(tmp_path / "config/omiq/secrets/secret-robot.json")
    assert forms(SECRET_KEY)


STORE_MANY = """
import sys
from omiq._profiles.secrets import Secret
from omiq._profiles.store import Store
for number in range(20):
    Store().keep(Secret("http://127.0.0.1:9/api", "t"), lambda stored: f"{sys.argv[1]}{number}", user=None, email=None)
"""


def test_processes_that_store_at_once_lose_nothing() -> None:
    """Each change is made on what the other one left."""
    both = [subprocess.Popen([sys.executable, "-c", STORE_MANY, first], stderr=subprocess.DEVNULL) for first in "ab"]
    assert [process.wait(60) for process in both] == [0, 0]
    assert {each.name for each in Store().read().profiles} == {f"{a}{n}" for a in "ab" for n in range(20)}
