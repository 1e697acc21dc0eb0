"""From the names that people give to the ids that the API takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .._nearest import nearest
from ._failures import NOT_FOUND, USAGE, Failure

if TYPE_CHECKING:
    from .. import Client

_SHOWN = 10
_LONGEST_ID = 20


def is_id(text: str) -> bool:
    """Say whether a text is an id, and no name: 15 digits or so (`pkg-1.10.3`)."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def dataset_id(client: Client, text: str) -> int:
    """Return the id of a dataset that is given by its id or its name."""
    return _found(text, "dataset", lambda: client.datasets.list(), ("displayName",))


def workflow_id(client: Client, text: str) -> int:
    """Return the id of a workflow that is given by its id or its name."""
    return _found(text, "workflow", lambda: client.workflows.list(), ("name",))


def group_id(client: Client, text: str) -> int:
    """Return the id of a group that is given by its id or its name."""
    return _found(text, "group", lambda: client.groups.list(), ("name",))


def user_id(client: Client, text: str) -> int:
    """Return the id of a user that is given by their id, their name or their e-mail address."""
    return _found(text, "user", lambda: client.users.search(query=text), ("name", "email"))


def file_id(client: Client, dataset: int, text: str) -> int:
    """Return the id of a file of a dataset that is given by its id or its name."""
    return _found(text, "file", lambda: client.files.list(dataset), ("displayName", "fileName"))


def file_among(files: Iterable[Any], text: str) -> int:
    """Return the id of that one of these files which has this name."""
    return _named(text, "file", files, ("displayName", "fileName"))


def _found(text: str, kind: str, all_of: Callable[[], Iterable[Any]], members: Sequence[str]) -> int:
    if is_id(text):
        return int(text)
    return _named(text, kind, all_of(), members)


def _named(text: str, kind: str, those: Iterable[Any], members: Sequence[str]) -> int:
    there: dict[int, Any] = {each.id: each.raw for each in those}
    found = {id: raw for id, raw in there.items() if text in [raw.get(name) for name in members]}
    if len(found) == 1:
        (id,) = found
        return id
    if found:
        several = "; ".join(_told(id, raw, members) for id, raw in list(found.items())[:_SHOWN])
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise Failure(f"{len(found)} {kind}s are called {text!r}.", f"Give the id of one: {several}{more}", USAGE)
    names = [name for raw in there.values() if isinstance(name := raw.get(members[0]), str)]
    raise Failure(f"There is no {kind} {text!r} that you can see{nearest(text, names)}", _LISTS[kind], NOT_FOUND)


_LISTS = {
    "dataset": "`omiq datasets list` shows all.",
    "workflow": "`omiq workflows list` shows all.",
    "group": "`omiq groups list` shows all.",
    "user": "`omiq users search` finds users.",
    "file": "`omiq files list DATASET` shows all.",
}


def _told(id: int, raw: Any, members: Sequence[str]) -> str:
    said = (raw.get(name) for name in ("updatedAt", "datasetName", "status", "size", *members[1:]))
    return f"{id} ({', '.join(str(each) for each in said if each is not None) or 'no more is told'})"
