"""`omiq api`: what is sent for which arguments, what is shown of the answer, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pexpect
import pytest

import omiq
import omiq_sandbox
from tests.conftest import Serve
from tests.support.command import COMMAND, Omiq
from tests.support.server import Fault, Reply, Server, Step
from tests.support.tokens import jwt

TOKEN = jwt(expires=None, owner="somebody")
BYTES = bytes(range(256))
LOSSLESS = b'{"big":123456789012345678901234567890,"one":1.0,"z":[],"a":null}'


@pytest.fixture
def server(serve: Serve) -> Server:
    """A server that answers what a test says."""
    return serve()


@pytest.fixture
def api(server: Server, tmp_path: Path) -> Omiq:
    """The command, signed in to that server."""
    return Omiq(tmp_path, OMIQ_SERVER=server.url, OMIQ_TOKEN=TOKEN)


def answered(content: bytes, kind: str = "application/json") -> Reply:
    return Reply(content=content, headers={"Content-Type": kind})


def on_a_terminal(command: Omiq, arguments: str) -> tuple[str, int]:
    return pexpect.run(  # type: ignore[no-any-return]
        f"{COMMAND} {arguments}", env=command.environment, cwd=str(command.home), encoding="utf-8", withexitstatus=True
    )


@pytest.mark.parametrize(
    ("arguments", "method", "target"),
    [
        (("/new",), "GET", "/api/new"),
        (("new/thing",), "GET", "/api/new/thing"),
        (("/new?a=1",), "GET", "/api/new?a=1"),
        (("delete", "/new"), "DELETE", "/api/new"),
        (("/new", "-f", "a=1"), "POST", "/api/new"),
        (("/new", "--input", "-"), "POST", "/api/new"),
        (("GET", "/new", "-f", "a=x y", "-F", "b=true", "-F", "c=null"), "GET", "/api/new?a=x%20y&b=true&c="),
        (("GET", "/new", "-f", "a[]=1", "-f", "a[]=2", "-f", "b[]"), "GET", "/api/new?a=1&a=2"),
        (("/new", "--input", "-", "-F", "a=1.50"), "POST", "/api/new?a=1.50"),
    ],
)
def test_method_and_target(arguments: tuple[str, ...], method: str, target: str, api: Omiq, server: Server) -> None:
    """Fields and --input make it POST; fields go into the query of GET, and where there is a body already."""
    server.script(Reply({}))
    assert api("api", *arguments, input="{}").code == 0
    (seen,) = server.requests
    assert (seen.method, seen.target) == (method, target)


def test_fields_make_a_body(api: Omiq, server: Server) -> None:
    """Those of -f are texts, those of -F what they look like, with all their digits."""
    (api.home / "note.txt").write_text("π\n", "utf-8")
    server.script(Reply({}))
    texts = ("-f", "name=Panel=3", "-f", "number=5", "-f", "a[b][]=x", "-f", "a[b][]=y")
    typed = ("-F", "a[on]=true", "-F", "none=null", "-F", "n=9007199254740993", "-F", "d=1.10", "-F", "file=@note.txt")
    ended = api("api", "/new", *texts, *typed, "-F", "in=@-", "-F", "t=1x", input="stdin")
    assert ended == (0, "{}\n", "")
    assert server.requests[0].headers["content-type"] == "application/json"
    assert server.requests[0].body.decode() == (
        '{"name":"Panel=3","number":"5","a":{"b":["x","y"],"on":true},"none":null,'
        '"n":9007199254740993,"d":1.10,"file":"π\\n","in":"stdin","t":"1x"}'
    )


def test_input_is_sent_as_it_is(api: Omiq, server: Server) -> None:
    server.script(Reply({}), Reply({}), Reply({}))
    (api.home / "body.json").write_bytes(b' {"a" : 1.0}\n')
    (api.home / "body.bin").write_bytes(BYTES)
    assert api("api", "/new", "--input", "body.json").code == 0
    assert api("api", "PUT", "/new", "--input", "body.bin").code == 0
    assert api("api", "/new", "--input", "body.bin", "-H", "Content-Type: text/plain").code == 0
    assert [seen.body for seen in server.requests] == [b' {"a" : 1.0}\n', BYTES, BYTES]
    kinds = [seen.headers["content-type"] for seen in server.requests]
    assert kinds == ["application/json", "application/octet-stream", "text/plain"]


def test_headers_are_sent(api: Omiq, server: Server) -> None:
    server.script(Reply({}))
    assert api("api", "/new", "-H", "X-Purpose: a: test", "-H", "accept: text/csv").code == 0
    assert server.requests[0].headers["x-purpose"] == "a: test"
    assert server.requests[0].headers["accept"] == "text/csv"
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Expected [METHOD] PATH"),
        (("GET", "/a", "/b"), "got 3 arguments"),
        (("post",), "no path after post"),
        (("FETCH", "/a"), "'FETCH' is no method"),
        (("//evil.example/a",), "must start with one slash"),
        (("https://evil.example/a",), "the token goes nowhere else"),
        (("/a/../b",), "dot segment"),
        (("/a", "-f", "=1"), "is no field"),
        (("/a", "-f", "a"), "The field 'a' has no value"),
        (("/a", "-f", "a[b"), "is no field"),
        (("/a", "-f", "a[][]=1"), "a list in a list"),
        (("/a", "-f", "a=1", "-F", "a=2"), "The field 'a' clashes with an earlier one: 'a' is a value already"),
        (("/a", "-f", "a=1", "-f", "a[]=2"), "'a' is a value already"),
        (("/a", "-f", "a[]=1", "-f", "a[b]=2"), "'a' is a list already"),
        (("/a", "-f", "a[b][c]=1", "-f", "a[b][]=2"), "'a[b]' is an object already"),
        (("GET", "/a", "-f", "a[b]=1"), "which no query can hold"),
        (("/a", "-F", "a=@none.txt"), "none.txt: No such file"),
        (("/a", "-F", "a=@-", "--input", "-"), "Two arguments want to read stdin"),
        (("/a", "-F", "a=1e99999999999999999999"), "too large"),
        (("/a", "-H", "no colon"), "has no colon"),
        (("/a", "-H", "Authorization: Bearer x"), "is set by the client alone"),
        (("/a", "--retry", "sometimes"), "sometimes"),
        (("/a", "--jq", ".["), "--jq: syntax error"),
        (("/a", "--jq", ".", "--output", "a"), "--output writes the body untouched"),
        (("/a", "--output", "there.json"), "there.json is there already"),
        (("/a", "--output", "no/folder.json"), "There is no folder no"),
    ],
)
def test_wrong_arguments_send_nothing(arguments: tuple[str, ...], words: str, api: Omiq, server: Server) -> None:
    (api.home / "there.json").write_text("mine")
    ended = api("api", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.splitlines()) <= 2
    assert server.requests == []
    assert (api.home / "there.json").read_text() == "mine"


def test_json_comes_back_as_it_came(api: Omiq, server: Server) -> None:
    """Off a terminal it is one line, with all digits and the members in their order."""
    server.script(answered(LOSSLESS))
    assert api("api", "/new") == (0, f"{LOSSLESS.decode()}\n", "")


def test_json_is_indented_on_a_terminal(api: Omiq, server: Server) -> None:
    server.script(Reply({"a": [1]}))
    assert on_a_terminal(api, "api /new") == ('{\r\n  "a": [\r\n    1\r\n  ]\r\n}\r\n', 0)


def test_bytes_come_as_they_came(api: Omiq, server: Server) -> None:
    server.script(answered(BYTES, "application/octet-stream"))
    assert api.shell("omiq api /new > out.bin").code == 0
    assert (api.home / "out.bin").read_bytes() == BYTES


def test_bytes_are_kept_from_a_terminal(api: Omiq, server: Server) -> None:
    server.script(answered(BYTES, "image/png"))
    screen, code = on_a_terminal(api, "api /new")
    assert code == 1
    assert "256 bytes (image/png), which a terminal cannot show" in screen
    assert "--output FILE" in screen


def test_empty_answer_prints_nothing(api: Omiq, server: Server) -> None:
    server.script(Reply(status=204, content=b""))
    assert api("api", "DELETE", "/new") == (0, "", "")


@pytest.mark.parametrize(
    ("expression", "out"),
    [
        (".datasets[].name", "Panel 3\nπ\n"),
        (".datasets[0]", '{"id":123456789012345678901234567890,"name":"Panel 3"}\n'),
        (".datasets | length", "2\n"),
        ("empty", ""),
        (". # all of it\n| .datasets[1].id", "1.5\n"),
    ],
)
def test_jq(expression: str, out: str, api: Omiq, server: Server) -> None:
    """Texts are printed as such, all else as JSON, a line for each result."""
    server.script(
        Reply({"datasets": [{"id": 123456789012345678901234567890, "name": "Panel 3"}, {"id": 1.5, "name": "π"}]})
    )
    assert api("api", "/datasets", "--jq", expression) == (0, out, "")


def test_jq_that_does_not_fit_the_answer_fails(api: Omiq, server: Server) -> None:
    """The exit code is not that of wrong arguments: the request was sent."""
    server.script(Reply({"a": 1}), answered(b"a,b", "text/csv"))
    ended = api("api", "/new", "-q", ".a.b")
    assert (ended.code, ended.out) == (1, "")
    assert 'Cannot index number with string ("b")' in ended.err
    ended = api("api", "/new", "-q", ".")
    assert (ended.code, ended.out) == (1, "")
    assert "not JSON (text/csv)" in ended.err


def test_jq_that_is_not_installed(api: Omiq, server: Server) -> None:
    """What to do without it is told before anything is sent."""
    (api.home / "jq.py").write_text("raise ImportError")
    path = f"{api.home}:{api.environment.get('PYTHONPATH', '')}"
    ended = api("api", "/new", "-q", ".", PYTHONPATH=path)
    assert (ended.code, ended.out) == (1, "")
    assert "pip install jq" in ended.err
    assert server.requests == []


def test_what_steers_a_terminal_is_not_printed_on_one(api: Omiq, server: Server) -> None:
    server.script(*[Reply({"name": "\x1b[31mred\x9b"})] * 2)
    screen, _ = on_a_terminal(api, "api /new --jq .name")
    assert screen == "�[31mred�\r\n"
    assert api("api", "/new", "--jq", ".name").out == "\x1b[31mred\x9b\n"


def test_include_prints_status_and_headers(api: Omiq, server: Server) -> None:
    server.script(Reply({"a": 1}, 201, headers={"X-Trace": "7"}))
    head, _, body = api("api", "POST", "/new", "-i").out.partition("\n\n")
    assert head.splitlines()[0] == "201 Created"
    assert "x-trace: 7" in head.splitlines()
    assert body == '{"a":1}\n'


def test_output_is_the_body_untouched(api: Omiq, server: Server) -> None:
    server.script(answered(b' {"a" : 1.0}\n'), answered(BYTES, "image/png"))
    assert api("api", "/new", "--output", "a.json") == (0, "", "")
    assert api("api", "/new", "--output", "a.json", "--force") == (0, "", "")
    assert (api.home / "a.json").read_bytes() == BYTES
    assert not (api.home / "a.json.part").exists()


@pytest.mark.parametrize("step", [Fault.CUT_IN_BODY, Reply({"error": "gone"}, 404)])
def test_output_that_fails_leaves_no_file(step: Step, api: Omiq, server: Server) -> None:
    """What was there stays, and nothing is left of what broke off."""
    server.script(step)
    (api.home / "a.json").write_text("mine")
    assert api("api", "/new", "--output", "a.json", "--force").code in (1, 4)
    assert [path.name for path in api.home.glob("a.json*")] == ["a.json"]
    assert (api.home / "a.json").read_text() == "mine"


@pytest.mark.parametrize("to_file", [False, True])
def test_long_operation_is_followed(to_file: bool, api: Omiq, server: Server) -> None:
    server.script(Reply({"longOpId": 7}), Reply({"val": {"url": "there"}}))
    ended = api("api", "POST", "/new", *(("--output", "a.json") if to_file else ()))
    printed = (api.home / "a.json").read_text() if to_file else ended.out.strip()
    assert (ended.code, json.loads(printed)) == (0, {"url": "there"})
    assert server.requests[1].target == "/api/longops/7"


def test_look_at_a_long_operation_is_told_on_a_terminal(api: Omiq, server: Server) -> None:
    server.script(Reply({"longOpId": 7}), Reply({}), Reply({"val": {}}))
    screen, _ = on_a_terminal(api, "api POST /new")
    assert "Long operation 7 still runs after " in screen


def test_retry_says_what_is_repeated(api: Omiq, server: Server) -> None:
    """A POST is not repeated unless it is said that it may be; what may have been done is told."""
    server.script(Reply({}, 503), Reply({}, 503), Reply({"a": 1}))
    ended = api("api", "POST", "/new")
    assert (ended.code, ended.out) == (1, "")
    assert "nobody can tell" in ended.err
    assert api("api", "POST", "/new", "--retry", "idempotent").out == '{"a":1}\n'


@pytest.mark.parametrize(
    ("status", "code"), [(400, 1), (401, 3), (403, 5), (404, 4), (409, 1)], ids=lambda each: str(each)
)
def test_refusal_has_its_exit_code(status: int, code: int, api: Omiq, server: Server) -> None:
    server.script(Reply({"error": "no"}, status))
    ended = api("api", "/new")
    assert (ended.code, ended.out) == (code, "")
    assert f"GET /new: {status} no" in ended.err


def test_dry_run_shows_the_request_of_a_read_too(api: Omiq, server: Server) -> None:
    ended = api("api", "GET", "/new", "-F", "limit=5", "-H", "x-purpose: it's", "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[:2] == [f"GET {server.url}/api/new?limit=5", "authorization: Bearer ***"]
    assert ended.lines[-1].startswith("curl -X GET")
    assert server.requests == []


def test_dry_run_is_a_command_of_curl(command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server) -> None:
    """With a token in place of `omiq auth token` it does what was asked for."""
    line = command("api", "/datasets", "-f", 'displayName=It\'s "3"', "--dry-run").lines[-1]
    assert len(client.datasets.list()) == 1
    assert command.shell(f"{line.replace('$(omiq auth token)', '$OMIQ_TOKEN')} --silent --fail").code == 0
    assert client.datasets.list()[0].display_name == 'It\'s "3"'


def test_dry_run_into_a_closed_pipe_ends_quietly(api: Omiq) -> None:
    ended = api.shell("omiq api /new -F big=@<(seq 100000) --dry-run | head -1")
    assert ended.err == ""
    assert ended.lines[0].startswith("POST ")


def test_dry_run_of_what_cannot_be_sent_is_told(api: Omiq) -> None:
    """Half a character is no text of a query."""
    ended = api.shell("omiq api GET /new -f a=$'\\xff' --dry-run")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("omiq: The query holds half a surrogate pair")


def test_dry_run_shows_no_secret(api: Omiq, server: Server) -> None:
    """Not where it stands in the request itself either, and no bytes."""
    (api.home / "body.bin").write_bytes(BYTES)
    (api.home / "large.json").write_text(json.dumps({"token": TOKEN, "more": "x" * 30_000}))
    for arguments in (
        ("/new", "-f", f"token={TOKEN}", "-H", f"x-token: {TOKEN}"),
        (f"/new?token={TOKEN}",),
        ("/new", "--input", "body.bin"),
        ("/new", "--input", "large.json"),
    ):
        ended = api("api", *arguments, "--dry-run")
        assert ended.code == 0
        assert TOKEN not in ended.out + ended.err
    assert "--data-binary @FILE" in api("api", "/new", "--input", "body.bin", "--dry-run").out


@pytest.mark.parametrize("arguments", [["/user", "-i"], ["/nope"], ["/user", "--debug"], ["/user", "-f", "a"]])
def test_token_is_never_shown(arguments: list[str], command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    ended: Any = command("api", *arguments)
    assert sandbox.token not in ended.out + ended.err
