"""Files come down whole or not at all, whatever befalls them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._log import Request
from tests.support.studies import study_in
from tests.support.uploads import CELLS, register, upload


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def written_down(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of the manifest."""
    return [json.loads(line) for line in (folder / ".omiq" / "downloads.jsonl").read_text().splitlines()]


def fetched(sandbox: omiq_sandbox.Server) -> list[Request]:
    """Return the downloads that the storage was asked for."""
    return [request for request in sandbox.requests if request.origin == "storage" and request.method == "GET"]


@pytest.fixture
def dataset_id(sandbox: omiq_sandbox.Server) -> int:
    """A dataset with two files of one name, and one with a name that leads out of the folder."""
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        dataset_id = client.datasets.create(display_name="Panel").id
        for number, name in enumerate(("cells.fcs", "cells.fcs", "../out.fcs")):
            upload(client, dataset_id, CELLS + bytes(number), name)
        sandbox.wait_idle()
        return dataset_id


@pytest.mark.unchecked
def test_all_files_of_a_dataset(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """Each file has a name of its own below the folder, and the bytes that were sent."""
    ids = {file.id for file in owner.files.list(dataset_id)}
    results = owner.files.download(dataset_id, tmp_path / "new" / "down", progress=False)
    assert [entry.state for entry in results] == ["done"] * 3
    found = contents(tmp_path / "new" / "down")
    by_id = {entry.id: entry for entry in results}
    assert by_id.keys() == ids
    assert {len(content) - len(CELLS) for content in found.values()} == {0, 1, 2}
    assert "_.._out.fcs" in found
    assert "cells.fcs" in found
    assert list(tmp_path.iterdir()) == [tmp_path / "new"]


def test_manifest_says_which_is_which(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path
) -> None:
    """Each local name with the server's, the id, the digest; failures too, and no token."""
    sandbox.faults.add({"kind": "status", "status": 404, "operation": "getDownloadUrl", "count": 1})
    with pytest.raises(omiq.TransfersIncomplete) as caught:
        owner.files.download(dataset_id, tmp_path, progress=False)
    lines = {line["path"]: line for line in written_down(tmp_path)}
    for entry in caught.value.results:
        line = lines[entry.path.name]
        assert (line["name"], line["id"], line["dataset"]) == (entry.name, entry.id, dataset_id)
        assert (line["outcome"], line.get("digest")) == (
            "received" if entry.state == "done" else "failed",
            entry.digest,
        )
    assert sandbox.token not in (tmp_path / ".omiq" / "downloads.jsonl").read_text()


def test_file_of_another_dataset_does_not_count_as_there(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path
) -> None:
    """Of the same name and even of the same size: each dataset's file has a path of its own, also in later runs."""
    other = owner.datasets.create(display_name="Other").id
    upload(owner, other, CELLS[:-1] + b"!", "cells.fcs")
    sandbox.wait_idle()
    first = owner.files.download(dataset_id, tmp_path, progress=False)
    before = contents(tmp_path)
    (second,) = owner.files.download(other, tmp_path, progress=False)
    assert second.path.name == f"cells ({second.id}).fcs"
    assert second.path.read_bytes() == CELLS[:-1] + b"!"
    assert contents(tmp_path).items() > before.items()
    assert [entry.state for entry in owner.files.download(dataset_id, tmp_path, progress=False)] == ["skipped"] * 3
    assert owner.files.download(other, tmp_path, progress=False)[0][:3] == second[:3]
    assert first[0].path.read_bytes().startswith(CELLS)


@pytest.mark.parametrize("overwrite", ["never", "always"])
def test_file_that_the_manifest_does_not_know(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path, overwrite: Any
) -> None:
    """One of the same size is taken for the same; another one is left alone, unless it is to be overwritten."""
    dataset_id = owner.datasets.create(display_name="Panel").id
    upload(owner, dataset_id, CELLS, "same.fcs")
    upload(owner, dataset_id, CELLS, "mine.fcs")
    sandbox.wait_idle()
    (tmp_path / "same.fcs").write_bytes(CELLS)
    (tmp_path / "mine.fcs").write_bytes(b"mine")
    entries = {
        entry.name: entry for entry in owner.files.download(dataset_id, tmp_path, overwrite=overwrite, progress=False)
    }
    assert entries["same.fcs"].path == tmp_path / "same.fcs"
    if overwrite == "never":
        assert entries["same.fcs"].state == "skipped"
        assert (tmp_path / "mine.fcs").read_bytes() == b"mine"
        assert entries["mine.fcs"].path.name == f"mine ({entries['mine.fcs'].id}).fcs"
    assert entries["mine.fcs"].path.read_bytes() == CELLS


def test_folder_that_cannot_be_written_is_told(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """Before anything is fetched, with the path."""
    (tmp_path / ".omiq").write_text("a file")
    with pytest.raises(omiq.ConfigurationError, match=r"downloads\.jsonl cannot be written"):
        owner.files.download(dataset_id, tmp_path, progress=False)


def test_what_is_there_is_left_alone(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """A second run fetches nothing; `changed` fetches what has another size, `always` all."""
    first = owner.files.download(dataset_id, tmp_path, progress=False)
    before = contents(tmp_path)
    first[0].path.write_bytes(b"other")
    states = [entry.state for entry in owner.files.download(dataset_id, tmp_path, progress=False)]
    assert states == ["skipped"] * 3
    again = owner.files.download(dataset_id, tmp_path, overwrite="changed", progress=False)
    assert [entry.state for entry in again] == ["done", "skipped", "skipped"]
    assert contents(tmp_path) == before
    every = owner.files.download(dataset_id, tmp_path, overwrite="always", progress=False)
    assert [entry.state for entry in every] == ["done"] * 3


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "cut", "where": "middle"},
        {"kind": "cut", "where": "before", "reset": True},
        {"kind": "short_body", "missing": 3},
        {"kind": "status", "status": 503, "retry_after": 1},
        {"kind": "status", "status": 500},
        {"kind": "url_expired", "operation": "getDownloadUrl"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_what_goes_wrong_once_is_mended(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path, fault: dict[str, Any]
) -> None:
    """A broken connection, an odd status, an expired URL: the file comes all the same, and without a token."""
    sandbox.faults.add({"operation": "storage.get", "count": 1} | fault)
    results = owner.files.download(dataset_id, tmp_path, progress=False)
    assert [entry.state for entry in results] == ["done"] * 3
    assert sorted(map(len, contents(tmp_path).values())) == [len(CELLS), len(CELLS) + 1, len(CELLS) + 2]


def test_goes_on_where_it_broke_off(owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """The second call asks for the rest alone, and the whole is right."""
    content = CELLS + bytes(range(256)) * 8192
    dataset_id = owner.datasets.create(display_name="Large").id
    upload(owner, dataset_id, content)
    sandbox.faults.add({"kind": "cut", "operation": "storage.get", "where": "middle"})
    with pytest.raises(omiq.TransfersIncomplete, match=r"cells\.fcs"):
        owner.with_options(retries=0).files.download(dataset_id, tmp_path, progress=False)
    part = (tmp_path / "cells.fcs.part").stat().st_size
    assert 0 < part < len(content)
    assert not (tmp_path / "cells.fcs").exists()
    sandbox.faults.clear()
    owner.files.download(dataset_id, tmp_path, progress=False)
    assert contents(tmp_path) == {"cells.fcs": content}
    ranges = [request.headers.get("range") for request in fetched(sandbox)]
    assert ranges[-1] == f"bytes={part}-"


def test_part_of_something_else_is_not_gone_on_with(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path
) -> None:
    """Where the file changed meanwhile, or the storage ignores the range, the whole comes anew."""
    dataset_id = owner.datasets.create(display_name="Other").id
    upload(owner, dataset_id, CELLS)
    (tmp_path / "cells.fcs.part").write_bytes(b"something else")
    (tmp_path / "cells.fcs.part.json").write_text(json.dumps({"etag": '"other"'}), encoding="utf-8")
    owner.files.download(dataset_id, tmp_path, progress=False)
    assert contents(tmp_path) == {"cells.fcs": CELLS}


def test_one_file_that_fails_does_not_stop_the_others(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path
) -> None:
    """The error names the file that failed, and its results have all."""
    (tmp_path / "_.._out.fcs").mkdir()
    with pytest.raises(omiq.TransfersIncomplete, match=r"1 of 3 files failed\n.*_\.\._out\.fcs") as caught:
        owner.files.download(dataset_id, tmp_path, progress=False)
    assert sorted(entry.state for entry in caught.value.results) == ["done", "done", "failed"]


def test_link_out_of_the_folder_is_not_followed(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """A symbolic link in the place of a file is an error, and what it leads to stays."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "cells.fcs").symlink_to(outside)
    with pytest.raises(omiq.TransfersIncomplete, match="something else"):
        owner.files.download(dataset_id, folder, overwrite="always", progress=False)
    assert outside.read_bytes() == b"mine"


def test_no_token_goes_to_the_storage(
    owner: omiq.Client, sandbox: omiq_sandbox.Server, dataset_id: int, tmp_path: Path
) -> None:
    """A signed URL is authority by itself."""
    owner.files.download(dataset_id, tmp_path, progress=False)
    assert len(fetched(sandbox)) == 3
    assert not any("authorization" in request.headers for request in fetched(sandbox))


def test_files_without_bytes_are_left_out(owner: omiq.Client, tmp_path: Path) -> None:
    """What was registered and never sent is no file yet."""
    dataset_id = owner.datasets.create(display_name="Empty").id
    register(owner, dataset_id, "never-sent.fcs")
    assert owner.files.download(dataset_id, tmp_path, progress=False) == []


def test_wrong_arguments(owner: omiq.Client, dataset_id: int, tmp_path: Path) -> None:
    """An argument that makes no sense is told before anything is fetched."""
    with pytest.raises(omiq.ConfigurationError, match="never, changed, always"):
        owner.files.download(dataset_id, tmp_path, overwrite="sometimes")  # type: ignore[arg-type]
    with pytest.raises(omiq.ConfigurationError, match="concurrency"):
        owner.files.download(dataset_id, tmp_path, concurrency=0)
    (tmp_path / "file").touch()
    with pytest.raises(omiq.ConfigurationError, match="cannot be made"):
        owner.files.download(dataset_id, tmp_path / "file")


def test_artifacts(owner: omiq.Client, sandbox: omiq_sandbox.Server, tmp_path: Path) -> None:
    """The artifacts of all tasks, or of those asked for."""
    with study_in(sandbox) as study:
        expected = {name: study.artifact(task_id, name) for task_id, name in study.artifacts()}
        owner_of_study = study.client
        results = owner_of_study.workflows.download_artifacts(study.workflow.id, tmp_path / "all", progress=False)
        assert expected
        assert {entry.name: entry.path.read_bytes() for entry in results} == expected
        none = owner_of_study.workflows.download_artifacts(study.workflow.id, tmp_path, tasks=[3], progress=False)
        assert none == []
        with pytest.raises(omiq.ConfigurationError, match="no task 99; it has 1, 2, 3"):
            owner_of_study.workflows.download_artifacts(study.workflow.id, tmp_path, tasks=[99])
