"""The cofactors of the channels, read from what the Scaling tasks above an export have made (`export-files`)."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from omiq_generated.api.workflows import get_artifact_url
from omiq_generated.models.task_artifact import TaskArtifact

from .. import workflows
from .._errors import OmiqError
from .._transfers.work import Work
from .request import Place

_CHANNEL, _TYPE, _COFACTOR = "Feature Name (Primary)", "Scaling Type", "Cofactor"


def cofactors(work: Work, place: Place, folder: Path) -> dict[str, float]:
    """Return the cofactors that the settings tell, by channel; the nearest task counts.

    A table that cannot be had, or is none of settings, tells nothing: an export is whole without.
    """
    found: dict[str, float | None] = {}
    for artifact in _settings(place):
        path = folder / f"scaling-{place.workflow.id}-{artifact.task_id}.csv"
        call = get_artifact_url.call(place.workflow.id, task_id=artifact.task_id, file=artifact.file)
        try:
            work.storage.fetch(partial(work.execute, call), path, None, work.options, _Unseen(work))
            found |= read(path)
        except (OmiqError, OSError, LookupError, ValueError, csv.Error):
            work.check()
    return {channel: cofactor for channel, cofactor in found.items() if cofactor is not None}


def read(path: Path) -> dict[str, float | None]:
    """Return the cofactor of each channel in a table of scaling settings, None where it has none.

    Raise KeyError, ValueError or csv.Error where it is no such table.
    """
    with path.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.DictReader(text, restval="")
        return {row[_CHANNEL]: _cofactor(row[_TYPE], row[_COFACTOR]) for row in rows}


def _cofactor(scaling_type: str, cell: str) -> float | None:
    if scaling_type != "Arcsinh" or not cell:
        return None
    cofactor = float(cell)
    return cofactor if math.isfinite(cofactor) else None


def _settings(place: Place) -> Iterator[TaskArtifact]:
    """Yield the settings of the tasks at and above the export's, the nearest last."""
    for task in reversed(workflows.upstream(place.workflow, place.task)):
        for artifact in workflows.artifacts(place.workflow, task):
            if artifact.file.endswith(f"-{place.workflow.id}-{task.id}.csv"):
                yield artifact


class _Unseen:
    """Follows a file that is no part of the job, and tells nobody."""

    def __init__(self, work: Work) -> None:
        self.check = work.check
        self.sleep = work.sleep

    def moved(self, count: int) -> None: ...

    def kept(self, count: int) -> None: ...

    def slowed(self) -> None: ...
