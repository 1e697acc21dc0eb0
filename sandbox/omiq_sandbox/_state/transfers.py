"""Transfers of datasets to other servers. None begins here, but a seed may hold some."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from .store import new_id


def add_transfer(db: sqlite3.Connection, dataset_id: int, state: str, target: str) -> None:
    """Keep the copy of a dataset to a server."""
    id_ = new_id()
    document = {"id": id_, "datasetId": dataset_id, "state": state, "targetServer": target}
    db.execute("insert into transfers values (?, ?, ?)", (id_, dataset_id, json.dumps(document)))


def transfers_of(db: sqlite3.Connection, dataset_id: int) -> list[dict[str, Any]]:
    """Return a dataset's transfers, as the API shows them."""
    rows = db.execute("select document from transfers where dataset_id = ? order by id", (dataset_id,))
    return [json.loads(document) for (document,) in rows]
