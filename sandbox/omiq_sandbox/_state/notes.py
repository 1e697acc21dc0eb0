"""Users' notes, which only the sandbox's own invented endpoints know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from .._refusals import not_found
from .store import new_id


def add_note(db: sqlite3.Connection, user_id: int, note: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a note, and return it with its id."""
    id_ = new_id()
    db.execute("insert into notes values (?, ?, ?)", (id_, user_id, json.dumps(note)))
    return {"id": id_, **note}


def notes_of(db: sqlite3.Connection, user_id: int) -> list[dict[str, Any]]:
    """Return a user's notes, ordered by id."""
    rows = db.execute("select id, document from notes where user_id = ? order by id", (user_id,))
    return [{"id": id_, **json.loads(document)} for id_, document in rows]


def get_note(db: sqlite3.Connection, user_id: int, note_id: int) -> dict[str, Any]:
    """Return a note of a user's, or refuse with 404."""
    row = db.execute("select document from notes where id = ? and user_id = ?", (note_id, user_id)).fetchone()
    if row is None:
        raise not_found("note", note_id)
    return {"id": note_id, **json.loads(row["document"])}


def delete_note(db: sqlite3.Connection, user_id: int, note_id: int) -> None:
    """Delete a note of a user's, or refuse with 404."""
    if not db.execute("delete from notes where id = ? and user_id = ?", (note_id, user_id)).rowcount:
        raise not_found("note", note_id)
