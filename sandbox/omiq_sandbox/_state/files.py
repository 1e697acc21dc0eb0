"""Files of datasets: what was registered, and what has become of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._refusals import Refusal, not_found
from .store import new_id


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be uploaded. Its names are words for people: nothing on the disk is called so."""

    file_name: str
    display_name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dataset; `features` are its channels as `{"name": $PnN, "secondaryName": $PnS}`."""

    id: int
    dataset_id: int
    file_name: str
    display_name: str
    status: str
    reason: str | None
    blob: str | None
    size: int | None
    features: Sequence[Mapping[str, str]]
    event_count: int | None
    metadata: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return the file as the API shows it (`urgap`); what is not known yet is left out.

        `secondaryName`, `eventCount`, `metadata` and `statusReason` are assumed.
        """
        members = {
            "id": self.id,
            "datasetId": self.dataset_id,
            "fileName": self.file_name,
            "displayName": self.display_name,
            "rawFileBlobId": self.blob,
            "jobName": f"process-{self.id}",
            "status": self.status,
            "statusReason": self.reason,
            "size": self.size,
            "features": [dict(feature) for feature in self.features],
            "eventCount": self.event_count,
            "metadata": dict(self.metadata),
        }
        return {name: value for name, value in members.items() if value is not None}


def register(db: sqlite3.Connection, dataset_id: int, new: Iterable[NewFile], now: float) -> list[File]:
    """Register files, each under an id of its own, behind those that the dataset has; return them in this order."""
    row = db.execute(
        "select coalesce(max(position), -1) + 1 as next from files where dataset_id = ?", (dataset_id,)
    ).fetchone()
    ids = []
    for position, file in enumerate(new, row["next"]):
        ids.append(new_id())
        db.execute(
            "insert into files (id, dataset_id, position, file_name, display_name, content_type, updated_at)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            (ids[-1], dataset_id, position, file.file_name, file.display_name, file.content_type, now),
        )
    return [get(db, dataset_id, file_id) for file_id in ids]


def get(db: sqlite3.Connection, dataset_id: int, file_id: int) -> File:
    """Return a file of a dataset; refuse (404) where the dataset has no such file."""
    row = db.execute("select * from files where id = ? and dataset_id = ?", (file_id, dataset_id)).fetchone()
    if row is None:
        raise not_found("file", file_id)
    return _file(row)


def of_dataset(db: sqlite3.Connection, dataset_id: int) -> list[File]:
    """Return all files of a dataset, in the order in which they were registered."""
    return [
        _file(row) for row in db.execute("select * from files where dataset_id = ? order by position", (dataset_id,))
    ]


def complete(db: sqlite3.Connection, dataset_id: int) -> list[File]:
    """Return those files of a dataset that are processed and can be analysed."""
    return [file for file in of_dataset(db, dataset_id) if file.status == "COMPLETE"]


def blob_of(file: File) -> str:
    """Return the name of the file's bytes; refuse (409) where none have arrived."""
    if file.blob is None:
        raise Refusal(409, f"The file {file.id} is {file.status}: its bytes have not arrived")
    return file.blob


def merge_metadata(db: sqlite3.Connection, file: File, metadata: Mapping[str, str], now: float) -> None:
    """Set these names of the file's metadata, and leave the others as they are."""
    db.execute(
        "update files set metadata = ?, updated_at = ? where id = ?",
        (json.dumps({**file.metadata, **metadata}), now, file.id),
    )


def delete(db: sqlite3.Connection, file: File) -> None:
    """Delete a file; its blob is to be removed once the transaction has ended."""
    db.execute("delete from files where id = ?", (file.id,))


def _file(row: sqlite3.Row) -> File:
    return File(
        row["id"],
        row["dataset_id"],
        row["file_name"],
        row["display_name"],
        row["status"],
        row["reason"],
        row["blob"],
        row["size"],
        json.loads(row["features"]),
        row["event_count"],
        json.loads(row["metadata"]),
    )
