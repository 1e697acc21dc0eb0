"""Datasets: what they are called, what is known of them, and whether they lie in the Trash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .._refusals import not_found
from .store import new_id

_SELECT = """
select *, (select count(*) from files where dataset_id = datasets.id) as file_count
from datasets where id in (select value from json_each(?)) order by updated_at desc, id
"""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset; times are Unix seconds."""

    id: int
    display_name: str
    metadata: Mapping[str, str]
    in_trash: bool
    file_count: int
    updated_at: float

    def as_json(self) -> dict[str, Any]:
        """Return the dataset as the API shows it; all members but `id` and `displayName` are assumed."""
        return {
            "id": self.id,
            "displayName": self.display_name,
            "metadata": dict(self.metadata),
            "fileCount": self.file_count,
            "inTrash": self.in_trash,
            "updatedAt": datetime.fromtimestamp(self.updated_at, UTC).isoformat(timespec="milliseconds"),
        }


def add(db: sqlite3.Connection, display_name: str, now: float) -> Dataset:
    """Create an empty dataset. It has no owner yet: see `rights.grant`."""
    dataset_id = new_id()
    db.execute("insert into datasets (id, display_name, updated_at) values (?, ?, ?)", (dataset_id, display_name, now))
    return get(db, dataset_id)


def get(db: sqlite3.Connection, dataset_id: int) -> Dataset:
    """Return a dataset, in the Trash or not; refuse (404) where there is none."""
    for dataset in _select(db, [dataset_id]):
        return dataset
    raise not_found("dataset", dataset_id)


def listed(db: sqlite3.Connection, ids: Iterable[int]) -> list[Dataset]:
    """Return those of the datasets that are not in the Trash, the one updated last first."""
    return [dataset for dataset in _select(db, ids) if not dataset.in_trash]


def merge_metadata(db: sqlite3.Connection, dataset_id: int, metadata: Mapping[str, str], now: float) -> None:
    """Set these names of the dataset's metadata, and leave the others as they are."""
    merged = {**get(db, dataset_id).metadata, **metadata}
    db.execute("update datasets set metadata = ?, updated_at = ? where id = ?", (json.dumps(merged), now, dataset_id))


def set_trashed(db: sqlite3.Connection, dataset_id: int, trashed: bool, now: float) -> None:
    """Put the dataset into the Trash, or take it out; nothing changes where it is there already."""
    db.execute(
        "update datasets set trashed_at = ?, updated_at = ? where id = ? and (trashed_at is not null) <> ?",
        (now if trashed else None, now, dataset_id, trashed),
    )


def touch(db: sqlite3.Connection, dataset_id: int, now: float) -> None:
    """Say that something in the dataset changed just now."""
    db.execute("update datasets set updated_at = ? where id = ?", (now, dataset_id))


def delete(db: sqlite3.Connection, dataset_id: int) -> list[str]:
    """Delete a dataset and its files for good; return the blobs to remove once the transaction has ended."""
    rows = db.execute("select blob from files where dataset_id = ? and blob is not null", (dataset_id,))
    blobs = [row["blob"] for row in rows]
    db.execute("delete from datasets where id = ?", (dataset_id,))
    return blobs


def _select(db: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Dataset]:
    for row in db.execute(_SELECT, (json.dumps(list(ids)),)):
        yield Dataset(
            row["id"],
            row["display_name"],
            json.loads(row["metadata"]),
            row["trashed_at"] is not None,
            row["file_count"],
            row["updated_at"],
        )
