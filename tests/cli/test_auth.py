"""`omiq auth`: signing in at a terminal and through a pipe, what is stored and told, and what goes before what."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

import omiq_sandbox
from tests.conftest import Serve
from tests.support.command import COMMAND, Omiq
from tests.support.keyring import FILE, FileKeyring
from tests.support.secrets import forms
from tests.support.server import Reply
from tests.support.tokens import jwt

ROOT = Path(__file__).parents[2]
ROSALIND = "Rosalind Marsh (rosalind@lab.example)"


@pytest.fixture
def command(tmp_path: Path) -> Omiq:
    """The command, not signed in, with a keyring of its own in a file."""
    home = tmp_path / "home"
    home.mkdir()
    backend = f"{FileKeyring.__module__}.{FileKeyring.__qualname__}"
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    settings = {"PYTHON_KEYRING_BACKEND": backend, FILE: str(home / "keyring.json"), "PYTHONPATH": path}
    return Omiq(home, DISPLAY="", WAYLAND_DISPLAY="", **settings)


NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def name_of(sandbox: omiq_sandbox.Server) -> str:
    """What a sign-in to the sandbox is called that nobody gave a name."""
    return f"127.0.0.1-{sandbox.url.rpartition(':')[2].partition('/')[0]}"


def log_in(command: Omiq, sandbox: omiq_sandbox.Server, *arguments: str | Path, **environment: str) -> str:
    """Sign in through a pipe, and return what was told."""
    ended = command("auth", "login", "--server", sandbox.url, *arguments, input=f"{sandbox.token}\n", **environment)
    assert (ended.code, ended.out) == (0, "")
    return ended.err


def test_login_through_a_pipe(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """It tells who is signed in, how long, and where the secret is; all other commands work then."""
    told = log_in(command, sandbox)
    assert "/profile?token=true" in told.splitlines()[0]
    assert re.search(rf"as {re.escape(ROSALIND)}, until .*\(7 h 59 min\)\.", told)
    assert f"profile {name_of(sandbox)}, its secret in the system's keyring" in told
    assert command("whoami", "--columns", "name").out == "name\tRosalind Marsh\n"
    assert command("auth", "token").out == f"{sandbox.token}\n"


def test_login_at_a_terminal(command: Omiq, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """The page is opened in the browser, its address is told, and the token is not shown as it is typed."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    environment = command.environment | {"DISPLAY": ":9", "BROWSER": f"{browser} %s"}
    child = pexpect.spawn(COMMAND, ["auth", "login", "--server", sandbox.url], env=environment, encoding="utf-8")
    child.expect(re.escape(f"{sandbox.url.removesuffix('/api')}/profile?token=true"), timeout=60)
    child.expect("Token.*:", timeout=60)
    child.waitnoecho(timeout=30)
    child.sendline(sandbox.token)
    child.expect(pexpect.EOF, timeout=60)
    told = child.before or ""
    child.close()
    assert child.exitstatus == 0
    assert "Signed in" in told
    assert sandbox.token not in told
    assert "/profile?token=true" in (tmp_path / "opened").read_text()


def test_login_without_a_browser(command: Omiq, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """Ctrl-C at the question ends it, and nothing is stored."""
    environment = command.environment | {"DISPLAY": ":9", "BROWSER": f"touch {tmp_path}/opened %s"}
    arguments = ["auth", "login", "--server", sandbox.url, "--no-browser"]
    child = pexpect.spawn(COMMAND, arguments, env=environment, encoding="utf-8")
    child.expect("Token.*:", timeout=60)
    child.sendintr()
    child.expect(pexpect.EOF, timeout=60)
    child.close()
    assert child.exitstatus == 130
    assert not (tmp_path / "opened").exists()
    assert not stored(command)


def stored(command: Omiq) -> list[str]:
    file = command.home / ".config" / "omiq" / "profiles.json"
    return [each["name"] for each in json.loads(file.read_text())["profiles"]] if file.exists() else []


@pytest.mark.parametrize(
    ("token", "code"), [("nonsense", 3), (jwt(expires=None), 3), (jwt(expires=1), 3), ("", 2)], ids=str
)
def test_token_that_does_not_serve(token: str, code: int, command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Nothing is stored, and what was typed is not shown."""
    ended = command("auth", "login", "--server", sandbox.url, input=token)
    assert (ended.code, ended.out) == (code, "")
    assert not token or token not in ended.err
    assert not stored(command)


@pytest.mark.unchecked
def test_login_with_a_secret_file(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """The key is kept, so that its file may go; it stays where it is all the same."""
    key = sandbox.secret_file.read_text()
    told = log_in(command, sandbox, "--secret-file", sandbox.secret_file, "--profile", "Robot")
    assert "as Nightly pipeline (pipeline@lab.example), by a secret key, which renews itself." in told
    assert sandbox.secret_file.read_text() == key
    sandbox.secret_file.unlink()
    status = command("auth", "status", "--json").json
    assert (status["profile"], status["kind"], status["isServiceAccount"]) == ("robot", "secret key", True)
    assert [each.operation for each in sandbox.requests].count("login") == 1
    assert command("auth", "logout").code == 0
    assert [each for each in (command.home / ".local/state/omiq").rglob("*") if each.stat().st_size] == [
        command.home / ".local/state/omiq/tokens"
    ]


def test_second_account_gets_a_name_of_its_own(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """The first one signed in anew keeps its name; `switch` goes from one to the other, `logout` forgets."""
    name = name_of(sandbox)
    log_in(command, sandbox)
    log_in(command, sandbox, "--secret-file", sandbox.secret_file)
    log_in(command, sandbox)
    assert set(stored(command)) == {name, f"{name}-pipeline"}
    assert command("whoami", "--columns", "name").out == "name\tRosalind Marsh\n"
    assert command("auth", "switch").code == 0
    assert command("whoami", "--columns", "name").out == "name\tNightly pipeline\n"
    assert command("auth", "switch", "nothere").code == 2
    assert command("auth", "logout", name).code == 0
    assert command("auth", "switch").code == 2
    assert command("auth", "logout", "--all").code == 2  # nobody is there to be asked
    assert command("auth", "logout", "--all", "--yes").code == 0
    assert not stored(command)
    assert json.loads((command.home / "keyring.json").read_text()) == {}
    assert command("auth", "logout").code == 3
    assert command("whoami").code == 3


def test_token_takes_no_place_of_a_secret_key(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Of the same account it gets a name of its own; only by --profile it replaces the key, whose token goes too."""
    log_in(command, sandbox, "--secret-file", sandbox.secret_file)
    tokens = command.home / ".local/state/omiq/tokens"
    token = command("auth", "token").out
    assert [each for each in tokens.iterdir() if each.stat().st_size]
    for arguments in ([], ["--profile", name_of(sandbox)]):
        told = command("auth", "login", "--server", sandbox.url, *arguments, input=token)
        assert told.code == 0
        kept = [] if arguments else ["secret key"]
        profiles = command("auth", "status", "--json").json["profiles"]
        assert [each["kind"] for each in profiles if each["name"] == name_of(sandbox)] == (kept or ["token"])
        assert bool([each for each in tokens.iterdir() if each.stat().st_size]) == bool(kept)
    assert set(stored(command)) == {name_of(sandbox), f"{name_of(sandbox)}-pipeline"}


def test_empty_name_is_no_profile(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Not the current one, nor the other one."""
    log_in(command, sandbox, "--profile", "mine")
    log_in(command, sandbox, "--profile", "robot", "--secret-file", sandbox.secret_file)
    assert [command("auth", each, "").code for each in ("logout", "switch")] == [2, 2]
    assert command("auth", "status", "--json").json["profile"] == "robot"


def test_dry_runs(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Each tells what would be done, asks nobody, and does nothing."""
    log_in(command, sandbox, "--profile", "mine")
    log_in(command, sandbox, "--profile", "robot")
    before = command("auth", "status").out
    for arguments, words in {
        ("login", "--server", sandbox.url, "--profile", "new"): "store that as the profile new",
        ("switch", "mine"): "make mine the current profile",
        ("logout",): "forget the profile robot",
        ("logout", "--all"): "forget the profile mine",
    }.items():
        ended = command("auth", *arguments, "--dry-run")
        assert (ended.code, ended.out) == (0, "")
        assert words in " ".join(ended.err.split())
    assert stored(command) == ["mine", "robot"]
    assert before.partition("Stored")[2] == command("auth", "status").out.partition("Stored")[2]


def test_status(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Who, where, how, for how long, from where, and all profiles with a star at the current one."""
    log_in(command, sandbox, "--profile", "mine")
    told = command("auth", "status")
    assert told.code == 0
    for words in (ROSALIND, "a short-term token, 7 h 59 min left", "keyring", "of a person", "\n* mine"):
        assert words in told.out
    document = command("auth", "status", "--json").json
    assert document["signedIn"] is True
    assert document["minutesLeft"] in (478, 479)
    assert [(each["name"], each["current"]) for each in document["profiles"]] == [("mine", True)]


def test_status_of_who_is_not_signed_in(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Not at all, by a token that has expired, by one that is refused: the profiles are listed all the same."""
    assert (command("auth", "status").code, command("auth", "status", "--json").json["signedIn"]) == (3, False)
    log_in(command, sandbox, "--profile", "mine")
    expired = command("auth", "status", "--json", OMIQ_TOKEN=jwt(expires=1))
    refused = command("auth", "status", "--json", OMIQ_SERVER=sandbox.url, OMIQ_TOKEN=jwt(expires=None))
    for ended in (expired, refused):
        assert ended.code == 3
        assert ended.json["signedIn"] is False
        assert ended.json["problem"]
        assert [each["name"] for each in ended.json["profiles"]] == ["mine"]


def test_status_without_a_server(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """What is stored is told, and that the server cannot be asked."""
    log_in(command, sandbox, "--profile", "mine")
    sandbox.stop()
    ended = command("auth", "status", "--json")
    assert (ended.code, ended.json["signedIn"], ended.json["user"]) == (1, None, "Rosalind Marsh")


def test_name_that_would_steer_the_terminal(command: Omiq, serve: Serve) -> None:
    """Whatever a server says somebody is called, it stays on its line."""
    server = serve(otherwise=lambda seen: Reply({"user": {"name": "Ada\x1b[2J\nLovelace"}}))
    environment = {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": jwt(expires=None)}
    assert "as Ada�[2J�Lovelace\n" in command("auth", "status", **environment).out


def test_ways_to_sign_in_are_told_in_words_of_the_command(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Not as arguments of a function."""
    for ended in (command("whoami"), command("doctor", OMIQ_SERVER=sandbox.url)):
        assert "give --secret-file, or set OMIQ_TOKEN or OMIQ_SECRET_FILE" in ended.out + ended.err
        assert "token=…" not in ended.out + ended.err


def test_environment_goes_before_profile_and_flags_before_both(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    log_in(command, sandbox, "--profile", "mine")
    robot = {"OMIQ_SERVER": sandbox.url, "OMIQ_SECRET_FILE": str(sandbox.secret_file)}

    def source(*flags: str | Path, **environment: str) -> tuple[str, str]:
        document = command("auth", "status", "--json", *flags, **environment).json
        return document["user"], document["credential"]

    assert source() == ("Rosalind Marsh", "keyring")
    assert source(**robot) == ("Nightly pipeline", "environment variable OMIQ_SECRET_FILE")
    assert source("--profile", "mine", **robot) == ("Rosalind Marsh", "keyring")
    by_flag = ["--server", sandbox.url, "--secret-file", str(sandbox.secret_file)]
    assert source(*by_flag, OMIQ_TOKEN=jwt(expires=1)) == ("Nightly pipeline", "flag --secret-file")
    told = log_in(command, sandbox, OMIQ_TOKEN=sandbox.token)
    assert "OMIQ_TOKEN is set, and goes before what is stored" in told


def test_secret_goes_to_no_other_server(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Not by a flag, not by a variable: who is not signed in there is told how to."""
    log_in(command, sandbox)
    with omiq_sandbox.run() as other:
        ended = [command("whoami", "--server", other.url), command("whoami", OMIQ_SERVER=other.url)]
        assert [each.code for each in ended] == [3, 3]
        assert all(f"omiq auth login --server {other.url}" in each.err for each in ended)
        assert not other.requests


def test_file_in_place_of_a_keyring(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """A warning says where the secret lies, which nobody else can read."""
    told = log_in(command, sandbox, **NO_KEYRING)
    (file,) = (command.home / ".config/omiq/secrets").iterdir()
    assert f"the secret lies in {file}" in " ".join(told.split())
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert command("auth", "status", "--json", **NO_KEYRING).json["credential"] == f"file {file}"


def test_token_on_a_terminal_is_told_to_be_secret(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    log_in(command, sandbox)
    screen = pexpect.run(f"{COMMAND} auth token", env=command.environment, encoding="utf-8")
    assert "show it to nobody" in screen
    assert sandbox.token in screen


def everything(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize("environment", [{}, NO_KEYRING], ids=["keyring", "file"])
def test_nothing_shows_a_secret(
    environment: dict[str, str], command: Omiq, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """No output and no file but the one for secrets, in no form; the key's own token is in the shared file alone."""
    key = json.loads(sandbox.secret_file.read_text())["token"]
    told = log_in(command, sandbox, "--debug", **environment)
    told += log_in(command, sandbox, "--secret-file", sandbox.secret_file, "--debug", **environment)
    for arguments in (["status"], ["status", "--json"], ["status", "--debug"], ["switch"], ["logout", "nothere"]):
        told += "".join(map(str, command("auth", *arguments, **environment)))
    shared = {each.read_text() for each in everything(tmp_path / "home/.local/state/omiq/tokens")} - {""}
    assert len(shared) == 1
    allowed = {tmp_path / "home/keyring.json", *everything(tmp_path / "home/.config/omiq/secrets")}
    allowed |= set(everything(tmp_path / "home/.local/state/omiq/tokens"))
    others = "".join(each.read_text("latin-1") for each in everything(tmp_path / "home") if each not in allowed)
    for secret in (sandbox.token, sandbox.token.rpartition(".")[2], key, *shared):
        for form in forms(secret).values():
            assert form not in told
            assert form not in others
