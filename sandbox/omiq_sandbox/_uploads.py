"""What becomes of bytes that arrive at the storage origin: they are a file's, and are processed."""

from __future__ import annotations

import filecmp
from collections import Counter
from threading import Event, Lock

from ._cytometry.channels import NotReadable
from ._cytometry.events import Table
from ._cytometry.reader import describe
from ._faults import Latency, ProcessingFailed
from ._refusals import Refusal, not_found
from ._sandbox import Sandbox
from ._state import blobs, processing

OUR_FAULT = "The sandbox failed to read the file; its log says why."


class Uploads:
    """Follows each upload, and processes each uploaded file in the background.

    A file that has bytes keeps them. The same bytes once more are welcome, since a client whose answer was lost sends
    them again; others are refused (409).
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._running: Counter[int] = Counter()
        self._lock = Lock()
        self._closing = Event()

    def recover(self) -> None:
        """Take up what a killed sandbox left: for the start, before anybody uploads.

        Uploads that were cut off have not happened, bytes that nobody knows go, and files that were PROCESSING are
        processed.
        """
        with self._sandbox.store.transaction() as db:
            processing.end_all_uploads(db)
            known, waiting = blobs.known(db), processing.waiting(db)
        self._sandbox.blobs.sweep(known)
        for file_id, blob in waiting.items():
            self._sandbox.jobs.submit(self._process, file_id, blob)

    def close(self) -> None:
        """Hold up nobody's end: files that wait for their processing stay PROCESSING."""
        self._closing.set()

    def began(self, file_id: int) -> None:
        """Note that a PUT has begun. Raise a Refusal 404 where there is no such file."""
        with self._lock, self._sandbox.store.transaction() as db:
            processing.upload_began(db, file_id)
            self._running[file_id] += 1

    def broke_off(self, file_id: int) -> None:
        """Note that a PUT has ended early: where it was the only one, the file is what it was before."""
        with self._lock, self._sandbox.store.transaction() as db:
            if self._is_last(file_id):
                processing.upload_broke_off(db, file_id)

    def ended(self, file_id: int, blob: str, size: int) -> None:
        """Give the file the bytes that arrived, which are kept already, and have it processed.

        Raise a Refusal 404 where the file was deleted meanwhile, and 409 where it has other bytes: the blob is then
        removed.
        """
        with self._lock:
            self._is_last(file_id)
        try:
            with self._sandbox.store.transaction() as db:
                kept = processing.upload_ended(db, file_id, blob, size, self._sandbox.clock.now())
            if kept != blob:
                self._require_same(file_id, blob, kept)
        except Refusal:
            self._sandbox.blobs.remove(blob)
            raise
        if kept == blob:
            self._sandbox.jobs.submit(self._process, file_id, blob)
        else:
            self._sandbox.blobs.remove(blob)

    def _require_same(self, file_id: int, blob: str, kept: str) -> None:
        path = self._sandbox.blobs.path
        try:
            same = filecmp.cmp(path(blob), path(kept), shallow=False)
        except FileNotFoundError:
            raise not_found("file", file_id) from None
        if not same:
            raise Refusal(409, f"The file {file_id} has other bytes already")

    def _is_last(self, file_id: int) -> bool:
        """Take one upload of the file off the count, and say whether none is left."""
        self._running[file_id] -= 1
        if self._running[file_id]:
            return False
        del self._running[file_id]
        return True

    def _process(self, file_id: int, blob: str) -> None:
        struck = self._sandbox.faults.next("files.process")
        latency, failure = struck.first(Latency), struck.first(ProcessingFailed)
        if self._closing.wait(latency.seconds if latency else 0):
            return
        try:
            if failure is not None:
                raise NotReadable(failure.reason)
            table = self._table(blob)
        except NotReadable as why:
            self._fail(file_id, str(why))
        except FileNotFoundError:
            self._fail(file_id, "The bytes of the file are gone.")
        except Exception:
            self._fail(file_id, OUR_FAULT)
            raise
        else:
            features = [{"name": channel.name, "secondaryName": channel.marker} for channel in table.channels]
            with self._sandbox.store.transaction() as db:
                processing.complete(db, file_id, features, table.event_count, self._sandbox.clock.now())

    def _table(self, blob: str) -> Table:
        path = self._sandbox.blobs.path(blob)
        if not path.stat().st_size:
            raise NotReadable("The file is empty.")
        return describe(path)

    def _fail(self, file_id: int, reason: str) -> None:
        with self._sandbox.store.transaction() as db:
            processing.fail(db, file_id, reason, self._sandbox.clock.now())
