"""All answers that tests get, compared with the catalog, and each finding verified: `pytest --check-answers`.

What a process of its own has found (the command, an example) is read from its store. There the answer is not known any
more: the finding must be of what the sandbox is known to add, unless the test has answered something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from omiq._catalog.document import built_in
from omiq._drift import checking
from omiq._drift.background import Background
from omiq._drift.comparing import Comparer
from omiq._drift.findings import Finding, Store
from omiq_generated.types import UNSET
from omiq_sandbox._faults import engine

from .judge import confirmed, overlooked

_ALTER_ANSWERS = {"unknown_value", "missing_member", "null_object"}
_LIMIT = 60.0
_all = Background[checking.Heard](share=math.inf)


@contextmanager
def answers_checked(patch: pytest.MonkeyPatch, folder: Path, *, scripted: bool) -> Iterator[None]:
    """Compare all answers within the block; raise AssertionError for a finding that is none, or is overlooked.

    `folder` holds the stores of processes; with `scripted` servers, nothing is known of what these were answered.
    """
    wrong: list[object] = []
    judged: set[Finding] = set()
    altered = [scripted]
    compare, set_faults = Comparer.findings, engine._checked

    def findings(comparer: Comparer, operation: str, status: int, answer: Any = UNSET) -> set[Finding]:
        found = compare(comparer, operation, status, answer)
        judged.update(found)
        try:
            wrong.extend(_judged(operation, status, answer, found))
        except Exception as error:  # noqa: BLE001 (this is the client's thread, which keeps errors to itself)
            wrong.append(error)
        return found

    def checked(faults: Any) -> Any:
        found = set_faults(faults)
        altered.extend(fault.kind in _ALTER_ANSWERS for fault in found)
        return found

    patch.setenv("OMIQ_CHECK", "record")
    patch.setattr(checking, "background", _all)
    patch.setattr(Comparer, "findings", findings)
    patch.setattr(engine, "_checked", checked)
    yield
    _all.finish(_LIMIT)
    if not any(altered):
        stores = [Store.at(path) for path in folder.rglob("findings.jsonl")]
        elsewhere = {seen.finding for store in stores for seen in store.read()} - judged
        wrong += [each for each in elsewhere if not _is_added_by_the_sandbox(each)]
    assert not wrong, wrong


def _judged(operation: str, status: int, answer: Any, found: set[Finding]) -> Iterator[object]:
    """Yield the findings that are none, and what is none though it should be."""
    document = built_in()
    if operation in document.operations:
        yield from (each for each in found if not confirmed(document, each, status, answer))
        if answer is not UNSET and status == 200:
            yield from overlooked(document, operation, answer, found)


def _is_added_by_the_sandbox(finding: Finding) -> bool:
    """Say whether a finding is a member, or a type of tasks, that the sandbox's own assumptions tell of."""
    name = finding.path.rpartition(".")[2]
    if finding.kind == "value":
        return name == "type"
    return finding.kind == "new member" and bool(re.search(rf"\b{name}\b", _assumptions()))


@cache
def _assumptions() -> str:
    return Path(__file__).parents[2].joinpath("sandbox", "ASSUMPTIONS.md").read_text("utf-8")
