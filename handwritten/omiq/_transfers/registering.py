"""Files are registered with a dataset, and a lost answer leaves no entry behind."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition
from typing import NamedTuple

from omiq_generated.api.files import delete_file, list_files, register_files
from omiq_generated.models.file import File
from omiq_generated.models.file_spec import FileSpec

from .._errors import (
    NotFound,
    OmiqError,
    OutcomeUnknown,
    RateLimited,
    TransferError,
    UnexpectedAnswer,
    UnexpectedShape,
)
from .work import Work

CONTENT_TYPE = "application/octet-stream"
_UNCLEAR = (OutcomeUnknown, UnexpectedAnswer, UnexpectedShape, RateLimited)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0  # seconds
_LONGEST_NAP = 0.2  # seconds
_log = logging.getLogger("omiq")


class Place(NamedTuple):
    """An entry of a dataset that waits for its bytes, and the signed URL to send them to."""

    id: int
    url: str

    def __repr__(self) -> str:
        return f"<Place of file {self.id}>"


class Registrar:
    """Registers files with a dataset, whose files were `there` before. Shared by the threads of a job.

    Registering is a write that is not repeated blindly. Where its outcome is unclear the dataset is looked at: entries
    that came since, of the names asked for, without bytes, are those of the lost answer. Their URLs are lost with it,
    so they are deleted before the files are registered anew. No two threads register the same name at once.
    """

    def __init__(self, work: Work, dataset_id: int, there: Iterable[File]) -> None:
        self._work = work
        self._dataset_id = dataset_id
        self._known = {file.id for file in there}
        self._lost: Counter[str] = Counter()
        self._busy: set[str] = set()
        self._turn = Condition()

    def register(self, names: Sequence[str]) -> list[Place]:
        """Register files of these names, and return a place for each, in this order.

        Raise TransferError where entries came that may be somebody else's, else what the last try raised.
        """
        with self._alone(names):
            attempt = 0
            while True:
                try:
                    return self._registered(names)
                except _UNCLEAR as error:
                    _log.warning("registering %d files: %s; looking at the dataset", len(names), type(error).__name__)
                    self._withdraw(names)
                    if attempt == self._work.options.retries:
                        raise
                self._work.sleep(self._work.clock.random() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt))
                attempt += 1

    def delete(self, file_id: int) -> None:
        """Delete an entry; one that is gone already is no error."""
        try:
            self._work.execute(delete_file.call(self._dataset_id, file_id))
        except NotFound:
            _log.debug("file %d is gone already", file_id)

    def tidy(self) -> None:
        """Delete what was registered only after it had been looked for: the server may end late what timed out."""
        lost = +self._lost
        if not lost:
            return
        try:
            self._delete_at_most(lost, self._newcomers(lost))
        except OmiqError as error:
            _log.warning("entries without bytes may be left in dataset %d: %s", self._dataset_id, error)

    @contextmanager
    def _alone(self, names: Iterable[str]) -> Iterator[None]:
        with self._turn:
            while not self._busy.isdisjoint(names):
                self._turn.wait(_LONGEST_NAP)
                self._work.check()
            self._busy.update(names)
        try:
            yield
        finally:
            with self._turn:
                self._busy.difference_update(names)
                self._turn.notify_all()

    def _registered(self, names: Sequence[str]) -> list[Place]:
        specs = [
            FileSpec(display_name=name, file_name=name, content_type=CONTENT_TYPE, dataset_id=self._dataset_id)
            for name in names
        ]
        answer = self._work.execute(register_files.call(self._dataset_id, files=specs))
        ids, urls = [file.id for file in answer.files], answer.signed_urls
        if not len(ids) == len(urls) == len(names) or not all(isinstance(url, str) for url in urls):
            raise UnexpectedAnswer(
                f"{len(names)} files were registered; the answer has {len(ids)}, and {len(urls)} URLs, or what is none"
            )
        self._known.update(ids)
        return [Place(*pair) for pair in zip(ids, urls, strict=True)]

    def _withdraw(self, names: Sequence[str]) -> None:
        """Delete what the tries to register these names have left; what has not come yet may come late."""
        lost = {name: self._lost[name] for name in names}
        asked = Counter(names) + Counter(lost)
        left = self._newcomers(names)
        self._delete_at_most(asked, left)
        self._lost.subtract(lost)
        self._lost.update(asked - Counter(map(name_of, left)))

    def _delete_at_most(self, asked: Counter[str], came: Sequence[File]) -> None:
        """Delete entries that came, unless more came than were asked for: some are then somebody else's."""
        if not Counter(map(name_of, came)) <= asked:
            self._known.update(file.id for file in came)
            raise TransferError(
                "nobody can tell which entries of the dataset are this upload's: "
                f"{asked.total()} were asked for, {len(came)} came, and the answer was lost",
                advice="Delete the entries of this name that are without bytes (status UNSET), then upload it anew.",
            )
        for file in came:
            self.delete(file.id)

    def _newcomers(self, names: Iterable[str]) -> list[File]:
        wanted = frozenset(names)
        files = self._work.execute(list_files.call(self._dataset_id))
        return [file for file in files if file.id not in self._known and name_of(file) in wanted and is_unsent(file)]


def name_of(file: File) -> str:
    """Return the name by which a file is known in its dataset."""
    return file.display_name or file.file_name or ""


def is_unsent(file: File) -> bool:
    """Tell whether a file is registered, and none of its bytes have come."""
    return file.status in (None, "UNSET") and not file.size
