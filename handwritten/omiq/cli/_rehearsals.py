"""What jobs on many files would do: planned as the jobs themselves plan, with nothing sent, fetched or written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from omiq_generated.api.files import list_files

from .._errors import TransferError
from .._exports.naming import targets
from .._exports.request import Settings
from .._exports.running import asked_for
from .._transfers.downloading import chosen_files, is_there, item_of
from .._transfers.manifest import RehearsedManifest
from .._transfers.metadata import tags_for
from .._transfers.placing import Overwrite, placed
from .._transfers.registering import name_of
from .._transfers.results import Transfer
from .._transfers.scanning import sources
from .._transfers.syncing import Direction, local_files, plan_of
from .._transfers.uploading import OnDuplicate, Upload, planned_uploads
from .._transfers.work import Work
from ..models import File, Workflow
from ._transfers import Rows, row_of


def upload(
    work: Work,
    dataset: int,
    paths: Sequence[Path],
    pattern: str,
    metadata: dict[str, str] | Path | None,
    on_duplicate: OnDuplicate,
) -> Rows:
    """Say of each file whether it would be sent."""
    found = sources(paths, pattern)
    tags_for(metadata, {source.path.name for source in found})
    there = work.execute(list_files.call(dataset))
    return [_planned(step, dataset) for step in planned_uploads(found, there, on_duplicate)]


def download(work: Work, dataset: int, files: int | list[File], folder: Path, overwrite: Overwrite) -> Rows:
    """Say of each file whether and where to it would be fetched."""
    items = [item_of(file) for file in chosen_files(work, files)]
    with RehearsedManifest(folder / ".omiq" / "downloads.jsonl", folder, work.clock) as manifest:
        places = placed(items, folder, manifest, overwrite)
    entries = (Transfer(path, item.name, item.origin["id"], item.size) for path, item in places.items())
    return [_fetched(entry, overwrite, dataset) for entry in entries]


def sync(work: Work, folder: Path, dataset: int, pattern: str, metadata: Path | None, direction: Direction) -> Rows:
    """Say of each file whether it would be sent or fetched."""
    there = direction == "up" or folder.exists()
    with RehearsedManifest(folder / ".omiq" / f"{dataset}.jsonl", folder, work.clock) as manifest:
        local = local_files(folder, pattern) if there else []
        remote = work.execute(list_files.call(dataset))
        tags_for(metadata, {source.path.name for source in local} | {name_of(file) for file in remote})
        plan = plan_of(folder, local, remote, manifest, pattern, direction)
    fetched = (Transfer(path, name_of(file), file.id, file.size) for file, path in plan.downloads)
    rows = [_planned(step, dataset) for step in plan.entries]
    rows += [_planned(step, dataset) for step in plan.uploads]
    rows += [_fetched(entry, "never", dataset) for entry in fetched]
    return sorted(rows, key=lambda row: str(row["path"]))


def export(
    work: Work,
    workflow: Workflow,
    files: Iterable[int | File] | None,
    task: int | str | None,
    filters: Sequence[str] | None,
    features: Sequence[str] | None,
    settings: Settings,
    folder: Path,
) -> Rows:
    """Say of each file whether and where to it would be exported, at which task, and with which filters."""
    place, asked, dataset = asked_for(work, workflow, files, task, filters, features, settings)
    with RehearsedManifest(folder / ".omiq" / "exports.jsonl", folder, work.clock) as manifest:
        wanted = targets(asked, dataset, folder, manifest)
    at = {"task": place.task.raw.get("name") or place.task.id, "filters": ", ".join(place.filters.values())}
    entries = ((each, Transfer(each.path, name_of(each.request.file), each.request.file.id)) for each in wanted)
    return [
        row_of(entry, place.dataset_id) | {"state": f"would {'skip' if each.is_there else 'export'}"} | at
        for each, entry in entries
    ]


def _planned(step: Upload | Transfer, dataset: int) -> dict[str, Any]:
    if isinstance(step, Transfer):
        state = "would fail" if step.state == "failed" else "would skip"
        return row_of(step, dataset) | {"state": state}
    entry = Transfer(step.source.path, step.name, size=step.source.size)
    return row_of(entry, dataset) | {"state": "would upload"}


def _fetched(entry: Transfer, overwrite: Overwrite, dataset: int) -> dict[str, Any]:
    try:
        state = "would skip" if is_there(entry.path, entry.size, overwrite) else "would download"
    except TransferError as error:
        return row_of(entry._replace(error=error), dataset) | {"state": "would fail"}
    return row_of(entry, dataset) | {"state": state}
