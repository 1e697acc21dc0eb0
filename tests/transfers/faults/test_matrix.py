"""Under every fault a job ends right, or with an error that it can go on from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .cells import BEHIND, EACH, OPERATIONS, Cell, Job, cells
from .matrix import Bench, bench


def chosen() -> Iterator[Cell]:
    """Yield a quick part of the matrix: once at each operation for the one client, always at the last for the other."""

    def often(job: Job) -> tuple[str, ...]:
        return EACH, OPERATIONS[job][-1], *BEHIND[job]

    for cell in cells():
        if (cell.client == "async") == (cell.where == EACH) and cell.where in often(cell.job):
            yield cell


@pytest.fixture(scope="module")
def here() -> Iterator[Bench]:
    with bench() as here:
        yield here


@pytest.mark.parametrize("cell", [*chosen()], ids=", ".join)
def test_job_ends_right_or_goes_on_from_its_error(here: Bench, cell: Cell) -> None:
    """No half file, no duplicate, no token in the storage's log; the same job, once more, brings what is missing."""
    here.outcome(cell)
