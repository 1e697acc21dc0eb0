"""Reads all that can be read, to compare every answer with the catalog."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple, Protocol

from omiq_generated.calls import fill

from .._catalog.document import Described, Document
from .._errors import AuthenticationError, CallError
from .comparing import Comparer
from .findings import Finding
from .identifiers import DATASET, Known, is_id, kinds

_SAME: Final = {"resourceId": "datasetId"}
"""What else a parameter takes: `resourceType` is a dataset unless another one is named."""
_HARMLESS: Final[Mapping[str, Any]] = {"query": "a"}


class Received(NamedTuple):
    """An answer: its status and its JSON."""

    status: int
    json: Any


class Read(Protocol):
    """Sends `GET path`; raises CallError."""

    def __call__(self, path: str, query: Mapping[str, Any], /) -> Received: ...


class Planned(NamedTuple):
    """An operation, the ids that it needs, each with the operation that holds such, and why it is not called."""

    operation: Described
    ids: Mapping[str, str]
    why_not: str = ""


class Probed(NamedTuple):
    """A call that was made: its answer and what was found in it, or why there was none."""

    operation: Described
    findings: Collection[Finding] = ()
    answer: Received | None = None
    error: CallError | None = None


def plan(document: Document, datasets: Collection[int] = ()) -> list[Planned]:
    """Return which operations would be called, in this order, then those that would not be.

    Called are reads alone: operations of the retry class `safe` that are a GET. A POST that the catalog takes for a
    read is not called, because it would be one only if the catalog is right.
    """
    known = {DATASET: "what is given"} if datasets else {}
    order, waiting = list[Planned](), _reads(document)
    while ready := [each for each in waiting if not _lacking(each, known)]:
        for operation in ready:
            order.append(Planned(operation, {name: known[_id(name)] for name in _ids(operation)}))
            known = dict.fromkeys(kinds(document, operation.answer), operation.id) | known
        waiting = [each for each in waiting if each not in ready]
    return [*order, *(Planned(each, {}, f"no {_lacking(each, known)[0]} is known") for each in waiting)]


def probe(document: Document, read: Read, datasets: Collection[int] = ()) -> Iterator[Probed]:
    """Carry out a plan, each operation with one or two sets of ids; a call that fails does not stop the others.

    Raise AuthenticationError, or ConnectionFailed: no other call would do better.
    """
    known, comparer = Known(document, datasets), Comparer(document)
    for planned in plan(document, datasets):
        operation, needed = planned.operation, _ids(planned.operation)
        for ids in [] if planned.why_not else known.sets([_id(name) for name in needed]) if needed else [{}]:
            try:
                answer = read(*_request(operation, {name: ids[_id(name)] for name in needed}))
            except CallError as error:
                if error.status is None or isinstance(error, AuthenticationError):
                    raise
                yield Probed(operation, error=error)
            else:
                known.read(answer.json, operation.answer, ids)
                yield Probed(operation, comparer.findings(operation.id, answer.status, answer.json), answer)


def _reads(document: Document) -> list[Described]:
    return [
        each for each in document.operations.values() if each.method == "GET" and each.said["x-omiq"]["retry"] == "safe"
    ]


def _needed(operation: Described) -> list[Mapping[str, Any]]:
    parameters = operation.said.get("parameters", ())
    return [each for each in parameters if each.get("required") and "default" not in each["schema"]]


def _ids(operation: Described) -> list[str]:
    return [each["name"] for each in _needed(operation) if is_id(each["name"])]


def _id(parameter: str) -> str:
    return _SAME.get(parameter, parameter).casefold()


def _lacking(operation: Described, known: Mapping[str, object]) -> list[str]:
    names = [each["name"] for each in _needed(operation)]
    return [name for name in names if (_id(name) not in known if is_id(name) else name not in _HARMLESS)]


def _request(operation: Described, ids: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return path and query; what has a default is sent as the client would."""
    values = {**{each["name"]: _HARMLESS.get(each["name"]) for each in _needed(operation)}, **ids}
    query: dict[str, Any] = {}
    for parameter in operation.said.get("parameters", ()):
        name = parameter["name"]
        if parameter["in"] == "query" and (name in values or "default" in parameter["schema"]):
            query[name] = values.get(name, parameter["schema"].get("default"))
    path = {name: value for name, value in values.items() if f"{{{name}}}" in operation.path}
    return fill(operation.path, **path), query
