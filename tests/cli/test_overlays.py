"""Overlays on the command line: listed with their origin, called, checked, and told where they are broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from tests.support.command import Omiq
from tests.support.overlays import ADDED, SANDBOX, operation, reading, written
from tests.support.server import Reply, Server

from .test_completion import COMPLETED

BROKEN = operation("listDatasets", "get", "/a", "datasets.a")

KEYS = """\
components:
  schemas:
    Keys:
      x-omiq: {certainty: documented, sources: [mine]}
      type: object
      properties: {a: {type: string}, key: {type: string, format: password}}
      additionalProperties: true
"""


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of overlays, with one in it."""
    file = written(tmp_path / ".config" / "omiq" / "catalog" / "sandbox.yaml", SANDBOX.read_text("utf-8"))
    return file.parent


def test_list_tells_where_operations_are_from(plain: Omiq, folder: Path, tmp_path: Path) -> None:
    """Those of overlays come last: of the folder, of the environment, of the option."""
    team, mine = (written(tmp_path / f"{name}.yaml", reading(name)) for name in ("team", "mine"))
    ended = plain("catalog", "list", "--columns", "id,origin", "--overlay", mine, OMIQ_CATALOG=str(team))
    assert (ended.code, ended.err) == (0, "")
    rows = [line.split("\t") for line in ended.lines]
    assert rows[:36] == [[id, "built-in"] for id in omiq.OPERATIONS]
    overlay = str(folder / "sandbox.yaml")
    assert rows[36:] == [*([id, overlay] for id in ADDED), ["team", str(team)], ["mine", str(mine)]]


def test_show_and_search_find_what_overlays_add(plain: Omiq, folder: Path) -> None:
    """By id and by method; its sources are those of the overlay."""
    for name in ("createNote", "notes.create"):
        shown = plain("catalog", "show", name, "--json").json
        assert (shown["id"], shown["origin"]) == ("createNote", str(folder / "sandbox.yaml"))
        assert shown["sources"] == [{"key": "sandbox", "title": "The sandbox"}]
        assert [each["argument"] for each in shown["parameters"]] == ["title", "text", "labels"]
    assert plain("catalog", "search", "signed-in", "notes", "--quiet").lines == ["listNotes"]
    assert plain("catalog", "list", "--tag", "counts", "--quiet").lines == ["countEvents", "recount"]


def test_operations_of_overlays_are_called(command: Omiq, folder: Path) -> None:
    """Arguments are options, lists JSON; the forms of output and the question before a deletion are those of all."""
    made = command("call", "createNote", "--title", "Panel 3", "--labels", '["a", "b"]', "--json").json
    assert (made["title"], made["text"], made["labels"]) == ("Panel 3", "none", ["a", "b"])
    assert command("call", "notes.list") == (0, f"{made['id']}\tPanel 3\tnone\n", "")
    assert command("call", "getNote", "--note-id", made["id"], "--columns", "title", "--csv").out == "title\nPanel 3\n"
    assert command("call", "deleteNote", "--note-id", made["id"]).code == 2
    assert command("call", "deleteNote", "--note-id", made["id"], "--yes").code == 0
    assert command("call", "listNotes", "--json").json == []


def test_overlay_of_an_option(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    ended = command("call", "--overlay", SANDBOX, "listRecent", "--limit", 1)
    assert ended == (0, f"{dataset.id}\t{dataset.display_name}\n", "")
    counts = command("call", "--overlay", SANDBOX, "countEvents", "--dataset-id", dataset.id).json
    assert all(each["events"] for each in counts.values())


def test_dry_run_shows_what_would_be_sent(command: Omiq, sandbox: omiq_sandbox.Server, folder: Path) -> None:
    ended = command("call", "createNote", "--title", "a", "--dry-run", "--json")
    assert json.loads(ended.json["body"]) == {"title": "a", "text": "none"}


def test_help_of_an_operation_of_an_overlay(plain: Omiq, folder: Path) -> None:
    """It says how it is called, and by which file."""
    out = plain("call", "createNote", "--help").out
    assert "--title TEXT" in out
    assert 'client.call("createNote", …)' in out
    assert str(folder / "sandbox.yaml") in out
    assert "listNotes " in plain("call", "--help").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["listNote"], "There is no operation 'listNote': did you mean 'listNotes'?"),
        (["getNote"], "--note-id must be given."),
        (["getNote", "--note-id", "x"], "--note-id takes a whole number, not 'x'."),
        (["createNote", "--title", "a", "--labels", "{}"], "--labels takes a JSON list"),
    ],
)
def test_wrong_arguments_send_nothing(arguments: list[str], words: str, command: Omiq, folder: Path) -> None:
    ended = command("call", *arguments, OMIQ_SERVER="http://127.0.0.1:9")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("omiq call listN", ["listNotes"]),
        ("omiq call createNote --la", ["--labels"]),
        ("omiq call --overlay mine.yaml mi", ["mine"]),
    ],
)
def test_bash_completes_operations_of_overlays(words: str, completed: list[str], command: Omiq, folder: Path) -> None:
    written(command.home / "mine.yaml", reading("mine"))
    assert [line for line in command.shell(COMPLETED.format(words=words)).lines if line] == completed


@pytest.mark.unchecked
def test_broken_overlay_is_no_end_of_what_is_built_in(command: Omiq, folder: Path) -> None:
    """It is a warning where operations are listed, an error where it is needed, and nothing where it is not."""
    file = written(folder / "broken.yaml", BROKEN)
    assert command("call", "listDatasets", "--quiet").err == ""
    assert command("catalog", "show", "listDatasets", "--quiet").err == ""
    listed = command("catalog", "list", "--quiet")
    assert (listed.code, listed.lines) == (0, [*omiq.OPERATIONS])
    assert [line[: len(f"{file}:3:")] for line in listed.err.splitlines()[1:-1]] == [f"{file}:3:"]
    assert listed.err.splitlines()[-1] == "Overlays are left out."
    called = command("call", "listNotes")
    assert (called.code, called.out) == (2, "")
    assert f"{file}:3: `listDatasets` (GET /a) has the operationId of the built-in `listDatasets` (GET /d" in called.err
    typo = command("call", "listDataset")
    assert typo.code == 2
    assert f"{file}:3: " in typo.err
    assert "did you mean 'listDatasets'?" in typo.err
    completing = command.shell(COMPLETED.format(words="omiq call listGr"))
    assert [line for line in completing.lines if line] == ["listGroups"]
    assert [line for line in completing.err.splitlines() if "complete -" not in line] == []


def test_broken_overlay_of_an_option_is_an_error(plain: Omiq, tmp_path: Path) -> None:
    file = written(tmp_path / "broken.yaml", BROKEN)
    for arguments in (["list"], ["show", "listDatasets"], ["search", "notes"]):
        ended = plain("catalog", *arguments, "--overlay", file)
        assert (ended.code, ended.out) == (2, "")
        assert f"{file}:3: " in ended.err


def test_check_finds_nothing_in_a_sound_overlay(plain: Omiq, folder: Path) -> None:
    """Without names it looks at all that are there, else at those that are named alone."""
    overlay = folder / "sandbox.yaml"
    assert plain("catalog", "check") == (0, "", f"36 operations + 7 of {overlay}: no findings\n")
    written(folder / "broken.yaml", BROKEN)
    assert plain("catalog", "check").code == 1
    assert plain("catalog", "check", overlay).code == 0


def test_check_shows_findings(plain: Omiq, tmp_path: Path) -> None:
    """A line for each: where, what, and how to mend it; the file as it was named."""
    written(tmp_path / "mine.yaml", BROKEN)
    ended = plain("catalog", "check", "mine.yaml")
    assert (ended.code, ended.err) == (1, "omiq: Overlays have 1 fault.\n")
    (line,) = ended.lines
    place, message, mend = line.split("\t")
    assert place == "mine.yaml:3"
    assert message == "`listDatasets` (GET /a) has the operationId of the built-in `listDatasets` (GET /datasets)"
    assert mend == "give it another one, or write what differs into `x-omiq-amends`"
    assert plain("catalog", "check", "mine.yaml", "--quiet").lines == ["mine.yaml:3"]
    assert plain("catalog", "check", "mine.yaml", "--json").json[0]["message"] == message


def test_secrets_are_shown_where_they_are_asked_for_alone(command: Omiq, server: Server) -> None:
    """What signs in is not called, for its answer is a secret and its argument would be listed with the process."""
    overlay = reading("keys").replace("value: {}", "value: {$ref: '#/components/schemas/Keys'}") + KEYS
    signing_in = reading("sso").replace("tags: [datasets]", "tags: [auth]\n      security: []")
    files = [written(command.home / "keys.yaml", overlay)]
    files += [written(command.home / "sso.yaml", signing_in.replace("datasets.sso", "auth.sso"))]
    for options, shown in (([], "a\tb\n"), (["--columns", "key"], "key\thush\n")):
        server.script(Reply({"value": {"a": "b", "key": "hush"}}))
        ended = command("call", "--overlay", files[0], "keys", *options, OMIQ_SERVER=server.url)
        assert (ended.out, ended.code) == (shown, 0)
    ended = command("call", "--overlay", files[1], "sso", OMIQ_SERVER=server.url)
    assert (ended.out, ended.code) == ("", 2)
    assert "sso is not called here" in ended.err


def test_check_of_a_folder_without_overlays_is_an_error(plain: Omiq, tmp_path: Path) -> None:
    ended = plain("catalog", "check", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert f"The folder {tmp_path} holds no overlay" in ended.err


def test_check_where_there_is_no_overlay(plain: Omiq) -> None:
    ended = plain("catalog", "check")
    assert (ended.code, ended.out) == (0, "")
    assert "OMIQ_CATALOG" in ended.err
