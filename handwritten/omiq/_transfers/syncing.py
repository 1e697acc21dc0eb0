"""A folder and a dataset are made to hold the same files, and the manifest tells how far that has got."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from hashlib import file_digest
from os import PathLike
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from omiq_generated.api.files import get_download_url, list_files
from omiq_generated.models.file import File

from .._collector import paused
from .._errors import ConfigurationError
from .._storage import Source
from .downloading import Wanted, check_arguments, download_all, made_folder
from .manifest import Manifest
from .metadata import Metadata, Tags, tagged, tags_for
from .planning import Plan, planned
from .progress import ProgressArgument, Tracker, tracking
from .registering import name_of
from .results import Transfer, Transfers, complete
from .scanning import inside
from .uploading import upload_all
from .waiting import processed
from .work import Work

Direction: TypeAlias = Literal["both", "up", "down"]
_GO_ON = "Make the same call again: what is there already is left alone, and what broke off is gone on with."
_PART = (".part", ".part.json")
_LOOKS, _PAUSE = 20, 1.0


def sync(
    work: Work,
    folder: str | PathLike[str],
    dataset_id: int,
    *,
    direction: Direction = "both",
    pattern: str = "*.fcs",
    metadata: Metadata | None = None,
    concurrency: int = 16,
    progress: ProgressArgument = None,
    wait: bool = True,
) -> Transfers:
    """Sync a folder and a dataset; the client's docstring says what holds."""
    check_arguments(concurrency, "never")
    if direction not in get_args(Direction):
        raise ConfigurationError(f"direction is one of {', '.join(get_args(Direction))}; it was {direction!r}.")
    root = made_folder(folder) if direction != "up" else _existing(Path(folder))
    with Manifest(root / ".omiq" / f"{dataset_id}.jsonl", root, work.clock, remember=True) as manifest:
        job = _Sync(work, root, dataset_id, manifest, concurrency)
        local = local_files(root, pattern)
        remote = job.listed()
        tags = tags_for(metadata, {source.path.name for source in local} | {name_of(file) for file in remote})
        plan = plan_of(root, local, remote, manifest, pattern, direction)
        with tracking(work, "sync", progress) as tracker:
            tracker.skip(len(plan.entries))
            tracker.expect_sizes(plan.sizes)
            entries = job.remembered(plan.entries, local) + job.moved(plan, remote, tracker)
        entries = job.tagged(entries, tags)
        if wait:
            entries = processed(work, dataset_id, entries, progress)
        return complete(sorted(entries, key=lambda entry: entry.path), "sync", _GO_ON)


def local_files(root: Path, pattern: str) -> list[Source]:
    """Look at the files of a folder that are to be synced."""
    return [source for source in inside(root, pattern) if not source.path.name.endswith(_PART)]


def plan_of(
    root: Path,
    local: Sequence[Source],
    remote: Sequence[File],
    manifest: Manifest,
    pattern: str,
    direction: Direction,
) -> Plan:
    """Compare a folder with a dataset, and say what is to be moved."""
    folded = pattern.casefold()
    return planned(
        root,
        local,
        remote,
        manifest.entries,
        lambda name: fnmatchcase(name.casefold(), folded),
        _digest,
        up=direction != "down",
        down=direction != "up",
    )


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder}.")
    return folder


class _Sync:
    def __init__(self, work: Work, root: Path, dataset_id: int, manifest: Manifest, concurrency: int) -> None:
        self._work = work
        self._root = root
        self._dataset_id = dataset_id
        self._manifest = manifest
        self._concurrency = concurrency

    def listed(self) -> list[File]:
        """List the dataset once no upload of an earlier run, which was cut off, is under way any more."""
        ours = {line.get("id") for line in self._manifest.entries.values()}
        listing = list_files.call(self._dataset_id)
        files = self._work.execute(listing)
        for _ in range(_LOOKS):
            if not any(file.status == "UPLOADING" and file.id in ours for file in files):
                break
            self._work.sleep(_PAUSE)
            files = self._work.execute(listing)
        return files

    @paused()
    def remembered(self, entries: Iterable[Transfer], local: Iterable[Source]) -> list[Transfer]:
        """Write down which entries of the dataset local files, as they were looked at, were found to be."""
        sources = {source.path: source for source in local}
        return [self._remembered(entry, sources[entry.path]) for entry in entries]

    def _remembered(self, entry: Transfer, source: Source) -> Transfer:
        line = self._line(entry)
        if entry.state != "skipped" or (line.get("id") == entry.id and "modified" in line):
            return entry
        return self._manifest.noted(
            entry,
            direction="up",
            outcome="skipped",
            name=entry.name,
            dataset=self._dataset_id,
            id=entry.id,
            size=source.size,
            modified=source.modified,
        )

    def moved(self, plan: Plan, remote: Sequence[File], tracker: Tracker) -> list[Transfer]:
        """Move what the plan says, and return an entry for each file."""
        entries = list(
            upload_all(
                self._work,
                self._dataset_id,
                plan.uploads,
                there=remote,
                most=self._concurrency,
                tracker=tracker,
                manifest=self._manifest,
            )
        )
        for folder in {path.parent for _, path in plan.downloads}:
            made_folder(folder)
        wanted = (self._wanted(file, path) for file, path in plan.downloads)
        for entry in download_all(self._work, wanted, most=self._concurrency, tracker=tracker, overwrite="never"):
            entries.append(self._received(entry))
        return entries

    def tagged(self, entries: Sequence[Transfer], tags: Tags) -> list[Transfer]:
        """Set the tags that the files do not have from an earlier run."""
        new = [entry for entry in entries if self._wanted_tags(entry, tags) != self._line(entry).get("tags", {})]
        results = {entry.path: entry for entry in tagged(self._work, self._dataset_id, new, tags)}
        for path, entry in results.items():
            if entry.state in ("done", "skipped"):
                wanted = self._wanted_tags(entry, tags)
                results[path] = self._manifest.noted(entry, outcome="tagged", tags=wanted)
        return [results.get(entry.path, entry) for entry in entries]

    def _wanted_tags(self, entry: Transfer, tags: Tags) -> dict[str, str]:
        there = entry.state in ("done", "skipped") and entry.id is not None
        return tags.of(entry.name, entry.id) if there and entry.id is not None else {}

    def _line(self, entry: Transfer) -> dict[str, object]:
        return self._manifest.entries.get(entry.path.relative_to(self._root).as_posix(), {})

    def _wanted(self, file: File, path: Path) -> Wanted:
        def ask(_: object) -> str:
            self._manifest.record(
                path=path,
                direction="down",
                outcome="intended",
                name=name_of(file),
                dataset=self._dataset_id,
                id=file.id,
                size=file.size,
            )
            return self._work.execute(get_download_url.call(self._dataset_id, file.id))

        return Wanted(path, ask, name_of(file), file.id, file.size)

    def _received(self, entry: Transfer) -> Transfer:
        if entry.state == "done":
            members = {"id": entry.id, "size": entry.size, "digest": entry.digest}
            return self._manifest.noted(entry, outcome="received", modified=_modified(entry), **members)
        if entry.error is not None:
            return self._manifest.noted(entry, outcome="failed", id=entry.id, error=str(entry.error))
        return entry


def _modified(entry: Transfer) -> int | None:
    """Return the time of the last change of a file that came, None where something befell it since."""
    try:
        source = Source.of(entry.path)
    except OSError:
        return None
    return source.modified if source.size == entry.size else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha-256:{file_digest(file, 'sha256').hexdigest()}"
