"""Beginning exports, one call for each file, and writing down how each gets on."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any

from .._errors import BadRequest, Conflict, LongOperationFailed, LongOperationUnfinished, NotFound, UnexpectedAnswer
from .._transfers.downloading import Wanted
from .._transfers.manifest import Manifest
from .._transfers.progress import FileTrack
from .._transfers.registering import name_of
from .._transfers.results import Transfer
from .._transfers.work import Work
from .naming import Target

_FORGOTTEN = (BadRequest, Conflict, NotFound, UnexpectedAnswer)
_log = logging.getLogger("omiq")


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

    def ended(self, target: Target, entry: Transfer) -> Transfer:
        """Write down what became of a target; return its entry, which has failed where that cannot be written down."""
        return self._manifest.ended(entry, direction="export", **_origin(target))

    def _url(self, target: Target, track: FileTrack) -> str:
        """Return the signed URL of the exported file.

        An export that an earlier run has begun is waited for. Where the URL has expired, the file is exported anew.
        """
        track.state("exporting")
        again = target.path in self._begun
        self._begun.add(target.path)
        url = None if again else self._resumed(target)
        if url is None:
            url = self._exported(target)
        self._record(target, outcome="fetching")
        return url

    def _exported(self, target: Target) -> str:
        self._record(target, outcome="intended")
        return self._work.execute(target.request.call(), on_begun=partial(self._begin, target))

    def _begin(self, target: Target, operation: int | str) -> None:
        self._record(target, outcome="begun", operation=operation)

    def _resumed(self, target: Target) -> str | None:
        """Return the URL that a long operation of an earlier run gives, None where nothing comes of one."""
        if target.earlier.get("outcome") == "intended":
            _warn(target, "an earlier export of it may still compute, whose answer was lost")
            return None
        operation = target.earlier.get("operation")
        if operation is None:
            return None
        try:
            return self._work.resume(operation, target.request.call())
        except (LongOperationFailed, UnexpectedAnswer) as error:
            _warn(target, f"nothing came of an earlier export: {error.words}")
        except LongOperationUnfinished as unfinished:
            if not isinstance(unfinished.__cause__, _FORGOTTEN):
                raise
            _warn(target, f"an earlier export cannot be waited for: {unfinished.__cause__.words}")
        return None

    def _record(self, target: Target, **members: Any) -> None:
        self._manifest.record(path=target.path, direction="export", **_origin(target), **members)


def _warn(target: Target, words: str) -> None:
    _log.warning("%s: %s; exporting it anew", name_of(target.request.file), words)


def _origin(target: Target) -> dict[str, Any]:
    file, place = target.request.file, target.request.place
    return {"name": name_of(file), "dataset": place.dataset_id, "id": file.id, "request": target.digest}
