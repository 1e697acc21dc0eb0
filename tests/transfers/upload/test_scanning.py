"""Which files of a folder are uploaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import omiq
import omiq_sandbox

from .conftest import calls

pytestmark = pytest.mark.parametrize("driver", ["sync"], indirect=True)


def put(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"a,b\n1,{len(path.name)}\n")


def sent(owner: omiq.Client, dataset: int, paths: object, **arguments: str) -> list[Path]:
    """Upload, and return the paths of the entries in their order."""
    entries = owner.files.upload(dataset, paths, wait=False, progress=False, **arguments)  # type: ignore[arg-type]
    return [entry.path for entry in entries]


def test_folders_in_the_folder_are_searched(owner: omiq.Client, dataset: int, tmp_path: Path) -> None:
    """The files come sorted by path; hidden ones and those of other names are left out, and case does not count."""
    study = tmp_path / "study"
    put(study / "b" / "1.fcs", study / "a.FCS", study / "notes.txt", study / ".hidden.fcs", study / ".git" / "2.fcs")
    assert sent(owner, dataset, study) == [study / "a.FCS", study / "b" / "1.fcs"]


def test_pattern_chooses_files(owner: omiq.Client, dataset: int, tmp_path: Path) -> None:
    """A pattern stands for names as a shell has it; a file that is given itself need not fit it."""
    put(tmp_path / "d" / "A1.csv", tmp_path / "d" / "B1.csv", tmp_path / "c.txt")
    given = [str(tmp_path / "c.txt"), tmp_path / "d"]
    assert sent(owner, dataset, given, pattern="a*.CSV") == [tmp_path / "c.txt", tmp_path / "d" / "A1.csv"]


def test_file_given_twice_is_sent_once(owner: omiq.Client, dataset: int, tmp_path: Path) -> None:
    """A file and its folder, both given, are one file."""
    put(tmp_path / "d" / "1.fcs")
    assert sent(owner, dataset, [tmp_path / "d" / "1.fcs", tmp_path / "d"]) == [tmp_path / "d" / "1.fcs"]


def test_links_that_lead_in_a_circle_are_followed_once(owner: omiq.Client, dataset: int, tmp_path: Path) -> None:
    """A folder that a link leads to is searched too, each once."""
    put(tmp_path / "d" / "1.fcs", tmp_path / "elsewhere" / "2.fcs")
    (tmp_path / "d" / "circle").symlink_to(tmp_path / "d")
    (tmp_path / "d" / "link").symlink_to(tmp_path / "elsewhere")
    assert sent(owner, dataset, tmp_path / "d") == [tmp_path / "d" / "1.fcs", tmp_path / "d" / "link" / "2.fcs"]


def test_what_cannot_be_sent_is_named_before_anything_is(
    owner: omiq.Client, dataset: int, tmp_path: Path, sandbox: omiq_sandbox.Server
) -> None:
    """A missing path, a folder without files, no path, a dangling link, a pipe, a name that is no text."""
    for folder in ("empty", "dangling", "pipe", "name"):
        (tmp_path / folder).mkdir()
    (tmp_path / "dangling" / "1.fcs").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe" / "1.fcs")
    (tmp_path / "name" / os.fsdecode(b"\xff.fcs")).write_text("x")
    refused = {
        tmp_path / "missing.fcs": r"missing\.fcs cannot be read: No such file",
        tmp_path / "empty": r"no file in .*empty whose name fits '\*\.fcs'",
        tmp_path / "dangling": r"cannot be read: No such file .*1\.fcs",
        tmp_path / "pipe": r"1\.fcs is no file",
        tmp_path / "name": "is not UTF-8: rename the file",
    }
    for path, words in refused.items():
        with pytest.raises(omiq.ConfigurationError, match=words):
            sent(owner, dataset, path)
    with pytest.raises(omiq.ConfigurationError, match="list of paths is empty"):
        sent(owner, dataset, [])
    assert calls(sandbox, "registerFiles") == 0
