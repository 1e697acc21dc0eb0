"""What a sync plans: each file once, and nothing any more once the plan has been carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from omiq._storage import Source
from omiq._transfers.planning import Plan, planned
from omiq._transfers.results import Transfer
from omiq.models import File

FOLDER = Path("study")
NAMES = st.sampled_from(["a.fcs", "A.fcs", "b.fcs", "../b.fcs"])
SIZES = st.integers(1, 3)


def plan_for(local: list[Source], remote: list[File], lines: dict[str, Any]) -> Plan:
    return planned(FOLDER, local, remote, lines, lambda name: True, lambda path: "", up=True, down=True)


def line_of(source: Source, file_id: int | None) -> tuple[str, dict[str, Any]]:
    path = source.path.relative_to(FOLDER).as_posix()
    return path, {"path": path, "id": file_id, "size": source.size, "modified": source.modified, "outcome": "sent"}


@given(
    local=st.dictionaries(st.tuples(st.sampled_from(["", "1", "2"]), st.sampled_from(["a.fcs", "b.fcs"])), SIZES),
    remote=st.lists(st.tuples(NAMES, SIZES)),
)
def test_plan_that_is_carried_out_leaves_nothing_to_do(
    local: dict[tuple[str, str], int], remote: list[tuple[str, int]]
) -> None:
    """Each local file has one step, no file of the dataset is fetched twice or over another one."""
    sources = [Source(FOLDER / below / name, size, 1) for (below, name), size in sorted(local.items())]
    files = [
        File(id=number, display_name=name, size=size, status="COMPLETE")
        for number, (name, size) in enumerate(remote, start=1)
    ]
    plan = plan_for(sources, files, {})
    steps = [upload.source.path for upload in plan.uploads] + [entry.path for entry in plan.entries]
    assert sorted(steps) == sorted(source.path for source in sources)
    paths = [path for _, path in plan.downloads]
    assert len({*paths, *steps}) == len(paths) + len(steps)
    assert all(path.parent == FOLDER for path in paths)
    skipped = [entry for entry in plan.entries if entry.state == "skipped"]
    ids = [entry.id for entry in skipped] + [file.id for file, _ in plan.downloads]
    assert len(ids) == len(set(ids))

    lines = dict(line_of(Source(entry.path, entry.size or 0, 1), entry.id) for entry in skipped)
    for number, upload in enumerate(plan.uploads, start=1000):
        files.append(File(id=number, display_name=upload.name, size=upload.source.size, status="COMPLETE"))
        lines |= [line_of(upload.source, number)]
    for file, path in plan.downloads:
        sources.append(Source(path, file.size or 0, 1))
        lines |= [line_of(sources[-1], file.id)]
    again = plan_for(sources, files, lines)
    refused: list[Transfer] = [entry for entry in again.entries if entry.state == "failed"]
    assert [entry.path for entry in refused] == [entry.path for entry in plan.entries if entry.state == "failed"]
    assert not again.uploads
    assert not again.downloads
