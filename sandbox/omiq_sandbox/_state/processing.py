"""The states of a file: UNSET, UPLOADING, PROCESSING, and at last COMPLETE or FAILED (`urgap`)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from .._refusals import not_found


def upload_began(db: sqlite3.Connection, file_id: int) -> None:
    """Make a file without bytes UPLOADING; refuse (404) where there is no such file."""
    _blob(db, file_id)
    db.execute("update files set status = 'UPLOADING' where id = ? and status = 'UNSET'", (file_id,))


def upload_broke_off(db: sqlite3.Connection, file_id: int) -> None:
    """Make a file that was UPLOADING what it was before."""
    db.execute("update files set status = 'UNSET' where id = ? and status = 'UPLOADING'", (file_id,))


def upload_ended(db: sqlite3.Connection, file_id: int, blob: str, size: int, now: float) -> str:
    """Give the file its bytes, to be processed, unless it has some; return the blob that is the file's now.

    Refuse (404) where the file was deleted meanwhile.
    """
    earlier = _blob(db, file_id)
    if earlier is not None:
        return earlier
    db.execute(
        "update files set status = 'PROCESSING', blob = ?, size = ?, updated_at = ? where id = ?",
        (blob, size, now, file_id),
    )
    return blob


def waiting(db: sqlite3.Connection) -> dict[int, str]:
    """Return the blobs of all files that are PROCESSING, by file id."""
    return {row["id"]: row["blob"] for row in db.execute("select id, blob from files where status = 'PROCESSING'")}


def complete(
    db: sqlite3.Connection, file_id: int, features: Sequence[Mapping[str, str]], event_count: int, now: float
) -> None:
    """Make a file COMPLETE that was PROCESSING; nothing happens where it was deleted meanwhile."""
    db.execute(
        "update files set status = 'COMPLETE', features = ?, event_count = ?, updated_at = ?"
        " where id = ? and status = 'PROCESSING'",
        (json.dumps(features), event_count, now, file_id),
    )


def fail(db: sqlite3.Connection, file_id: int, reason: str, now: float) -> None:
    """Make a file FAILED that was PROCESSING; nothing happens where it was deleted meanwhile."""
    db.execute(
        "update files set status = 'FAILED', reason = ?, updated_at = ? where id = ? and status = 'PROCESSING'",
        (reason, now, file_id),
    )


def end_all_uploads(db: sqlite3.Connection) -> None:
    """Make all files that are UPLOADING what they were before: for the start, when nobody uploads."""
    db.execute("update files set status = 'UNSET' where status = 'UPLOADING'")


def _blob(db: sqlite3.Connection, file_id: int) -> str | None:
    row = db.execute("select blob from files where id = ?", (file_id,)).fetchone()
    if row is None:
        raise not_found("file", file_id)
    blob: str | None = row["blob"]
    return blob
