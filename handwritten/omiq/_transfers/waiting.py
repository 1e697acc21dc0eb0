"""Waiting until files are processed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from omiq_generated.api.files import list_files
from omiq_generated.models.file import File

from .._errors import OmiqError, TransferError
from .._printable import printable
from .progress import ProgressArgument, Tracker, tracking
from .registering import is_unsent, name_of
from .results import Transfer, Transfers, TransfersIncomplete
from .work import Work

_FIRST_PAUSE, _LONGEST_PAUSE, _TICK = 0.5, 5.0, 0.1  # seconds
_FINAL = frozenset({"complete", "completed", "failed"})  # in any case: `urgap` has seen COMPLETE and completed


def wait(
    work: Work, dataset_id: int, files: Iterable[int | File] | None = None, *, progress: ProgressArgument = None
) -> list[File]:
    """Wait until files of a dataset are processed, all that have bytes unless told which, and return them.

    Raise TransfersIncomplete, which names each, where one FAILED, is not in the dataset, or did not change for
    `deadline` seconds; its `results` have an entry for every file.
    """
    if files is None:
        files = [file for file in work.execute(list_files.call(dataset_id)) if not is_unsent(file)]
    ids = list(dict.fromkeys(file if isinstance(file, int) else file.id for file in files))
    found = wait_until_processed(work, dataset_id, ids, progress)
    entries = [_judged(Transfer(Path(), id=file_id), found, work) for file_id in ids]
    failed = [entry for entry in entries if entry.error is not None]
    if failed:
        lines = [f"{printable(entry.name or 'file')} (id {entry.id}): {entry.error}" for entry in failed]
        words = "\n".join([f"processing: {len(failed)} of {len(entries)} files failed", *lines])
        advice = "A file that cannot be read is to be mended, deleted in OMIQ, and uploaded anew."
        raise TransfersIncomplete(words, results=Transfers(entries), advice=advice) from failed[0].error
    return [found[file_id] for file_id in ids]


def processed(
    work: Work, dataset_id: int, entries: Iterable[Transfer], progress: ProgressArgument = None
) -> list[Transfer]:
    """Wait until the files that are in the dataset are processed; an entry whose file is not has failed."""
    results = list(entries)
    ids = {entry.id for entry in results if entry.state in ("done", "skipped") and entry.id is not None}
    if not ids:
        return results
    try:
        found = wait_until_processed(work, dataset_id, ids, progress)
    except OmiqError as error:
        return [entry._replace(state="failed", error=error) if entry.id in ids else entry for entry in results]
    return [_judged(entry, found, work) if entry.id in ids else entry for entry in results]


def wait_until_processed(
    work: Work, dataset_id: int, ids: Collection[int], progress: ProgressArgument = None
) -> dict[int, File]:
    """Look at files of a dataset until none is to be waited for, and return those that are in it, by id.

    None is where each is processed or gone, or where nothing changed for `deadline` seconds: the states tell.
    """
    wanted = frozenset(ids)
    clock = work.clock
    with tracking(work, "processing", progress) as tracker:
        tracker.expect(files=len(wanted))
        states: dict[int, str | None] = {}
        ended: set[int] = set()
        changed, pause = clock.monotonic(), _FIRST_PAUSE
        while True:
            found = {file.id: file for file in work.execute(list_files.call(dataset_id)) if file.id in wanted}
            _show(tracker, found, ended)
            if (now := {file_id: file.status for file_id, file in found.items()}) != states:
                states, changed = now, clock.monotonic()
            if len(ended) == len(found) or clock.monotonic() - changed > work.options.deadline:
                return found
            _pause(work, tracker, pause)
            pause = min(_LONGEST_PAUSE, pause * 1.5)


def _show(tracker: Tracker, found: Mapping[int, File], ended: set[int]) -> None:
    """Tell the tracker of the files that are processed now and were not before."""
    for file_id, file in found.items():
        if is_final(file) and file_id not in ended:
            ended.add(file_id)
            tracker.begin(name_of(file), 0).end("failed" if has_failed(file) else "done")


def _pause(work: Work, tracker: Tracker, seconds: float) -> None:
    until = work.clock.monotonic() + seconds
    while (left := until - work.clock.monotonic()) > 0:
        work.sleep(min(_TICK, left))
        tracker.tick()


def _judged(entry: Transfer, found: Mapping[int, File], work: Work) -> Transfer:
    """Return the entry as the state of its file in the dataset makes it."""
    file = found.get(entry.id or 0)
    if file is None:
        error = TransferError("the dataset has no such file (any more)", advice="Look who deleted it.")
        return entry._replace(state="failed", error=error)
    entry = entry._replace(name=name_of(file), size=file.size if entry.size is None else entry.size)
    if not is_final(file):
        words = f"is still {printable(str(file.status))}, and nothing changed for {work.options.deadline:.0f} s"
        advice = "It may be processed yet: `files.wait` goes on waiting, `with_options(deadline=…)` waits longer."
        return entry._replace(state="failed", error=TransferError(words, advice=advice))
    if has_failed(file):
        return entry._replace(state="failed", error=failure(file))
    return entry


def has_failed(file: File) -> bool:
    """Tell whether the server could not process a file."""
    return (file.status or "").casefold() == "failed"


def failure(file: File) -> TransferError:
    """Return the error of a file that could not be processed."""
    reason = file.raw.get("statusReason") or "no reason is given"
    advice = "Look whether the file is whole and of a kind that OMIQ reads; delete it there before it is sent anew."
    return TransferError(printable(f"{file.status}: {reason}"), advice=advice)


def is_final(file: File) -> bool:
    """Tell whether the server has done with a file, well or not."""
    return (file.status or "").casefold() in _FINAL
