"""Long operations: answers that come later than their call."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from uuid import uuid4

from .._refusals import not_found


def begin(db: sqlite3.Connection, user_id: int, now: float, *, empty_polls: int = 0) -> str:
    """Add a long operation of a user and return its id. Its first `empty_polls` polls are answered that it runs."""
    id_ = uuid4().hex
    db.execute(
        "insert into long_operations (id, user_id, empty_polls, updated_at) values (?, ?, ?, ?)",
        (id_, user_id, empty_polls, now),
    )
    return id_


def end(db: sqlite3.Connection, id_: str, answer: dict[str, Any], now: float) -> None:
    """Keep the answer, or `{"error": text}`."""
    db.execute("update long_operations set answer = ?, updated_at = ? where id = ?", (json.dumps(answer), now, id_))


def end_all(db: sqlite3.Connection, error: str, now: float) -> None:
    """Let all that are still running fail."""
    db.execute(
        "update long_operations set answer = ?, updated_at = ? where answer is null",
        (json.dumps({"error": error}), now),
    )


def poll(db: sqlite3.Connection, user_id: int, id_: str) -> dict[str, Any] | None:
    """Return the answer, or None while the operation runs. Refuse (404) where the user has no such long operation."""
    row = db.execute(
        "select answer, empty_polls from long_operations where id = ? and user_id = ?", (id_, user_id)
    ).fetchone()
    if row is None:
        raise not_found("long operation", id_)
    if row["empty_polls"]:
        db.execute("update long_operations set empty_polls = empty_polls - 1 where id = ?", (id_,))
        return None
    return None if row["answer"] is None else json.loads(row["answer"])
