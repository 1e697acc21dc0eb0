"""Locks: a task that an export or a computed task stands on cannot be changed (`help-tasks`)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable


def take(db: sqlite3.Connection, workflow_id: int, task_ids: Iterable[int], export_id: int) -> None:
    """Lock tasks for an export, or for the Export Data task of this id, until `release`."""
    db.executemany(
        "insert or ignore into locks (workflow_id, task_id, export_id) values (?, ?, ?)",
        [(workflow_id, task_id, export_id) for task_id in task_ids],
    )


def locked(db: sqlite3.Connection, workflow_id: int) -> set[int]:
    """Return the ids of the tasks that are locked."""
    return {id_ for (id_,) in db.execute("select task_id from locks where workflow_id = ?", (workflow_id,))}


def release(db: sqlite3.Connection, workflow_id: int, task_ids: Iterable[int]) -> None:
    """Forget the exports that lock one of these tasks, or are one of them: their locks on other tasks go too."""
    db.execute(
        "with gone as (select value from json_each(:tasks))"
        " delete from locks where workflow_id = :workflow and (export_id in gone or export_id in"
        " (select export_id from locks where workflow_id = :workflow and task_id in gone))",
        {"workflow": workflow_id, "tasks": json.dumps(list(task_ids))},
    )


def copy(db: sqlite3.Connection, from_id: int, to_id: int) -> None:
    """Lock the same tasks of another workflow."""
    db.execute(
        "insert into locks (workflow_id, task_id, export_id)"
        " select ?, task_id, export_id from locks where workflow_id = ?",
        (to_id, from_id),
    )
