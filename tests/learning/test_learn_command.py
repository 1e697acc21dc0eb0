"""`omiq catalog learn`: from a recording to a draft, on stdout, in a file, or in a catalog."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import omiq_sandbox
from omiq_generator.catalog import load
from omiq_generator.check import check
from tests.learning.recorded import record
from tests.support.command import Omiq
from tests.support.har import entry, written

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "notes.yaml"
SOURCE = ("--source", "the sandbox's invented endpoints")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with omiq_sandbox.run() as sandbox:
        yield record(sandbox, tmp_path_factory.mktemp("recording") / "notes.har")


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


def test_draft_of_a_recording(recording: Path, plain: Omiq) -> None:
    """It is the one that was reviewed, `notes.yaml`; a summary on stderr says what was read and what to look at."""
    ended = plain("catalog", "learn", recording, *SOURCE)
    assert ended.code == 0
    assert ended.out == GOLDEN.read_text(encoding="utf-8")
    assert "Known already: " in ended.err
    assert "  POST /sandbox/notes: createNote (requests: 2)\n" in ended.err
    assert "Review the names" in ended.err


def test_output_replaces_no_file(recording: Path, plain: Omiq) -> None:
    """Unless it is told to; what stood there stays otherwise."""
    file = plain.home / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    ended = plain("catalog", "learn", recording, *SOURCE, "--output", file)
    assert (ended.code, ended.out, file.read_text(encoding="utf-8")) == (2, "", "mine")
    assert "--force" in ended.err
    assert plain("catalog", "learn", recording, *SOURCE, "--output", file, "--force").code == 0
    assert file.read_text(encoding="utf-8") == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device")
def test_output_is_a_file(recording: Path, plain: Omiq) -> None:
    """A device is not replaced, whatever is forced."""
    link = plain.home / "device"
    link.symlink_to("/dev/zero")
    ended = plain("catalog", "learn", recording, *SOURCE, "--output", link, "--force")
    assert (ended.code, ended.out, link.is_symlink()) == (2, "", True)
    assert "device is not a file" in ended.err


def test_into_a_catalog(recording: Path, plain: Omiq) -> None:
    """Its operations are there then, so that a second run has nothing to add."""
    spec = Path(shutil.copytree(ROOT / "spec", plain.home / "spec"))
    (spec / "sources.yaml").chmod(0o600)
    ended = plain("catalog", "learn", recording, *SOURCE, "--into", spec)
    assert (ended.code, ended.out) == (0, "")
    assert f"Added to {spec}/paths/sandbox.yaml.\n" in ended.err
    assert check(spec) == []
    assert stat.S_IMODE((spec / "sources.yaml").stat().st_mode) == 0o600
    assert "/sandbox/notes/{noteId}" in load(spec).document["paths"]
    again = plain("catalog", "learn", recording, *SOURCE, "--into", spec)
    assert (again.code, again.out) == (0, "")
    assert "Nothing to add.\n" in again.err


def test_several_recordings_are_learned_from_at_once(recording: Path, plain: Omiq) -> None:
    """What is in any of them is drafted once."""
    more = written(plain.home / "more.har", entry("GET", "/projects", answer={"projects": []}))
    ended = plain("catalog", "learn", recording, recording, more, *SOURCE)
    assert ended.code == 0
    assert "  POST /sandbox/notes: createNote (requests: 4)\n" in ended.err
    assert "  /projects:\n" in ended.out


def test_what_overlays_have_is_known(recording: Path, plain: Omiq) -> None:
    """A draft that is among the user's overlays is not drafted again."""
    file = plain.home / "mine.yaml"
    assert plain("catalog", "learn", recording, *SOURCE, "--output", file).code == 0
    again = plain("catalog", "learn", recording, *SOURCE, OMIQ_CATALOG=str(file))
    assert (again.code, again.out) == (0, "")
    assert "Nothing to add.\n" in again.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing.har", *SOURCE), "nothing.har"),
        (("RECORDING",), "--source"),
        (("RECORDING", "--source", " "), "source"),
        (("RECORDING", *SOURCE, "--output", "a.yaml", "--into", "spec"), "--output and --into"),
        (("RECORDING", *SOURCE, "--into", "spec"), "holds no catalog"),
        (("RECORDING", *SOURCE, "--server", "yourcompany"), "https://yourcompany-api.omiq.ai/api"),
    ],
)
def test_wrong_arguments(arguments: tuple[str, ...], words: str, recording: Path, plain: Omiq) -> None:
    """Nothing is printed but what is wrong."""
    ended = plain("catalog", "learn", *(str(recording) if each == "RECORDING" else each for each in arguments))
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("library", ["ruamel.yaml", "ijson", "jsonschema"])
def test_missing_library_is_named_with_what_installs_it(library: str, recording: Path) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None; from omiq.__main__ import main; "
        f"sys.argv = ['omiq', 'catalog', 'learn', {str(recording)!r}, '--source', 'x']; sys.exit(main())"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert 'pip install "omiq-client[catalog]"' in ended.stderr
