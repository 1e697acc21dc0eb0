"""What a sync has to do, told by the folder, the dataset, and what the manifest says of earlier runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from omiq_generated.models.file import File

from .._errors import TransferError
from .._storage import Source
from .names import local_names
from .registering import is_unsent, name_of
from .results import Transfer
from .uploading import Upload

Lines = Mapping[str, Mapping[str, Any]]


class Plan(NamedTuple):
    """What to send, what to fetch and where to, and the entries of the files with which nothing is to be done."""

    uploads: list[Upload]
    downloads: list[tuple[File, Path]]
    entries: list[Transfer]


def planned(
    folder: Path,
    local: Sequence[Source],
    remote: Sequence[File],
    lines: Lines,
    wanted: Callable[[str], bool],
    digest_of: Callable[[Path], str],
    *,
    up: bool,
    down: bool,
) -> Plan:
    """Compare a folder with a dataset.

    `lines` are the manifest's last words on each path, `wanted` says of a server's name whether it is to be fetched,
    `digest_of` reads a local file, which is done only where its time has changed and its size has not.
    """
    matcher = _Matcher(folder, remote, lines, digest_of)
    plan = Plan([], [], [])
    for source in local:
        step = matcher.match(source)
        if isinstance(step, Transfer):
            plan.entries.append(step)
        elif up:
            plan.uploads.append(step)
    if down:
        plan.downloads.extend(matcher.missing(local, wanted))
    return plan


class _Matcher:
    """Finds the file of the dataset that a local file is."""

    def __init__(self, folder: Path, remote: Sequence[File], lines: Lines, digest_of: Callable[[Path], str]) -> None:
        self._folder = folder
        self._lines = lines
        self._digest_of = digest_of
        self._by_id = {file.id: file for file in remote}
        self._owners = {line["id"]: path for path, line in lines.items() if line.get("id") in self._by_id}
        self._free: dict[str, list[File]] = defaultdict(list)
        for file in remote:
            if file.id not in self._owners:
                self._free[name_of(file)].append(file)
        self._matched: set[int] = set()

    def match(self, source: Source) -> Upload | Transfer:
        path = source.path.relative_to(self._folder).as_posix()
        line = self._lines.get(path, {})
        file = self._by_id.get(line.get("id", 0))
        if file is not None and self._owners.get(file.id) == path:
            return self._of_file(source, file, line)
        return self._unclaimed(source, line)

    def missing(self, local: Iterable[Source], wanted: Callable[[str], bool]) -> list[tuple[File, Path]]:
        """Return the files that the folder lacks, and the path of each: the one it had before, or a new one."""
        taken = [source.path.name for source in local if source.path.parent == self._folder]
        taken += [path for path in self._owners.values() if "/" not in path]
        lacking = [
            file
            for file in self._by_id.values()
            if file.id not in self._matched and has_arrived(file) and wanted(name_of(file))
        ]
        new = local_names(((file.id, name_of(file)) for file in lacking if file.id not in self._owners), taken)
        return [(file, self._folder / (self._owners.get(file.id) or new[file.id])) for file in lacking]

    def _of_file(self, source: Source, file: File, line: Mapping[str, Any]) -> Upload | Transfer:
        """Say what to do with a local file of which the manifest knows the entry in the dataset."""
        if is_unsent(file):
            return Upload(source, name_of(file), (file.id,))
        self._matched.add(file.id)
        entry = Transfer(source.path, name_of(file), file.id, source.size, line.get("digest"), state="skipped")
        if not has_arrived(file):
            return _failed(entry, f"it is {file.status} by another program", "Wait until that has ended.")
        same_size = source.size in (line.get("size"), file.size) and file.size in (None, source.size)
        if same_size and (source.modified == line.get("modified") or self._is_same(source, line)):
            return entry
        return _failed(
            entry,
            "it has changed since it was synced, and a file of a dataset cannot be replaced",
            "Give the new version another name; or delete the old one in OMIQ, and sync again.",
        )

    def _is_same(self, source: Source, line: Mapping[str, Any]) -> bool:
        digest = line.get("digest")
        return digest is None or digest == self._digest_of(source.path)

    def _unclaimed(self, source: Source, line: Mapping[str, Any]) -> Upload | Transfer:
        """Say what to do with a local file of which the manifest knows no entry in the dataset."""
        alike = self._free[source.path.name]
        for file in alike:
            if has_arrived(file) and file.size == source.size:
                alike.remove(file)
                self._matched.add(file.id)
                return Transfer(source.path, name_of(file), file.id, source.size, state="skipped")
        before = set(line.get("known", ()))
        left = [
            file for file in alike if is_unsent(file) and line.get("outcome") == "intended" and file.id not in before
        ]
        if left:  # registered by a run whose end came before the answer
            alike.remove(left[0])
            return Upload(source, source.path.name, (left[0].id,))
        if arrived := [file for file in alike if has_arrived(file)]:
            size = "an unknown size" if arrived[0].size is None else f"{arrived[0].size} bytes"
            entry = Transfer(source.path, source.path.name, arrived[0].id, source.size)
            self._matched.add(arrived[0].id)
            return _failed(
                entry,
                f"the dataset has a file of this name with {size}; this one has {source.size} bytes",
                "Rename it, or delete the other one in OMIQ, and sync again.",
            )
        return Upload(source, source.path.name)


def _left_by_a_killed_run(alike: Sequence[File], line: Mapping[str, Any]) -> list[File]:
    """Return the entries without bytes that may have come of a registration whose answer nobody saw."""
    if line.get("outcome") != "intended":
        return []
    before = line.get("known", ())
    return [file for file in alike if is_unsent(file) and file.id not in before]


def has_arrived(file: File) -> bool:
    """Tell whether all bytes of a file have come to the dataset."""
    return not is_unsent(file) and file.status != "UPLOADING"


def _failed(entry: Transfer, words: str, advice: str) -> Transfer:
    return entry._replace(state="failed", error=TransferError(words, advice=advice))
