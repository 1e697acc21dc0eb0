"""The cofactors of the channels, as the tables of the Scaling tasks tell them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import omiq
from omiq._exports import cofactors
from tests.support.studies import LARGE, Study

HEAD = '"Feature Name (Primary)","Feature Name (Secondary)","Scaling Type","Cofactor"\n'
SCALED = HEAD + '"BV421-A","CD3","Arcsinh","6000"\n'


def scaling_task(task_id: int, parent_id: int, **features: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": task_id,
        "type": "ScalingTask",
        "name": f"Scaling {task_id}",
        "parentId": parent_id,
        "scaling": {"features": features},
    }


@pytest.mark.parametrize(
    ("nearest", "expected"),
    [
        ({"BV421-A": {"type": "Arcsinh", "cofactor": 150}}, {"BV421-A": 150.0}),
        ({"BV421-A": {"type": "None (linear)"}}, {}),
        ({"FSC-A": {"type": "Arcsinh", "cofactor": 150}}, {"BV421-A": 6000.0, "FSC-A": 150.0}),
    ],
    ids=["scaled anew", "linear again", "of another channel"],
)
def test_nearest_task_counts(
    owner: omiq.Client, study: Study, tmp_path: Path, nearest: dict[str, Any], expected: dict[str, float]
) -> None:
    """What a task makes linear has no cofactor, whatever the tasks above it did."""
    study.save(scaling_task(4, 1, **nearest), {**LARGE, "parentId": 4})
    entries = owner.exports.run(study.workflow, folder=tmp_path, progress=False)
    assert entries.described.cofactors == expected


@pytest.mark.parametrize("row", ['"FSC-A"\n', '"FSC-A","","Arcsinh"\n', '"FSC-A","","None (linear)"\n'])
def test_row_that_is_too_short(tmp_path: Path, row: str) -> None:
    """It tells nothing, and the export is not ended by it."""
    path = tmp_path / "scaling.csv"
    path.write_text(SCALED + row)
    assert cofactors.read(path) == {"BV421-A": 6000.0, "FSC-A": None}
