"""What became of the files of a job: its rows, what is said of those that failed, and how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ._failures import INTERRUPTED, Failure, failure_of
from ._words import in_words_of_the_command

if TYPE_CHECKING:
    from .._transfers.results import Transfer, Transfers
    from .._transfers.work import Work
    from ._run import Run

Rows: TypeAlias = list[dict[str, Any]]

COLUMNS = ("name", "id", "size", "state", "path", "digest", "seconds", "error")
_TOO_WIDE = frozenset({"digest", "seconds", "error"})  # for a table that is shown unasked; stderr has the errors
_TABLE, _NAMED = 20, 20  # rows of a table that is shown unasked; files that are named on stderr
_FAILED = frozenset({"failed", "pending", "would fail"})


def row_of(entry: Transfer, dataset: int) -> dict[str, Any]:
    """Return what became of a file as a row: an error is its text."""
    return {
        "name": entry.name or entry.path.name,
        "id": entry.id,
        "size": entry.size,
        "state": entry.state,
        "path": None if entry.path == Path() else str(entry.path),
        "digest": entry.digest,
        "seconds": round(entry.seconds, 3),
        "error": None if entry.error is None else in_words_of_the_command(" ".join(str(entry.error).splitlines())),
        "dataset": dataset,
    }


def show_job(run: Run, dataset: int, job: Callable[[], Transfers]) -> None:
    """Run a job, show what became of its files, and raise Failure where some failed."""
    show_jobs(run, [(dataset, job)])


def show_jobs(run: Run, jobs: Iterable[tuple[int, Callable[[], Transfers]]]) -> None:
    """Run jobs on datasets one after the other, show what became of all files, and raise Failure where some failed."""
    from .._errors import TransferError
    from .._transfers.results import Transfers, TransfersIncomplete

    run.output.check((*COLUMNS, "dataset"))
    rows: Rows = []
    entries = Transfers()
    advice = ""
    for dataset, job in jobs:
        try:
            results = job()
        except TransfersIncomplete as incomplete:
            results, advice = incomplete.results, incomplete.advice
        entries += results
        rows += [row_of(entry, dataset) for entry in results]
    show_rows(run, rows)
    if failed := entries.failed:
        code = failure_of(TransfersIncomplete("", results=entries)).code
        raise Failure(
            f"{len(failed)} of {len(entries)} files failed.",
            in_words_of_the_command(advice or TransferError("").advice),
            code,
        )


def show_plans(run: Run, plans: Iterable[Callable[[Work], Rows]], columns: Sequence[str] = COLUMNS) -> None:
    """Show what jobs would do."""
    show_rows(run, [row for plan in plans for row in run.client._carried_out(plan)], columns)


def show_rows(run: Run, rows: Rows, columns: Sequence[str] = COLUMNS) -> None:
    """Show rows as they were asked for; on a terminal many are counted only, and those that failed are named."""
    if not run.output.is_table:
        shown = [row for row in rows if row.get("id") is not None] if run.output.is_ids else rows
        run.output.rows(shown, columns, identity=address_of)
    elif len(rows) <= _TABLE:
        run.output.rows(rows, [name for name in columns if _tells(rows, name)])
    else:
        run.say(_counted(rows))
    _name_failed(run, rows)


def address_of(row: Any) -> str:
    """Return the address of a file, DATASETID/FILEID."""
    return f"{row['dataset']}/{row['id']}"


@contextmanager
def going_on(command: str, kept: str = "What has arrived is kept.") -> Iterator[None]:
    """Say at Ctrl-C what is kept, and by which command to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise Failure(f"Interrupted. {kept}", f"`{command}` again goes on from there.", INTERRUPTED) from None


def _counted(rows: Rows) -> str:
    states = ", ".join(f"{count} {state}" for state, count in Counter(row["state"] for row in rows).items())
    return f"{len(rows)} files: {states}"


def _tells(rows: Rows, column: str) -> bool:
    """Say whether a column is worth its place in a table: a path where it tells more than the name does."""
    if column == "path" and len({row["dataset"] for row in rows}) < 2:
        return any(row["path"] and Path(row["path"]).name != row["name"] for row in rows)
    return column not in _TOO_WIDE and any(row.get(column) is not None for row in rows)


def _name_failed(run: Run, rows: Rows) -> None:
    failed = [row for row in rows if row["state"] in _FAILED]
    for row in failed[:_NAMED]:
        run.say(f"{row['path'] or row['name'] or row['id']}: {row['error'] or 'not begun'}")
    if len(failed) > _NAMED:
        run.say(f"and {len(failed) - _NAMED} more")
