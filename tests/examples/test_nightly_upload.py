"""The nightly upload brings what is new, and nothing twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import omiq
import omiq_sandbox
from omiq.models import File
from omiq_sandbox._cytometry.panel import write_panel

from .conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_panel(tmp_path / "fcs", files=3, events=20)
    return tmp_path / "fcs"


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A dataset's name that no other test uses."""
    return f"Nightly, {request.node.name}"


def files_of(client: omiq.Client, name: str) -> list[File]:
    (dataset,) = [dataset for dataset in client.datasets.list() if dataset.display_name == name]
    return list(client.files.list(dataset.id))


def test_first_night_uploads_all(folder: Path, name: str, run: Run, client: omiq.Client) -> None:
    """The dataset is made, and holds all files, readable, when the script is done."""
    result = run("nightly_upload.py", folder, name)
    assert (result.returncode, result.stderr) == (0, "")
    files = files_of(client, name)
    assert [file.file_name for file in files] == sorted(path.name for path in folder.iterdir())
    assert {file.status for file in files} == {"COMPLETE"}
    assert {file["eventCount"] for file in files} == {20}


def test_next_night_uploads_what_is_new(
    tmp_path: Path, folder: Path, name: str, run: Run, client: omiq.Client, server: omiq_sandbox.Server
) -> None:
    """Files that are there by name and size are left alone; one of another size is told, and nothing is replaced."""
    assert run("nightly_upload.py", folder, name).returncode == 0
    first, changed, _ = sorted(folder.iterdir())
    shutil.copyfile(first, folder / "new.fcs")
    (longer,) = write_panel(tmp_path / "longer", files=1, events=30)
    shutil.move(longer, changed)
    before = len(puts(server))
    result = run("nightly_upload.py", folder, name)
    assert (result.returncode, len(puts(server)) - before) == (1, 1)
    assert f"{changed}: the dataset has a file of this name" in result.stderr
    assert {file["eventCount"] for file in files_of(client, name)} == {20}
    assert "new.fcs" in [file.file_name for file in files_of(client, name)]


def puts(server: omiq_sandbox.Server) -> list[object]:
    return [request for request in server.requests if request.origin == "storage" and request.method == "PUT"]


def test_upload_that_failed_is_brought_by_the_next_run(
    folder: Path, name: str, run: Run, client: omiq.Client, server: omiq_sandbox.Server
) -> None:
    """The run tells of it by its exit status; what it left behind is cleared away, and no file is there twice."""
    server.faults.set({"kind": "status", "status": 400, "operation": "storage.put", "skip": 1, "count": 1})
    failed = run("nightly_upload.py", folder, name)
    server.faults.clear()
    assert failed.returncode == 1
    assert f"{sorted(folder.iterdir())[1]}: " in failed.stderr
    assert "1 of 3 files failed" in failed.stderr
    assert run("nightly_upload.py", folder, name).returncode == 0
    files = files_of(client, name)
    assert sorted((file.file_name, file.status) for file in files) == sorted(
        (path.name, "COMPLETE") for path in folder.iterdir()
    )


def test_refused_upload_is_told_without_its_url(folder: Path, name: str, run: Run, server: omiq_sandbox.Server) -> None:
    """The words name the file and the status; the signed URL is for nobody to see."""
    server.faults.set({"kind": "url_expired", "operation": "registerFiles"})
    result = run("nightly_upload.py", folder, name)
    server.faults.clear()
    assert result.returncode == 1
    assert "403" in result.stderr
    assert "http" not in result.stderr


def test_file_that_cannot_be_read_is_told_each_night(tmp_path: Path, name: str, run: Run, client: omiq.Client) -> None:
    """It is not uploaded again, and the exit status says that somebody is to look at it."""
    (tmp_path / "broken.fcs").write_bytes(b"no FCS")
    for _ in range(2):
        result = run("nightly_upload.py", tmp_path, name)
        assert result.returncode == 1
        assert f"{tmp_path / 'broken.fcs'}: " in result.stderr
    assert len(files_of(client, name)) == 1


def test_what_cannot_begin_has_a_status_of_its_own(tmp_path: Path, name: str, run: Run, client: omiq.Client) -> None:
    """A folder that is not there, a refused sign-in, and a name that two datasets bear end it before it begins."""
    assert run("nightly_upload.py", tmp_path / "nowhere", name).returncode == 2
    assert run("nightly_upload.py", tmp_path, name, environment={"OMIQ_TOKEN": "x"}).returncode == 2
    for _ in range(2):
        client.datasets.create(display_name=name)
    twice = run("nightly_upload.py", tmp_path, name)
    assert (twice.returncode, twice.stderr) == (2, f"2 datasets are called {name!r}: rename all but one\n")
