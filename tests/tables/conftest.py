"""What the tests of real exports are given: a dataset with two files, and a gated workflow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import omiq
import omiq_sandbox
from tests.support.studies import EVENTS, Study, fcs, study_of


@pytest.fixture
def study() -> Iterator[Study]:
    """The dataset Lymphocytes with `cells.fcs` and `more.fcs`, and the tasks Scaling, CD3+ and Large, a chain."""
    with omiq_sandbox.run(seed="empty") as sandbox, omiq.Client(sandbox.url, token=sandbox.token) as client:
        made = study_of(client, sandbox)
        made.add_file(fcs(EVENTS[1:]), "more.fcs")
        yield made
