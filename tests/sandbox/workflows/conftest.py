"""A study to work on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import omiq_sandbox
from tests.support.studies import Study, study_in


@pytest.fixture
def study(sandbox: omiq_sandbox.Server) -> Iterator[Study]:
    with study_in(sandbox) as study:
        yield study
