"""Transactions that cannot be carried out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from omiq_sandbox._state.store import Store


def note_of_nobody(store: Store) -> None:
    """Write what is found to be wrong when it is committed."""
    with store.transaction() as db:
        db.execute("pragma defer_foreign_keys = on")
        db.execute("insert into notes values (1, 404, '{}')")


def test_commit_that_fails_is_undone_and_spoils_none_after_it(tmp_path: Path) -> None:
    """What the next transaction writes is kept, and nothing of the failed one is."""
    store = Store(tmp_path)
    with pytest.raises(sqlite3.IntegrityError):
        note_of_nobody(store)
    with store.transaction() as db:
        db.execute("insert into settings values ('kept', 'yes')")
    store.close()
    store = Store(tmp_path)
    with store.transaction() as db:
        kept = db.execute("select value from settings where name = 'kept'").fetchall()
        assert (len(kept), db.execute("select count(*) from notes").fetchone()[0]) == (1, 0)
    store.close()
