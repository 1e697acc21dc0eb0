"""Workflows: whole documents, kept as they were sent, and what the server adds to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .._cytometry.channels import Channel
from .._cytometry.scaling import DEFAULT_COFACTOR, Arcsinh, Linear
from .._refusals import Refusal, not_found
from . import artifacts, locks, task_tree
from .store import new_id

_SELECT = """
select workflows.*, datasets.display_name as dataset_name,
datasets.id is null or datasets.trashed_at is not null as dataset_is_deleted, (
  select json_group_array(json_object('taskId', task_id, 'file', file))
  from (select task_id, file from artifacts where workflow_id = workflows.id order by task_id, file)
) as task_artifacts
from workflows left join datasets on datasets.id = workflows.dataset_id
where workflows.id in (select value from json_each(:ids))
and (is_template or not :templates_only) and not (dataset_is_deleted and :ignore_deleted)
order by workflows.updated_at desc, workflows.id limit :limit
"""


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow: `document` is the whole of it, with the artifacts of its tasks.

    `dataset_name` is None where the dataset was deleted for good.
    """

    id: int
    dataset_id: int
    dataset_name: str | None
    document: dict[str, Any]

    @property
    def tasks(self) -> tuple[task_tree.Task, ...]:
        return tuple(task_tree.tasks_of(self.document))


def new_document(dataset_id: int, name: str, feature_names: Iterable[str]) -> dict[str, Any]:
    """Return what a new workflow holds (`help-tasks`): a Scaling task for these features of the dataset's files.

    Fluorescence is scaled by arcsinh with a cofactor, scatter and time are left linear. How the task writes that down
    is assumed.
    """
    features = {feature: _scaling(Channel(feature)) for feature in feature_names}
    task = {"id": 1, "type": "ScalingTask", "name": "Scaling", "parentId": None, "scaling": {"features": features}}
    return {"name": name, "datasetId": dataset_id, "tasks": [task], "metadata": {}, "isTemplate": False}


def add(db: sqlite3.Connection, document: Mapping[str, Any], now: float) -> Workflow:
    """Keep a document as a workflow of its own, under a new `id`. It has no owner yet: see `rights.grant`."""
    workflow_id = new_id()
    own = {"id": workflow_id}
    whole = own | dict(document) | own
    db.execute(
        "insert into workflows (id, dataset_id, name, is_template, document, updated_at) values (?, ?, ?, ?, ?, ?)",
        (workflow_id, whole["datasetId"], *_columns(whole, now)),
    )
    return get(db, workflow_id)


def copy(
    db: sqlite3.Connection, source: Workflow, dataset_id: int, name: str, now: float, *, keep_results: bool
) -> Workflow:
    """Copy a workflow, to another dataset too; a copy is no template. Locks and artifacts come along where asked for.

    Raises Refusal: 400 where results of one dataset are to go to another.
    """
    if keep_results and dataset_id != source.dataset_id:
        raise Refusal(400, "keepComputedResults: computed results belong to the dataset that they were computed from")
    copied = add(db, {**source.document, "name": name, "datasetId": dataset_id, "isTemplate": False}, now)
    if keep_results:
        artifacts.copy(db, source.id, copied.id)
        locks.copy(db, source.id, copied.id)
    return get(db, copied.id)


def get(db: sqlite3.Connection, workflow_id: int) -> Workflow:
    """Return a workflow; refuse (404) where there is none."""
    for workflow in _select(db, [workflow_id]):
        return workflow
    raise not_found("workflow", workflow_id)


def ids(db: sqlite3.Connection) -> list[int]:
    """Return the ids of all workflows."""
    return [id_ for (id_,) in db.execute("select id from workflows order by id")]


def listed(
    db: sqlite3.Connection,
    ids: Iterable[int],
    *,
    templates_only: bool = False,
    ignore_deleted: bool = False,
    limit: int = 0,
) -> list[Workflow]:
    """Return those of the workflows that are wanted, the one updated last first, and no more than `limit` (0: all).

    `ignore_deleted` leaves out those whose dataset is in the Trash or gone.
    """
    return list(_select(db, ids, templates_only=templates_only, ignore_deleted=ignore_deleted, limit=limit))


def replace(
    db: sqlite3.Connection, workflow: Workflow, document: Mapping[str, Any], now: float, *, override_locks: bool = False
) -> Workflow:
    """Put another document in the place of a workflow's.

    What changed tasks and those below them had made is thrown away. Raises Refusal: 400 where the document is not one
    of this workflow, 409 where a task that is changed, or left out, is locked, unless the locks are overridden: then
    they are thrown away too.
    """
    for member, kept in (("id", workflow.id), ("datasetId", workflow.dataset_id)):
        if document.get(member) != kept:
            raise Refusal(400, f"{member}: it stays {kept} as long as the workflow is there")
    task_tree.check(document)
    changed = task_tree.changed(workflow.tasks, task_tree.tasks_of(document))
    in_the_way = changed & locks.locked(db, workflow.id)
    if in_the_way and not override_locks:
        raise Refusal(409, f"The task {min(in_the_way)} is locked: a computed task or an export stands on it")
    outdated = task_tree.with_all_below(workflow.tasks, changed)
    artifacts.drop(db, workflow.id, outdated)
    locks.release(db, workflow.id, outdated)
    return _keep(db, workflow.id, document, now)


def replace_task(
    db: sqlite3.Connection, workflow: Workflow, task: task_tree.Task, now: float, *, override_lock: bool
) -> Workflow:
    """Put another task in the place of the one of its id, as `replace` does; refuse (404) where there is none."""
    if not task_tree.lineage(workflow.tasks, task["id"]):
        raise not_found("task", task["id"])
    tasks = [task if each["id"] == task["id"] else each for each in workflow.tasks]
    return replace(db, workflow, {**workflow.document, "tasks": tasks}, now, override_locks=override_lock)


def merge_metadata(db: sqlite3.Connection, workflow: Workflow, metadata: Mapping[str, str], now: float) -> Workflow:
    """Set these names of the workflow's metadata, and leave the others as they are."""
    before = workflow.document.get("metadata")
    merged = {**(before if isinstance(before, dict) else {}), **metadata}
    return _keep(db, workflow.id, {**workflow.document, "metadata": merged}, now)


def _scaling(channel: Channel) -> dict[str, Any]:
    return {"type": Linear.type} if channel.is_linear else {"type": Arcsinh.type, "cofactor": int(DEFAULT_COFACTOR)}


def _keep(db: sqlite3.Connection, workflow_id: int, document: Mapping[str, Any], now: float) -> Workflow:
    db.execute(
        "update workflows set name = ?, is_template = ?, document = ?, updated_at = ? where id = ?",
        (*_columns(document, now), workflow_id),
    )
    return get(db, workflow_id)


def _columns(document: Mapping[str, Any], now: float) -> tuple[str, bool, str, float]:
    return document.get("name") or "", document.get("isTemplate") is True, json.dumps(document), now


def _select(
    db: sqlite3.Connection,
    ids: Iterable[int],
    *,
    templates_only: bool = False,
    ignore_deleted: bool = False,
    limit: int = 0,
) -> Iterator[Workflow]:
    wanted = {"ids": json.dumps(list(ids)), "templates_only": templates_only, "ignore_deleted": ignore_deleted}
    for row in db.execute(_SELECT, {**wanted, "limit": limit or -1}):
        updated_at = datetime.fromtimestamp(row["updated_at"], UTC).isoformat(timespec="milliseconds")
        document = json.loads(row["document"]) | {
            "taskArtifacts": json.loads(row["task_artifacts"]),
            "updatedAt": updated_at,
        }
        yield Workflow(
            row["id"],
            row["dataset_id"],
            row["dataset_name"],
            document,
        )
