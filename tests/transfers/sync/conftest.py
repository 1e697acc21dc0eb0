"""What the tests of syncs are given: an empty dataset, and a folder with files of equal names."""

from __future__ import annotations

from pathlib import Path

import pytest

import omiq
from tests.support.uploads import CELLS


@pytest.fixture
def dataset_id(owner: omiq.Client) -> int:
    return owner.datasets.create(display_name="Study").id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files, and one of the same name in a folder below."""
    folder = tmp_path / "study"
    (folder / "day 2").mkdir(parents=True)
    for number, name in enumerate(("a.fcs", "tube.fcs", "day 2/tube.fcs")):
        (folder / name).write_bytes(CELLS + bytes(number))
    (folder / "notes.txt").write_text("not sent")
    return folder
