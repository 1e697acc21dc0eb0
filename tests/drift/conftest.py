"""What the tests of comparing are given: that all answers are compared."""

from __future__ import annotations

import math

import pytest

from omiq._drift import checking
from omiq._drift.background import Background

_ALL = Background[checking.Heard](share=math.inf)


@pytest.fixture
def every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all answers be compared, whatever time it takes."""
    monkeypatch.setattr(checking, "background", _ALL)
