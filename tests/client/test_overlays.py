"""Operations of overlays: where overlays are, when they are read, and calling what they add."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

import omiq
import omiq_generator.overlay
import omiq_sandbox
from omiq import ConfigurationError, OutcomeUnknown
from omiq._catalog.kept import Kept
from omiq.models import Dataset
from tests.conftest import Connect
from tests.support.clients import client_on
from tests.support.overlays import SANDBOX, operation, reading, written
from tests.support.server import Fault, Reply, Server


@pytest.fixture(scope="module")
def sandbox() -> Iterator[omiq_sandbox.Server]:
    """A server with a dataset, and with endpoints that are not in the catalog."""
    with omiq_sandbox.run() as server:
        yield server


@pytest.fixture
def signed_in(sandbox: omiq_sandbox.Server, driver: BlockingPortal | None) -> Iterator[omiq.Client]:
    """A client, of each kind, that has the overlay."""
    with closing(client_on(driver, sandbox.url, token=sandbox.token, overlay=SANDBOX)) as client:
        yield client


def test_operations_of_an_overlay_are_called_by_their_ids(signed_in: omiq.Client) -> None:
    """Arguments have their Python names and go into path and body; defaults are sent, and the envelope is taken off."""
    note = signed_in.call("createNote", title="Panel 3")
    assert (note["title"], note["text"]) == ("Panel 3", "none")
    assert signed_in.call("getNote", note_id=note["id"]) == note
    assert note in signed_in.call("listNotes")
    assert signed_in.call("deleteNote", note_id=note["id"]) == {}
    assert note not in signed_in.call("listNotes")


def test_answer_of_a_built_in_schema_is_seen_as_its_model(signed_in: omiq.Client) -> None:
    """What else is answered is the JSON as it came."""
    (dataset,) = signed_in.call("listRecent", limit=1)
    assert isinstance(dataset, Dataset)
    counts = signed_in.call("countEvents", dataset_id=dataset.id)
    assert counts
    assert type(counts) is dict


def test_long_operation_is_followed(signed_in: omiq.Client) -> None:
    (dataset,) = signed_in.call("listRecent")
    assert signed_in.call("recount", dataset_id=dataset.id)["datasetId"] == dataset.id


@pytest.mark.parametrize(
    ("id", "arguments", "words"),
    [
        ("listNote", {}, "There is no operation 'listNote': did you mean 'listNotes'?"),
        ("listDataset", {}, "There is no operation 'listDataset': did you mean 'listDatasets'?"),
        ("listRecent", {"limt": 1}, "listRecent has no argument 'limt': did you mean 'limit'?"),
        ("getNote", {"noteId": 1}, "getNote has no argument 'noteId': did you mean 'note_id'?"),
        ("getNote", {}, "getNote needs note_id."),
    ],
)
def test_wrong_name_gets_the_nearest(id: str, arguments: dict[str, Any], words: str, connect: Connect) -> None:
    """As for operations that are built in, and nothing is sent."""
    with pytest.raises(ConfigurationError) as caught:
        connect("http://127.0.0.1:9", overlay=SANDBOX).call(id, **arguments)
    assert words in str(caught.value)


def test_write_is_not_repeated_and_tells_what_to_look_up(connect: Connect, server: Server) -> None:
    """The retry class of an overlay's operation counts as that of any other."""
    server.script(Fault.CUT_BEFORE_ANSWER)
    with pytest.raises(OutcomeUnknown, match=r"notes\.list\(\)"):
        connect(server, overlay=SANDBOX).call("createNote", title="a")
    assert [seen.json for seen in server.requests] == [{"title": "a", "text": "none"}]


def test_answer_of_another_shape_is_an_error(connect: Connect, server: Server) -> None:
    server.script(Reply({"notes": {}}))
    with pytest.raises(omiq.UnexpectedAnswer, match="expected a list, got an object"):
        connect(server, overlay=SANDBOX).call("listNotes")


def test_whole_answer(connect: Connect, server: Server) -> None:
    server.script(Reply({"notes": [{"id": 1}], "other": 2}))
    client = connect(server, overlay=SANDBOX)
    answer = client.answer(client.call, "listNotes")
    assert (answer.value, answer.json["other"]) == ([{"id": 1}], 2)


def test_with_options_keeps_the_overlays(connect: Connect, server: Server) -> None:
    server.script(Reply({"notes": []}))
    assert connect(server, overlay=SANDBOX).with_options(retries=0).call("listNotes") == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The user's folder of overlays."""
    return tmp_path / "config" / "omiq" / "catalog"


def test_overlays_of_the_folder_the_environment_and_the_arguments(
    connect: Connect, server: Server, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them count: files, and what ends in .yaml in folders; one that is found twice counts once."""
    written(folder / "a.yaml", reading("inFolder"))
    written(folder / "a.txt", "no overlay")
    team = written(tmp_path / "team" / "b.yaml", reading("inTeam")).parent
    mine = written(tmp_path / "mine.yaml", reading("inFile"))
    given = written(tmp_path / "given.yaml", reading("given"))
    monkeypatch.setenv("OMIQ_CATALOG", os.pathsep.join(["", str(team), str(mine), str(team / "b.yaml")]))
    client = connect(server, overlay=[given, str(team)])
    for id in ("inFolder", "inTeam", "inFile", "given"):
        server.script(Reply({"value": id}))
        assert client.call(id) == id


def test_relative_path_of_an_argument_is_of_where_the_client_was_made(
    connect: Connect, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "mine.yaml", reading("mine"))
    monkeypatch.chdir(tmp_path)
    client = connect(server, overlay="mine.yaml")
    monkeypatch.chdir("/")
    server.script(Reply({"value": 1}))
    assert client.call("mine") == 1


def test_overlay_that_changes_is_read_again(connect: Connect, server: Server, folder: Path) -> None:
    """A program that runs for days calls what was added meanwhile."""
    client = connect(server)
    for id in ("first", "second"):
        written(folder / "mine.yaml", reading(id))
        server.script(Reply({"value": id}))
        assert client.call(id) == id
    with pytest.raises(ConfigurationError, match="no operation 'first'"):
        client.call("first")


def test_given_overlay_is_checked_at_once(connect: Connect, tmp_path: Path) -> None:
    """Every fault of it is told, with file and line."""
    file = written(tmp_path / "mine.yaml", operation("listDatasets", "get", "/datasets", "datasets.list"))
    with pytest.raises(ConfigurationError) as caught:
        connect("http://127.0.0.1:9", overlay=file)
    first, *faults = str(caught.value).splitlines()
    assert first == "The overlays of the catalog have 3 faults."
    assert all(each.startswith(f"{file}:3: `listDatasets` (GET /datasets) has the ") for each in faults)
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml:1: cannot be read"):
        connect("http://127.0.0.1:9", overlay=[tmp_path / "nowhere.yaml"])


def test_broken_overlay_of_the_folder_is_told_where_it_is_needed(
    connect: Connect, server: Server, folder: Path
) -> None:
    """What is built in goes on."""
    written(folder / "mine.yaml", "a: 1")
    client = connect(server)
    server.script(Reply({"datasets": []}))
    assert client.call("listDatasets") == []
    with pytest.raises(ConfigurationError, match=r"(?s)mean 'listDatasets'\?\n.*mine\.yaml:1: an overlay has no"):
        client.call("listDataset")


@pytest.mark.parametrize(("name", "words"), [("", "is empty"), ("none", "none holds no overlay")])
def test_path_that_holds_no_overlay(name: str, words: str, connect: Connect, tmp_path: Path) -> None:
    """An empty path is not the folder that the program runs in, and an empty folder not taken for overlays."""
    (tmp_path / "none").mkdir()
    with pytest.raises(ConfigurationError, match=words):
        connect("http://127.0.0.1:9", overlay=name and tmp_path / name)


CHECKED = """
import sys
import omiq
client = omiq.Client("http://127.0.0.1:9", token='eyJhIjoxfQ.eyJhIjoxfQ.x', retries=0)
try:
    client.call("mine")
except omiq.ConfigurationError as error:
    print(str(error).partition(":")[0])
except omiq.ConnectionFailed:
    print("omiq_generator" in sys.modules)
"""


def test_check_is_kept_for_the_next_process(folder: Path, tmp_path: Path) -> None:
    """An overlay is checked once; one that has changed is checked anew, and what cannot be read is no error."""

    def said() -> str:
        command = [sys.executable, "-c", CHECKED]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    written(folder / "mine.yaml", reading("mine"))
    assert [said(), said()] == ["True", "False"]
    (kept,) = (tmp_path / "cache" / "omiq" / "catalog").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(kept.read_bytes()[:-9])
    assert [said(), said()] == ["True", "False"]
    written(folder / "mine.yaml", reading("other"))
    assert said() == "There is no operation 'mine'"
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


def test_check_that_cannot_be_kept_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """Where something else is in its place, the call goes on, and no part of a file stays."""
    overlay = written(folder / "mine.yaml", reading("mine"))
    files = ((overlay, overlay.read_bytes()),)
    Kept(files).write({})
    (kept,) = (tmp_path / "cache" / "omiq" / "catalog").iterdir()
    kept.unlink()
    (kept / "a").mkdir(parents=True)
    Kept(files).write({})
    assert list(kept.parent.iterdir()) == [kept]


def test_overlay_that_changes_while_it_is_checked_is_not_kept(
    folder: Path, connect: Connect, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what was read later would be taken for what was there first."""
    overlay = written(folder / "mine.yaml", reading("mine"))
    load = omiq_generator.overlay.load

    def late(*arguments: Any) -> Any:
        written(overlay, reading("later"))
        return load(*arguments)

    monkeypatch.setattr("omiq_generator.overlay.load", late)
    server.script(Reply({"value": 1}))
    assert connect(server).call("later") == 1
    assert not (tmp_path / "cache" / "omiq" / "catalog").exists()


MISSING = """
import sys
sys.modules["ruamel"] = None
import omiq
print(omiq.Client("http://127.0.0.1:9", token='eyJhIjoxfQ.eyJhIjoxfQ.x', retries=0).raw)
try:
    omiq.Client("http://127.0.0.1:9", token='eyJhIjoxfQ.eyJhIjoxfQ.x', overlay={file!r})
except omiq.ConfigurationError as error:
    print(error)
"""


def test_missing_extra_is_told(tmp_path: Path) -> None:
    """Where the libraries that read overlays are not installed, the error says how to install them."""
    file = str(written(tmp_path / "mine.yaml", reading("mine")))
    program = MISSING.format(file=file)
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert output.splitlines()[-1].startswith(f"The overlay {file} needs ruamel")
    assert 'pip install "omiq-client[catalog]"' in output


UNREAD = """
import sys
import omiq
client = omiq.Client("http://127.0.0.1:9", token='eyJhIjoxfQ.eyJhIjoxfQ.x', retries=0)
try:
    client.call("listDatasets")
except omiq.ConnectionFailed:
    print(sorted(name for name in sys.modules if name.startswith(("ruamel", "omiq_generator", "jsonschema"))))
"""


def test_call_of_what_is_built_in_reads_no_overlay(folder: Path) -> None:
    """Programs that use no overlay pay nothing for those that are there."""
    written(folder / "mine.yaml", reading("mine"))
    output = subprocess.run([sys.executable, "-c", UNREAD], check=True, capture_output=True, text=True).stdout
    assert output == "[]\n"
