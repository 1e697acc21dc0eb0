"""What is told of an export beyond what stands in its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from .. import workflows
from .._tables.described import Described, Sample
from .._transfers.registering import name_of
from .._transfers.results import Transfer
from .naming import Target
from .request import Place, Settings


def described(
    targets: Sequence[Target],
    entries: Sequence[Transfer],
    place: Place,
    settings: Settings,
    cofactors: Mapping[str, float],
    origin: Mapping[str, Any],
) -> Described:
    """Describe the files that are there; `origin` tells what the place does not."""
    there = [
        (target, entry) for target, entry in zip(targets, entries, strict=True) if entry.state in ("done", "skipped")
    ]
    samples = (Sample(entry.path, target.request.file.id, name_of(target.request.file)) for target, entry in there)
    channels = dict.fromkeys(feature for target in targets for feature in target.request.features)
    files = [{"id": entry.id, "name": entry.name, "digest": entry.digest} for _, entry in there]
    return Described(
        samples=tuple(samples),
        channels=tuple(channels),
        cofactors=cofactors,
        membership=settings.membership,
        filters=place.filters,
        units=settings.units,
        row_numbers=settings.row_numbers,
        provenance={**origin, **_of_place(place), **settings._asdict(), "files": files},
    )


def _of_place(place: Place) -> dict[str, Any]:
    lineage = workflows.upstream(place.workflow, place.task)
    return {
        "dataset_id": place.dataset_id,
        "workflow_id": place.workflow.id,
        "workflow_name": place.workflow.name,
        "task_id": place.task.id,
        "task_name": place.task.raw.get("name"),
        "filters": dict(place.filters),
        "gating_trees": {str(task.id): task.gating_tree.raw for task in lineage if task.gating_tree is not None},
    }


def origin(server: str, dataset_name: str, now: float) -> dict[str, Any]:
    """Tell who has exported, when, and from which server."""
    return {
        "server": server,
        "dataset_name": dataset_name,
        "time": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "client": f"omiq-client {version('omiq-client')}",
    }
