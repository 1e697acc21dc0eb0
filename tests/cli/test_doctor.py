"""`omiq doctor`: what it finds, what it says to do, and that it shows no secret."""

from __future__ import annotations

import stat
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pexpect
import pytest

import omiq_sandbox
from omiq.cli._checks.findings import Finding, findings
from omiq.cli._checks.machine import Needed
from omiq.cli._checks.network import Network
from tests.conftest import Serve
from tests.support.account import EMAIL, MORE_RECENT, SECRET_KEY
from tests.support.certificates import Authority
from tests.support.command import COMMAND, Ended, Omiq
from tests.support.secrets import forms
from tests.support.server import Reply
from tests.support.tokens import jwt

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:1/api"
PASSWORD = "hunter2+of/the=proxy"


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, where nobody is signed in."""
    return Omiq(tmp_path)


def good(minutes: float = 120, **claims: Any) -> str:
    """Return a token that lasts so long."""
    return jwt(time.time() + minutes * 60, **claims)


def found(ended: Ended) -> dict[str, tuple[str, str, str]]:
    """Return what `doctor --json` found, by the name of the check."""
    return {row["check"]: (row["status"], row["found"], row["advice"]) for row in ended.json}


def test_all_is_well(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """Each check is a line, in the order in which things can go wrong; without a keyring a warning is all there is."""
    ended = command("doctor")
    assert (ended.code, ended.err) == (0, "")
    lines = [line for line in ended.lines if not line.startswith(" ")]
    assert {line.split()[0] for line in lines} == {"ok", "warning"}
    names = [line[9:].partition(":")[0] for line in lines]
    assert names == [
        *("Python", "libraries", "extras", "settings", "keyring"),
        *("proxy", "server's name", "server", "clock", "sign-in"),
    ]
    assert "Rosalind Marsh, by the token that OMIQ_TOKEN gives, for " in lines[-1]


def test_json_has_the_same(command: Omiq) -> None:
    ended = command("doctor", "--json")
    assert ended.code == 0
    assert [list(row) for row in ended.json] == [["check", "status", "found", "advice"]] * 10
    assert command("doctor", "--quiet").lines == [row["check"] for row in ended.json]


def test_terminal_has_colours_unless_they_are_unwanted(command: Omiq) -> None:
    for environment, coloured in ((command.environment, True), (command.environment | {"NO_COLOR": "1"}, False)):
        screen = pexpect.run(f"{COMMAND} doctor", env=environment, encoding="utf-8")
        assert ("\x1b[32m" in screen) == coloured


def test_nobody_is_signed_in(plain: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """That is no failure: the server is looked at all the same."""
    ended = plain("doctor", "--json", OMIQ_SERVER=sandbox.url)
    assert ended.code == 0
    assert found(ended)["server"][0] == "ok"
    status, _, advice = found(ended)["sign-in"]
    assert (status, "omiq auth login" in advice) == ("warning", True)


def test_server_that_is_not_there(plain: Omiq) -> None:
    """Without network and sign-in all that can be checked is."""
    ended = plain("doctor", "--json", OMIQ_SERVER=NOBODY)
    assert (ended.code, ended.err) == (1, "")
    checks = found(ended)
    assert [name for name, (status, _, _) in checks.items() if status == "failed"] == ["server"]
    assert "no connection" in checks["server"][1]
    assert "clock" not in checks


def test_token_is_told_of_where_the_server_is_not_there(plain: Omiq) -> None:
    ended = plain("doctor", "--json", OMIQ_SERVER=NOBODY, OMIQ_TOKEN=good())
    status, words, _ = found(ended)["sign-in"]
    assert status == "warning"
    assert words == "by the token that OMIQ_TOKEN gives, for 119 more minutes; the server was not asked"


@pytest.mark.parametrize("server", ["no name", "http://example.org", "ftp://127.0.0.1"])
def test_server_that_cannot_be_one(server: str, plain: Omiq) -> None:
    ended = plain("doctor", "--json", "--server", server)
    assert (ended.code, ended.err) == (1, "")
    assert found(ended)["server"][0] == "failed"


@pytest.mark.parametrize(
    ("reply", "status", "words"),
    [
        (Reply({"error": "no"}, 502), "failed", "it answers 502"),
        (Reply({}, 302, headers={"Location": "/login"}), "warning", "answers 302, as OMIQ does not"),
        (Reply({}, 404), "warning", "answers 404, as OMIQ does not"),
        (
            Reply(content=b"<html>Welcome</html>", headers={"Content-Type": "text/html"}),
            "warning",
            "answers 200 with a web page, as OMIQ does not",
        ),
    ],
)
def test_server_that_answers_otherwise(reply: Reply, status: str, words: str, serve: Serve, plain: Omiq) -> None:
    server = serve(otherwise=lambda seen: reply)
    told, found_out, advice = found(plain("doctor", "--json", OMIQ_SERVER=server.url))["server"]
    assert (told, words in found_out, bool(advice)) == (status, True, True)


@pytest.mark.parametrize(
    ("ahead", "status", "words"),
    [
        (0, "ok", "as the server's, to a minute"),
        (3600, "warning", "60 minutes behind the server's"),
        (-600, "warning", "10 minutes ahead of the server's"),
    ],
)
def test_clock_is_compared_with_the_servers(ahead: int, status: str, words: str, serve: Serve, plain: Omiq) -> None:
    def answer(_: object) -> Reply:
        return Reply({"error": "no"}, 401, headers={"Date": formatdate(time.time() + ahead, usegmt=True)})

    server = serve(otherwise=answer)
    told, found_out, advice = found(plain("doctor", "--json", OMIQ_SERVER=server.url))["clock"]
    assert (told, found_out, bool(advice)) == (status, words, status != "ok")


@pytest.mark.parametrize(
    ("reply", "words", "advice"),
    [
        (Reply({"error": MORE_RECENT}, 401), MORE_RECENT, "sign in again"),
        (Reply({"error": "who are you?"}, 401), "who are you?", "belongs to this server"),
        (Reply({"error": "no"}, 500), "500 no", "Try again later"),
    ],
)
def test_token_that_the_server_does_not_take(reply: Reply, words: str, advice: str, serve: Serve, plain: Omiq) -> None:
    """Superseded, refused, or not looked at: each with what to do."""
    server = serve(Reply({"error": "no token"}, 401), reply)
    ended = plain("doctor", "--json", OMIQ_SERVER=server.url, OMIQ_TOKEN=good())
    assert ended.code == 1
    status, found_out, says = found(ended)["sign-in"]
    assert (status, words in found_out, advice in says) == ("failed", True, True)


def test_token_that_ends_soon_or_has_ended(serve: Serve, plain: Omiq) -> None:
    server = serve(otherwise=lambda seen: Reply({"user": {"name": "Rosalind Marsh"}}))
    for minutes, status, words in ((3, "warning", "for 2 more minutes"), (-3, "failed", "expired 3 minutes ago")):
        ended = plain("doctor", "--json", OMIQ_SERVER=server.url, OMIQ_TOKEN=good(minutes))
        told, found_out, advice = found(ended)["sign-in"]
        assert (told, words in found_out, "`omiq auth login`" in advice) == (status, True, True)
        assert ended.code == (1 if status == "failed" else 0)


def test_secret_key_file(serve: Serve, plain: Omiq) -> None:
    """It signs in, as any command does; the token that it got is said to last, and is shared then."""
    server = serve(
        Reply({"error": "no token"}, 401), Reply({"jwt": good()}), Reply({"user": {"name": "Sorting robot"}})
    )
    file = plain.home / "key.json"
    file.write_text(f'{{"email": "{EMAIL}", "token": "{SECRET_KEY}"}}')
    file.chmod(0o600)
    ended = plain("doctor", "--json", "--secret-file", file, "--server", server.url)
    assert ended.code == 0
    words = "Sorting robot, by the secret key that --secret-file gives, for 119 more minutes"
    assert found(ended)["sign-in"] == ("ok", words, "")
    assert SECRET_KEY not in ended.out
    server.script(Reply({"error": "no token"}, 401), Reply({"error": "no"}, 403))
    assert (
        found(plain("doctor", "--json", OMIQ_SECRET_FILE=str(file), OMIQ_SERVER=server.url))["shared tokens"][0] == "ok"
    )


def test_profile_that_is_asked_for_is_not_there(plain: Omiq) -> None:
    ended = plain("doctor", "--json", "--profile", "robot", OMIQ_SERVER=NOBODY)
    assert ended.code == 1
    assert "no stored profile 'robot'" in found(ended)["sign-in"][1]


def test_settings_that_are_open_or_corrupt(plain: Omiq) -> None:
    """Who can read them is looked at, and what they hold."""
    folder = plain.home / ".config" / "omiq"
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    ended = plain("doctor", "--json", OMIQ_SERVER=NOBODY)
    assert found(ended)["settings"] == (
        "warning",
        f"{folder} is open to other users of this machine",
        f"Try: chmod 700 '{folder}'",
    )
    folder.chmod(0o700)
    (folder / "profiles.json").write_text("{")
    status, words, advice = found(plain("doctor", "--json", OMIQ_SERVER=NOBODY))["settings"]
    assert (status, "is not JSON" in words, "delete it" in advice) == ("failed", True, True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_keyring_is_named(plain: Omiq) -> None:
    backend = "tests.support.keyring.FileKeyring"
    ended = plain("doctor", "--json", OMIQ_SERVER=NOBODY, PYTHON_KEYRING_BACKEND=backend, PYTHONPATH=str(ROOT))
    assert found(ended)["keyring"] == ("ok", backend, "")


def test_proxy_is_named_without_its_password(plain: Omiq) -> None:
    """What the proxy looks up is not looked up here."""
    proxy = f"http://rosalind:{PASSWORD.replace('/', '%2F')}@127.0.0.1:1"
    server = "https://omiq.example.org"
    ended = plain("doctor", "--json", OMIQ_SERVER=server, HTTPS_PROXY=proxy)
    checks = found(ended)
    assert ended.code == 1
    assert checks["proxy"] == ("ok", "http://***@127.0.0.1:1, as HTTPS_PROXY says", "")
    assert checks["server's name"][1] == "omiq.example.org, which the proxy looks up"
    assert checks["server"][0] == "failed"


@pytest.mark.parametrize("proxy", [f"http://rosalind:{PASSWORD}@127.0.0.1:1", f"http://rosalind:{PASSWORD}@[::1"])
def test_proxy_that_cannot_be_read(proxy: str, plain: Omiq) -> None:
    ended = plain("doctor", "--json", OMIQ_SERVER="https://omiq.example.org", HTTPS_PROXY=proxy)
    status, _, advice = found(ended)["proxy"]
    assert (ended.code, status) == (1, "failed")
    assert "export HTTPS_PROXY" in advice


def test_certificates_are_named(authority: Authority, serve: Serve, plain: Omiq) -> None:
    server = serve(otherwise=lambda seen: Reply({"error": "no"}, 401), tls=authority.server_side())
    ended = plain("doctor", "--json", OMIQ_SERVER=server.url)
    assert ended.code == 0
    assert found(ended)["certificates"] == ("ok", f"{authority.file}, as SSL_CERT_FILE says", "")


def test_certificate_that_is_not_trusted(tmp_path: Path, serve: Serve, plain: Omiq) -> None:
    stranger = Authority(tmp_path)
    server = serve(otherwise=lambda seen: Reply({"error": "no"}, 401), tls=stranger.server_side())
    ended = plain("doctor", "--json", OMIQ_SERVER=server.url)
    assert ended.code == 1
    status, words, advice = found(ended)["server"]
    assert (status, "certificate is not trusted" in words, "SSL_CERT_FILE" in advice) == ("failed", True, True)


def test_certificates_that_are_not_there(plain: Omiq) -> None:
    ended = plain("doctor", "--json", OMIQ_SERVER="https://127.0.0.1:1", SSL_CERT_FILE="/nowhere.pem")
    assert ended.code == 1
    status, words, advice = found(ended)["certificates"]
    assert (status, "/nowhere.pem" in words, "unset it" in advice) == ("failed", True, True)


def test_name_that_is_not_found() -> None:
    """A name server that does not know the name, or does not answer, is told of."""

    def resolve(*_: object, **__: object) -> None:
        raise OSError(-2, "Name or service not known")

    checks = dict(findings(Network("https://omiq.example.org/api", resolve=resolve).checks()[:2]))
    assert checks["server's name"].status == "failed"
    assert checks["server's name"].found == "omiq.example.org is not found: Name or service not known"


def test_check_that_breaks_does_not_stop_the_others() -> None:
    def broken() -> Finding:
        raise ValueError(PASSWORD)

    (first, second) = findings([("one", broken), ("none", lambda: None), ("two", lambda: Finding("ok", "well"))])
    assert (first[0], first[1].status, second) == ("one", "failed", ("two", Finding("ok", "well")))
    assert PASSWORD not in first[1].found


@pytest.mark.parametrize(
    ("bound", "fits"),
    [((">=", "0.1"), True), ((">=", "9999"), False), (("<", "9999.1.0"), True), (("<", "0.0"), False)],
)
def test_version_is_compared_with_what_is_needed(bound: tuple[str, str], fits: bool) -> None:
    assert Needed("httpx", [bound], None).fits is fits
    assert not Needed("there-is-no-such-library", [], None).fits


@pytest.mark.parametrize("form", ["--json", "--csv", "--debug"])
def test_no_secret_is_shown(form: str, serve: Serve, plain: Omiq) -> None:
    """Neither the token nor the proxy's password, in whatever form, wherever they went."""
    token = good(name="sentinel").rpartition(".")[0] + ".doct0rT0ken-signatureSENTINEL"
    proxy = f"http://rosalind:{PASSWORD.replace('/', '%2F')}@127.0.0.1:1"
    echo = Reply({"error": f"no {token}"}, 400)
    server = serve(otherwise=lambda seen: echo)
    for ended in (
        plain("doctor", form, OMIQ_SERVER=server.url, OMIQ_TOKEN=token),
        plain("doctor", form, OMIQ_SERVER="https://omiq.example.org", OMIQ_TOKEN=token, HTTPS_PROXY=proxy),
        plain("doctor", form, OMIQ_SERVER=f"http://rosalind:{PASSWORD}@127.0.0.1/", OMIQ_TOKEN=token),
        plain("doctor", form, OMIQ_PROFILE=token, OMIQ_SERVER=server.url),
    ):
        for secret in (token.rpartition(".")[2], PASSWORD):
            for name, text in forms(secret).items():
                assert text not in ended.out + ended.err, name


def test_name_that_would_steer_the_terminal(serve: Serve, plain: Omiq) -> None:
    """Whatever a server says somebody is called, it stays on its line."""
    server = serve(otherwise=lambda seen: Reply({"user": {"name": "Ada\x1b[2J\nLovelace"}}))
    ended = plain("doctor", OMIQ_SERVER=server.url, OMIQ_TOKEN=good())
    assert "sign-in: Ada�[2J�Lovelace, by the token" in ended.out


def test_closed_pipe_ends_quietly(command: Omiq) -> None:
    ended = command.shell('omiq doctor | true; echo "${PIPESTATUS[0]}"')
    assert ended.err == ""
