"""What the measurements have in common: their sizes, and the table of their results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Size(NamedTuple):
    """How much is measured.

    `runs` of what is slow, `blocks` of quick calls, `files` in a listing; a file of `mebibytes`, `many` files of one
    MiB each, `small` ones of 10 kB, `exports` that keep the server busy, tables of `events`, and growth in `steps`.
    """

    runs: int
    blocks: int
    files: int
    mebibytes: int
    many: int
    small: int
    exports: int
    events: int
    steps: tuple[int, ...]


FULL = Size(
    runs=21,
    blocks=101,
    files=10_000,
    mebibytes=1024,
    many=400,
    small=10_000,
    exports=200,
    events=200_000,
    steps=(100, 1_000, 10_000, 100_000),
)
QUICK = Size(runs=1, blocks=1, files=20, mebibytes=1, many=4, small=20, exports=4, events=200, steps=(10, 20))


class Row(NamedTuple):
    """One comparison: ours and theirs in `unit`, and the greatest ratio of the two that is aimed at, if any is."""

    name: str
    ours: float
    theirs: float
    unit: str
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def met(self) -> bool:
        return self.goal is None or self.ratio <= self.goal


HEAD = ("what : against", "ours", "theirs", "ratio", "goal", "met")


def table(rows: Iterable[Row]) -> str:
    """Return the rows as aligned text under a head."""
    cells = [HEAD, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{row.ours:.2f} {row.unit}",
        f"{row.theirs:.2f} {row.unit}",
        f"{row.ratio:.2f}",
        "" if row.goal is None else f"{row.goal:.2f}",
        "" if row.goal is None else "yes" if row.met else "NO",
    )
