"""The SHA-256 of each blob, as it was when the blob was kept."""

from __future__ import annotations

import sqlite3

from .blobs import Blobs


def remember(db: sqlite3.Connection, blob: str, sha256: bytes) -> None:
    db.execute("insert or ignore into digests (blob, sha256) values (?, ?)", (blob, sha256))


def digest_of(db: sqlite3.Connection, blob: str) -> bytes | None:
    """Return the SHA-256 of a blob, if it is remembered."""
    row = db.execute("select sha256 from digests where blob = ?", (blob,)).fetchone()
    return None if row is None else bytes(row["sha256"])


def forget_gone(db: sqlite3.Connection, blobs: Blobs) -> None:
    """Forget the digests of the blobs that are no more."""
    for row in db.execute("select blob from digests").fetchall():
        if not blobs.path(row["blob"]).exists():
            db.execute("delete from digests where blob = ?", (row["blob"],))
