"""From the arguments of an export to a plan: every one is checked before anything is computed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from ..._cytometry.export import Plan
from ..._cytometry.gating_tree import GatingTree
from ..._cytometry.membership import UNFILTERED
from ..._cytometry.scaling import Scaling
from ..._cytometry.settings import BadSettings
from ..._models import InitiateExportRequest
from ..._refusals import Refusal
from ..._state import files, task_tree
from ..._state.files import File
from ..._state.task_tree import Task

_MOST_NAMED: Final = 5
_INSTRUCTIONS: Final = "body.instructions"


@dataclass(frozen=True, slots=True)
class Prepared:
    """An export that can begin: of which file, and how."""

    file: File
    blob: str
    plan: Plan


def prepare(db: sqlite3.Connection, asked: InitiateExportRequest, file_id: int, lineage: Iterable[Task]) -> Prepared:
    """Check what is asked for of one file, at the last of these tasks.

    Raises Refusal: 400 where a name or a task's settings are wrong, 404 where there is no such file, 409 where it is
    not COMPLETE.
    """
    file = files.get(db, asked.datasetId, file_id)
    if file.status != "COMPLETE":
        raise Refusal(409, f"The file {file.id} is {file.status}, not COMPLETE")
    features = {feature["name"]: feature["secondaryName"] for feature in file.features}
    _require_known("body.featureNames", "feature", asked.featureNames, features)
    lineage = list(lineage)
    filters = {UNFILTERED: ""}
    for task in lineage:
        filters |= task_tree.filters_of(task)
    _require_known(f"{_INSTRUCTIONS}.filters", "filter", asked.instructions.filters, filters)
    try:
        tree = GatingTree.merged(task.get("gatingTree", {}) for task in lineage)
        scaling = Scaling.of_tasks(lineage)
    except BadSettings as bad:
        raise cannot_be_done(bad) from None
    plan = Plan(
        features=asked.featureNames,
        format=asked.format,
        membership=asked.filterUsageMode,
        filters=asked.instructions.filters,
        tree=tree,
        scaling=scaling,
        row_numbers=asked.addOrigRowIdx,
        raw=asked.reverseTransform,
        drop_unfiltered=asked.dropNotFiltered,
        file_id=file.id,
        file_name=file.file_name,
    )
    return Prepared(file, files.blob_of(file), plan)


def lineage_of(asked: InitiateExportRequest, tasks: Iterable[Task]) -> list[Task]:
    """Return the task to export at and those above it, the root first; refuse (400) where there is no such task."""
    tasks = list(tasks)
    known = {str(task["id"]): str(task.get("name", "")) for task in tasks}
    _require_known(f"{_INSTRUCTIONS}.taskId", "task", [str(asked.instructions.taskId)], known)
    return task_tree.lineage(tasks, asked.instructions.taskId)


def cannot_be_done(bad: BadSettings) -> Refusal:
    """Turn what the computing says into words for the caller."""
    return Refusal(400, f"{_INSTRUCTIONS}.config: {bad}")


def _require_known(place: str, what: str, asked: Iterable[str], known: Mapping[str, str]) -> None:
    """Refuse (400) a name that is not among the known ones, and tell the nearest of these, by name or by label."""
    for name in asked:
        if name not in known:
            shown = ", ".join(_shown(each, known[each]) for each in _nearest(name, known))
            raise Refusal(400, f"{place}: there is no {what} {name!r}; the nearest are {shown or 'none'}")


def _nearest(name: str, known: Mapping[str, str]) -> list[str]:
    of_text = {text.casefold(): id_ for id_, label in known.items() for text in (id_, label) if text}
    near = get_close_matches(name.casefold(), of_text, n=_MOST_NAMED)
    return list(dict.fromkeys(of_text[text] for text in near)) or list(known)[:_MOST_NAMED]


def _shown(id_: str, label: str) -> str:
    return f"{id_} ({label})" if label else id_
