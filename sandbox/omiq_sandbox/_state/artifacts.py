"""Artifacts: the files that the tasks of a workflow have made.

The bytes of an artifact that is replaced or dropped stay until the next start, when nobody downloads them any more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from .._refusals import Refusal


@dataclass(frozen=True, slots=True)
class Artifact:
    """A task's file: its name, and the blob that holds its bytes."""

    task_id: int
    file: str
    blob: str


def put(db: sqlite3.Connection, workflow_id: int, artifact: Artifact) -> None:
    """Give a task this file, in place of an earlier one of that name."""
    db.execute(
        "insert or replace into artifacts (workflow_id, task_id, file, blob) values (?, ?, ?, ?)",
        (workflow_id, artifact.task_id, artifact.file, artifact.blob),
    )


def of_workflow(db: sqlite3.Connection, workflow_id: int) -> list[Artifact]:
    """Return all artifacts, in the order of tasks' ids and files' names."""
    rows = db.execute(
        "select task_id, file, blob from artifacts where workflow_id = ? order by task_id, file", (workflow_id,)
    )
    return [Artifact(*row) for row in rows]


def get(db: sqlite3.Connection, workflow_id: int, task_id: int, file: str) -> Artifact:
    """Return one artifact; refuse (404) where the task has made no such file."""
    for artifact in of_workflow(db, workflow_id):
        if (artifact.task_id, artifact.file) == (task_id, file):
            return artifact
    raise Refusal(404, f"The task {task_id} has made no file {file!r}")


def drop(db: sqlite3.Connection, workflow_id: int, task_ids: Iterable[int]) -> None:
    """Throw away what these tasks have made."""
    db.execute(
        "delete from artifacts where workflow_id = ? and task_id in (select value from json_each(?))",
        (workflow_id, json.dumps(list(task_ids))),
    )


def copy(db: sqlite3.Connection, from_id: int, to_id: int) -> None:
    """Give another workflow the same files. The workflow's id in their names becomes its own."""
    db.execute(
        "insert into artifacts (workflow_id, task_id, file, blob)"
        " select :to, task_id, replace(file, :from, :to), blob from artifacts where workflow_id = :from",
        {"from": from_id, "to": to_id},
    )
