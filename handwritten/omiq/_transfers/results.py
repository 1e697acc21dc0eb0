"""What became of each file of a job."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from .._errors import TransferError
from .._printable import printable

State: TypeAlias = Literal["done", "skipped", "failed", "pending"]


class Transfer(NamedTuple):
    """What became of one file.

    `path` is the local file, `name` and `id` are the server's, `size` is in bytes, `digest` is `sha-256:` and 64
    hexadecimal digits of the bytes that were moved, `seconds` is how long that took. `state` is `done`, `skipped` (it
    was there already), `failed` with the `error`, or `pending` where the job ended before its turn.
    """

    path: Path
    name: str = ""
    id: int | None = None
    size: int | None = None
    digest: str | None = None
    seconds: float = 0.0
    state: State = "done"
    error: Exception | None = None


class Transfers(list[Transfer]):
    """What became of each file of a job, in the order in which they were given."""

    @property
    def failed(self) -> list[Transfer]:
        """The entries of the files that failed, or whose turn never came."""
        return [entry for entry in self if entry.state in ("failed", "pending")]


class TransfersIncomplete(TransferError):
    """Some files of a job failed, each for a reason of its own; `results` has an entry for every file."""

    def __init__(self, words: str, *, results: Transfers | None = None, advice: str = "") -> None:
        super().__init__(words, advice=advice)
        self.results = results or Transfers()


R = TypeVar("R", bound=Transfers)

TransfersIncomplete.__module__ = "omiq"  # tracebacks and pickles have the public name


def complete(entries: Iterable[Transfer], what: str, go_on: str) -> Transfers:
    """Return the entries as Transfers, checked.

    `what` says what was done ("upload"), `go_on` how to go on.
    """
    return checked(Transfers(entries), what, go_on)


def checked(results: R, what: str, go_on: str) -> R:
    """Return the results; raise TransfersIncomplete, which names each file that failed, where any did."""
    if not (failed := results.failed):
        return results
    lines = [f"{printable(str(entry.path))}: {entry.error or 'not begun'}" for entry in failed]
    words = "\n".join([f"{what}: {len(failed)} of {len(results)} files failed", *lines])
    raise TransfersIncomplete(words, results=results, advice=go_on) from failed[0].error
