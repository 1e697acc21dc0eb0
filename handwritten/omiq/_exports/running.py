"""Exports of many files: one call for each, side by side, and what they have made put into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike

from omiq_generated.api.datasets import get_dataset
from omiq_generated.api.files import list_files
from omiq_generated.api.workflows import get_workflow
from omiq_generated.models.file import File
from omiq_generated.models.task import Task
from omiq_generated.models.workflow import Workflow

from .._errors import ConfigurationError
from .._transfers.downloading import check_arguments, download_all, made_folder
from .._transfers.manifest import Manifest
from .._transfers.progress import ProgressArgument, Tracker, tracking
from .._transfers.registering import is_unsent, name_of
from .._transfers.results import Transfer, checked
from .._transfers.waiting import has_failed
from .._transfers.work import Work
from .cofactors import cofactors
from .exporting import Exporter
from .naming import Target, targets
from .provenance import described, origin
from .request import Place, Request, Settings, place_of, requests
from .results import Exports

_GO_ON = "Make the same call again: what is there is left alone, and what still computes is waited for."


def run(
    work: Work,
    workflow: int | Workflow,
    files: Iterable[int | File] | None = None,
    *,
    task: int | str | Task | None,
    filters: str | Iterable[str] | None,
    features: str | Iterable[str] | None,
    settings: Settings,
    folder: str | PathLike[str],
    concurrency: int,
    progress: ProgressArgument,
    server: str,
) -> Exports:
    """Export files; the facade's docstring says what holds."""
    check_arguments(concurrency, "never")
    settings.checked()
    place, asked, dataset = asked_for(work, workflow, files, task, filters, features, settings)
    home = made_folder(folder)
    with Manifest(home / ".omiq" / "exports.jsonl", home, work.clock) as manifest:
        wanted = targets(asked, dataset, home, manifest)
        scaling = cofactors(work, place, home / ".omiq")
        with tracking(work, "export", progress) as tracker:
            ended = {entry.path: entry for entry in _exported(work, wanted, manifest, tracker, concurrency)}
    entries = [ended[target.path] for target in wanted]
    told = origin(server, dataset, work.clock.time())
    return checked(Exports(entries, described(wanted, entries, place, settings, scaling, told)), "export", _GO_ON)


def asked_for(
    work: Work,
    workflow: int | Workflow,
    files: Iterable[int | File] | None,
    task: int | str | Task | None,
    filters: str | Iterable[str] | None,
    features: str | Iterable[str] | None,
    settings: Settings,
) -> tuple[Place, list[Request], str]:
    """Return where to export, what is asked for each file, and the dataset's name; raise where anything is wrong."""
    held = workflow if isinstance(workflow, Workflow) else work.execute(get_workflow.call(workflow))
    place = place_of(held, task, filters)
    asked = requests(place, _chosen(work, place.dataset_id, files), features, settings)
    dataset = work.execute(get_dataset.call(place.dataset_id)).display_name or str(place.dataset_id)
    return place, asked, dataset


def _exported(
    work: Work, targets: Sequence[Target], manifest: Manifest, tracker: Tracker, concurrency: int
) -> Iterator[Transfer]:
    """Export what is not there yet, and yield an entry for each target as it ends."""
    exporter = Exporter(work, manifest)
    missing = {target.path: target for target in targets if not target.is_there}
    for target in targets:
        made_folder(target.path.parent)
        if target.is_there:
            yield _skipped(target)
    tracker.skip(len(targets) - len(missing))
    wanted = [exporter.wanted(target) for target in missing.values()]
    tracker.expect_sizes([each.size for each in wanted])
    for entry in download_all(work, wanted, most=concurrency, tracker=tracker, overwrite="never"):
        yield exporter.ended(missing[entry.path], entry)


def _skipped(target: Target) -> Transfer:
    file, size = target.request.file, target.path.stat().st_size
    return Transfer(target.path, name_of(file), file.id, size, target.earlier.get("digest"), state="skipped")


def _chosen(work: Work, dataset_id: int, files: Iterable[int | File] | None) -> list[File]:
    """Return the files asked for, each once; where none are named, all but those that FAILED or have no bytes."""
    named = None if files is None else list(files)
    if named is not None and all(isinstance(file, File) and file.dataset_id == dataset_id for file in named):
        return list({file.id: file for file in named if isinstance(file, File)}.values())
    there = {file.id: file for file in work.execute(list_files.call(dataset_id))}
    if named is None:
        return [file for file in there.values() if not is_unsent(file) and not has_failed(file)]
    ids = dict.fromkeys(file if isinstance(file, int) else file.id for file in named)
    if strange := [id for id in ids if id not in there]:
        raise ConfigurationError(f"The dataset {dataset_id}, which the workflow analyses, has no file {strange[0]}.")
    return [there[id] for id in ids]
