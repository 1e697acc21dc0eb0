"""Beginning exports, one call for each file, and writing down how each gets on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .._errors import LongOperationFailed, LongOperationUnfinished, NotFound
from .._options import Poll
from .._transfers.downloading import Wanted
from .._transfers.manifest import Manifest
from .._transfers.progress import FileTrack
from .._transfers.registering import name_of
from .._transfers.results import Transfer
from .._transfers.work import Work
from .naming import Target


class Exporter:
    """Gives the URLs of exported files, and keeps the manifest. Shared by the threads of a job."""

    def __init__(self, work: Work, manifest: Manifest) -> None:
        self._work = work
        self._manifest = manifest
        self._begun: set[Path] = set()

    def wanted(self, target: Target) -> Wanted:
        """Describe the file to be fetched, whose URL is asked for when its turn has come."""
        file = target.request.file
        return Wanted(target.path, lambda track: self._url(target, track), name_of(file), file.id)

    def ended(self, target: Target, entry: Transfer) -> None:
        """Write down what became of a target."""
        self._manifest.ended(entry, direction="export", **_origin(target))

    def _url(self, target: Target, track: FileTrack) -> str:
        """Return the signed URL of the exported file.

        An export that an earlier run has begun is waited for. Where the URL has expired, the file is exported anew.
        """
        track.state("exporting")
        again = target.path in self._begun
        self._begun.add(target.path)
        if not again and (url := self._resumed(target)) is not None:
            return url
        self._record(target, outcome="intended")
        return self._work.execute(target.request.call(), on_poll=self._noted(target))

    def _resumed(self, target: Target) -> str | None:
        """Return the URL that a long operation of an earlier run gives, None where there is none, or it failed."""
        operation = target.earlier.get("operation")
        if operation is None:
            return None
        try:
            return self._work.resume(operation, target.request.call())
        except LongOperationFailed:
            return None
        except LongOperationUnfinished as unfinished:
            if isinstance(unfinished.__cause__, NotFound):
                return None
            raise

    def _noted(self, target: Target) -> Callable[[Poll], None]:
        """Return what writes down a long operation, so that another run can wait for it."""

        def note(poll: Poll) -> None:
            if poll.number == 1:
                self._record(target, outcome="begun", operation=poll.long_operation_id)
            if self._work.options.on_poll is not None:
                self._work.options.on_poll(poll)

        return note

    def _record(self, target: Target, **members: Any) -> None:
        self._manifest.record(path=target.path, direction="export", **_origin(target), **members)


def _origin(target: Target) -> dict[str, Any]:
    file, place = target.request.file, target.request.place
    return {"name": name_of(file), "dataset": place.dataset_id, "id": file.id, "request": target.digest}
