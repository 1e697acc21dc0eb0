"""Tags come from the call or from a CSV file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq
import omiq_sandbox
from omiq._transfers.metadata import tags_for

from .conftest import calls


def tags_of(owner: omiq.Client, dataset: int) -> dict[str | None, dict[str, str]]:
    return {file.display_name: file["metadata"] for file in owner.files.list(dataset)}


def test_tags_of_the_call_are_those_of_all_files(owner: omiq.Client, dataset: int, folder: Path) -> None:
    """Each file gets them."""
    owner.files.upload(dataset, folder, metadata={"Batch": "7"}, progress=False)
    assert list(tags_of(owner, dataset).values()) == [{"Batch": "7"}] * 5


def test_csv_gives_each_file_its_own(owner: omiq.Client, dataset: int, folder: Path, tmp_path: Path) -> None:
    """A row a file, a column a tag; the columns that OMIQ writes beside the tags are left out, as are blank cells."""
    first, second, *_ = sorted(path.name for path in folder.iterdir())
    path = tmp_path / "tags.csv"
    lines = [
        "Filename,OmiqID,OriginalFileName,Upload Folder,Group,Age",
        f"{first},,x,y,old,71",
        f"{second},,x,y,young,",
    ]
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    owner.files.upload(dataset, folder, metadata=path, progress=False)
    tags = tags_of(owner, dataset)
    assert (tags.pop(first), tags.pop(second)) == ({"Group": "old", "Age": "71"}, {"Group": "young"})
    assert list(tags.values()) == [{}] * 3


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_id_has_the_last_word(owner: omiq.Client, dataset: int, folder: Path, tmp_path: Path) -> None:
    """Files of one name are told apart by OmiqID, as in the CSV that OMIQ writes."""
    file = min(folder.iterdir())
    ids = [owner.files.upload(dataset, file, on_duplicate="add", progress=False)[0].id for _ in range(2)]
    path = tmp_path / "tags.csv"
    path.write_text(f"OmiqID,Filename,Tube\nF{ids[0]},{file.name},A\nF{ids[1]},{file.name},B\n")
    owner.files.upload(dataset, file, metadata=path, on_duplicate="skip", progress=False)
    assert owner.files.get(dataset, ids[0] or 0)["metadata"] == {"Tube": "A"}


@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_tags_that_cannot_be_set_are_told(
    owner: omiq.Client, dataset: int, folder: Path, sandbox: omiq_sandbox.Server
) -> None:
    """The files are there; their entries have failed, and the same call sets the tags."""
    sandbox.faults.add({"kind": "status", "status": 403, "operation": "setFilesMetadata"})
    with pytest.raises(omiq.TransfersIncomplete) as failed:
        owner.files.upload(dataset, folder, metadata={"Batch": "7"}, progress=False)
    assert {type(entry.error) for entry in failed.value.results} == {omiq.PermissionDenied}
    sandbox.faults.clear()
    owner.files.upload(dataset, folder, metadata={"Batch": "7"}, on_duplicate="skip", progress=False)
    assert list(tags_of(owner, dataset).values()) == [{"Batch": "7"}] * 5


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Name,Group\nx.fcs,1\n", "line 1: there is no column Filename or OmiqID"),
        (b"", "line 1: there is no column"),
        (b"Filename,Group,Group\n", "line 1: a column has no name, or that of another"),
        (b"Filename,\n", "line 1: a column has no name"),
        (b"Filename,Group\nx.fcs,1\n\nx.fcs\n", "line 4: 1 cells; the header has 2"),
        (b"Filename,Group\n,1\n", "line 2: no file is named"),
        (b"Filename,Group\nx.fcs,1\nx.fcs,2\n", "line 3: x.fcs stands in an earlier line"),
        (b"OmiqID,Group\n17x,1\n", "line 2: '17x' is no OmiqID"),
        (b'Filename,Group\n"x.fcs"y,1\n', "line 2: .* expected after"),
        (b"Filename,Group\nx\xff.fcs,1\n", "is not UTF-8"),
        (b"Filename,Group\nx.fcs,1\n", "names none of the files"),
    ],
)
@pytest.mark.parametrize("driver", ["sync"], indirect=True)
def test_wrong_csv_is_refused_before_anything_is_sent(
    owner: omiq.Client,
    dataset: int,
    folder: Path,
    tmp_path: Path,
    sandbox: omiq_sandbox.Server,
    content: bytes,
    words: str,
) -> None:
    """The error names the file and the line."""
    path = tmp_path / "tags.csv"
    path.write_bytes(content)
    with pytest.raises(omiq.ConfigurationError, match=rf"tags\.csv.*{words}"):
        owner.files.upload(dataset, folder, metadata=path, progress=False)
    assert calls(sandbox, "registerFiles") == 0


cells = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(cells, st.dictionaries(cells.map("tag {}".format), cells), min_size=1))
def test_what_csv_can_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, dict[str, str]]
) -> None:
    """Any name and any tag is read as it was written."""
    columns = sorted({column for tags in wanted.values() for column in tags})
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ["Filename", *columns], restval="")
    writer.writeheader()
    writer.writerows({"Filename": name} | tags for name, tags in wanted.items())
    path = tmp_path_factory.mktemp("csv") / "tags.csv"
    path.write_bytes(file.getvalue().encode())
    tags = tags_for(path, wanted.keys())
    assert {name: tags.of(name, 1) for name in wanted} == wanted
