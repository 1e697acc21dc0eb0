"""Endpoints that the catalog does not hold, invented by the sandbox: for raw calls to find, and learning to describe.

They say nothing about OMIQ. All stand below `/sandbox`; sign-in, log and faults are as everywhere.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from .._sandbox import Sandbox
from .._state import datasets, files, notes, rights
from .._state.rights import Role
from .calls import Answer, Call, LongWork, handles
from .contract import Operation, Parameter


class NewNote(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(min_length=1)]
    text: str = ""
    labels: list[str] = []


class Author(BaseModel):
    id: int
    name: str


class Note(BaseModel):
    id: int
    title: str
    text: str
    labels: list[str]
    author: Author


class NoteAnswer(BaseModel):
    note: Note


class NotesAnswer(BaseModel):
    notes: list[Note]


class EventCount(BaseModel):
    name: str
    events: int | None


class CountsAnswer(BaseModel):
    counts: dict[str, EventCount]


class RecentAnswer(BaseModel):
    datasets: list[dict[str, Any]]
    more: bool


class Tally(BaseModel):
    file: dict[str, Any]
    events: int | None


class TallyAnswer(BaseModel):
    tally: Tally


class NewRecount(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    datasetId: int


class Recount(BaseModel):
    datasetId: int
    events: int
    files: dict[str, int]


class RecountAnswer(BaseModel):
    recount: Recount


class NothingAnswer(BaseModel):
    pass


def _operation(
    id_: str,
    method: str,
    path: str,
    answer: type[BaseModel],
    *parameters: Parameter,
    body: type[BaseModel] | None = None,
    may_take_long: bool = False,
) -> Operation:
    return Operation(
        id=id_,
        name=id_,
        method=method,
        path=path,
        variant="",
        signs_in=False,
        path_parameters=tuple(each for each in parameters if f"{{{each.name}}}" in path),
        query_parameters=tuple(each for each in parameters if f"{{{each.name}}}" not in path),
        body=body,
        answer=answer,
        may_take_long=may_take_long,
    )


OPERATIONS: Final = (
    _operation("sandbox.listNotes", "GET", "/sandbox/notes", NotesAnswer),
    _operation("sandbox.createNote", "POST", "/sandbox/notes", NoteAnswer, body=NewNote),
    _operation("sandbox.getNote", "GET", "/sandbox/notes/{noteId}", NoteAnswer, Parameter("noteId", "integer", True)),
    _operation(
        "sandbox.deleteNote", "DELETE", "/sandbox/notes/{noteId}", NothingAnswer, Parameter("noteId", "integer", True)
    ),
    _operation("sandbox.countEvents", "GET", "/sandbox/counts", CountsAnswer, Parameter("datasetId", "integer", True)),
    _operation("sandbox.listRecent", "GET", "/sandbox/recent", RecentAnswer, Parameter("limit", "integer", False)),
    _operation(
        "sandbox.getTally",
        "GET",
        "/sandbox/datasets/{datasetId}/tallies/{fileId}",
        TallyAnswer,
        Parameter("datasetId", "integer", True),
        Parameter("fileId", "integer", True),
    ),
    _operation("sandbox.recount", "POST", "/sandbox/recounts", RecountAnswer, body=NewRecount, may_take_long=True),
)


@handles("sandbox.listNotes")
def list_notes(call: Call[None]) -> Answer:
    """List the user's own notes, as `{"notes": [...]}`."""
    with call.sandbox.store.transaction() as db:
        return {"notes": [_note(call, note) for note in notes.notes_of(db, call.user.id)]}


@handles("sandbox.createNote")
def create_note(call: Call[NewNote]) -> Answer:
    """Keep a note of the user's, as `{"note": {...}}`."""
    with call.sandbox.store.transaction() as db:
        return {"note": _note(call, notes.add_note(db, call.user.id, call.body.model_dump()))}


@handles("sandbox.getNote")
def get_note(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        return {"note": _note(call, notes.get_note(db, call.user.id, call.path["noteId"]))}


@handles("sandbox.deleteNote")
def delete_note(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        notes.delete_note(db, call.user.id, call.path["noteId"])
    return {}


@handles("sandbox.countEvents")
def count_events(call: Call[None]) -> Answer:
    """Count the events of each file of a dataset, as `{"counts": {file id: {name, events}}}`."""
    dataset_id = call.query["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        of_dataset = files.of_dataset(db, dataset_id)
    return {"counts": {str(file.id): {"name": file.display_name, "events": file.event_count} for file in of_dataset}}


@handles("sandbox.listRecent")
def list_recent(call: Call[None]) -> Answer:
    """List the user's datasets, updated last first, as `{"datasets": [...], "more": …}`."""
    limit = call.query.get("limit") or None
    with call.sandbox.store.transaction() as db:
        listed = datasets.listed(db, rights.visible(db, call.user.id, "DATASET"))
    shown = [dataset.as_json() for dataset in listed[:limit]]
    return {"datasets": shown, "more": len(shown) < len(listed)}


@handles("sandbox.getTally")
def get_tally(call: Call[None]) -> Answer:
    """Count the events of a file, as `{"tally": {file, events}}`."""
    dataset_id = call.path["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        file = files.get(db, dataset_id, call.path["fileId"])
    return {"tally": {"file": file.as_json(), "events": file.event_count}}


@handles("sandbox.recount")
def recount(call: Call[NewRecount]) -> Answer:
    """Count the events of a dataset anew, by a long operation that ends with `{"recount": {…}}`."""
    dataset_id = call.body.datasetId
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
    return LongWork(partial(_recounted, call.sandbox, dataset_id))


def _recounted(sandbox: Sandbox, dataset_id: int) -> dict[str, Any]:
    with sandbox.store.transaction() as db:
        counts = {str(file.id): file.event_count or 0 for file in files.complete(db, dataset_id)}
    return {"recount": {"datasetId": dataset_id, "events": sum(counts.values()), "files": counts}}


def _note(call: Call[Any], note: dict[str, Any]) -> dict[str, Any]:
    return {**note, "author": {"id": call.user.id, "name": call.user.name}}
