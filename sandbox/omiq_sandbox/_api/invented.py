"""Endpoints that the catalog does not hold, invented by the sandbox: something for raw calls to find.

They say nothing about OMIQ. All stand below `/sandbox`; sign-in, log and faults are as everywhere.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from .._state import files, notes, rights
from .._state.rights import Role
from .calls import Answer, Call, handles
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


def _operation(
    id_: str,
    method: str,
    path: str,
    answer: type[BaseModel],
    *parameters: Parameter,
    body: type[BaseModel] | None = None,
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
        may_take_long=False,
    )


OPERATIONS: Final = (
    _operation("sandbox.listNotes", "GET", "/sandbox/notes", NotesAnswer),
    _operation("sandbox.createNote", "POST", "/sandbox/notes", NoteAnswer, body=NewNote),
    _operation("sandbox.getNote", "GET", "/sandbox/notes/{noteId}", NoteAnswer, Parameter("noteId", "integer", True)),
    _operation("sandbox.countEvents", "GET", "/sandbox/counts", CountsAnswer, Parameter("datasetId", "integer", True)),
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


@handles("sandbox.countEvents")
def count_events(call: Call[None]) -> Answer:
    """Count the events of each file of a dataset, as `{"counts": {file id: {name, events}}}`."""
    dataset_id = call.query["datasetId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", dataset_id, Role.READER)
        of_dataset = files.of_dataset(db, dataset_id)
    return {"counts": {str(file.id): {"name": file.display_name, "events": file.event_count} for file in of_dataset}}


def _note(call: Call[Any], note: dict[str, Any]) -> dict[str, Any]:
    return {**note, "author": {"id": call.user.id, "name": call.user.name}}
