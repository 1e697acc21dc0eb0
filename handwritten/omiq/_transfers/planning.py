"""What a sync has to do, told by the folder, the dataset, and what the manifest says of earlier runs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from omiq_generated.models.file import File

from .._collector import paused, resumed
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

    @property
    def sizes(self) -> list[int | None]:
        """The sizes of the files that are to be moved, both ways."""
        return [upload.source.size for upload in self.uploads] + [file.size for file, _ in self.downloads]


@paused()
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
    found = [matcher.owned(source) or matcher.adopted(source) for source in local]
    plan = Plan([], [], [])
    for source, known in zip(local, found, strict=True):
        step = known or matcher.new(source)
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
        self._arrived: dict[tuple[str, int | None], deque[File]] = defaultdict(deque)
        self._unsent: dict[str, deque[File]] = defaultdict(deque)
        self._others: dict[str, list[File]] = defaultdict(list)
        for file in remote:
            if file.id in self._owners:
                continue
            if is_unsent(file):
                self._unsent[name_of(file)].append(file)
            elif has_arrived(file):
                self._arrived[name_of(file), file.size].append(file)
                self._others[name_of(file)].append(file)
        self._matched: set[int] = set()

    def owned(self, source: Source) -> Upload | Transfer | None:
        """Say what to do with a local file of which the manifest knows the entry in the dataset."""
        path, line = self._known(source)
        file = self._by_id.get(line.get("id", 0))
        if file is None or self._owners.get(file.id) != path:
            return None
        if is_unsent(file):
            return Upload(source, name_of(file), (file.id,))
        self._matched.add(file.id)
        return self._compared(source, file, line)

    def adopted(self, source: Source) -> Transfer | None:
        """Take a file of the same name and size, which no other local file is, for the same."""
        if not (alike := self._arrived.get((source.path.name, source.size))):
            return None
        file = alike.popleft()
        self._matched.add(file.id)
        return Transfer(source.path, name_of(file), file.id, source.size, state="skipped")

    def new(self, source: Source) -> Upload | Transfer:
        """Say what to do with a local file that no file of the dataset is."""
        name = source.path.name
        if left := self._left_behind(source):
            return Upload(source, name, (left.id,))
        others = self._others[name]
        while others and others[-1].id in self._matched:
            others.pop()
        if not others:
            return Upload(source, name)
        other = others.pop()
        self._matched.add(other.id)
        size = "an unknown size" if other.size is None else f"{other.size} bytes"
        return _failed(
            Transfer(source.path, name, other.id, source.size),
            f"the dataset has a file of this name with {size}; this one has {source.size} bytes",
            "Rename it, or delete the other one in OMIQ, and sync again.",
        )

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

    def _known(self, source: Source) -> tuple[str, Mapping[str, Any]]:
        path = source.path.relative_to(self._folder).as_posix()
        return path, self._lines.get(path, {})

    def _compared(self, source: Source, file: File, line: Mapping[str, Any]) -> Transfer:
        entry = Transfer(source.path, name_of(file), file.id, source.size, line.get("digest"), state="skipped")
        if not has_arrived(file):
            return _failed(entry, f"it is {file.status} by another program", "Wait until that has ended.")
        sizes = (line.get("size"), file.size)
        try:
            if all(size in (None, source.size) for size in sizes) and self._is_same(source, line):
                return entry
        except OSError as error:
            return _failed(entry, f"it cannot be read: {error.strerror}", "Look whether it is there, and may be read.")
        return _failed(
            entry,
            "it has changed since it was synced, and a file of a dataset cannot be replaced",
            "Give the new version another name; or delete the old one in OMIQ, and sync again.",
        )

    def _is_same(self, source: Source, line: Mapping[str, Any]) -> bool:
        """Compare the time of a file with the manifest's, and where it is another one the digest.

        No time is known of a file that was fetched by a run that was killed then: it was whole when it got its name.
        """
        if line.get("modified") in (None, source.modified):
            return True
        with resumed():  # to read a large file takes long
            return "digest" in line and line["digest"] == self._digest_of(source.path)

    def _left_behind(self, source: Source) -> File | None:
        """Return an entry without bytes that came of a registration whose answer nobody saw, if there is one.

        The run that asked for it was killed then, or could not delete what it found.
        """
        _, line = self._known(source)
        if line.get("outcome") not in ("intended", "failed") or "known" not in line:
            return None
        before = set(line.get("known", ()))
        unsent = self._unsent[source.path.name]
        found = next((file for file in unsent if file.id not in before), None)
        if found is not None:
            unsent.remove(found)
        return found


def has_arrived(file: File) -> bool:
    """Tell whether all bytes of a file have come to the dataset."""
    return not is_unsent(file) and file.status != "UPLOADING"


def _failed(entry: Transfer, words: str, advice: str) -> Transfer:
    return entry._replace(state="failed", error=TransferError(words, advice=advice))
