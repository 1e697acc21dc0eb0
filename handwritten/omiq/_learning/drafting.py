"""Draft operations: what they are called, what they take, and what they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from omiq_generated.types import UNSET
from omiq_generator.names import python_name

from .._catalog.document import Document
from . import answers
from .known import KnownObjects
from .naming import Guess, guess
from .objects import Objects
from .parameters import parameters
from .retries import retry
from .schemas import Named, Schemas
from .shape import NULL, Shape
from .taken import Taken
from .templates import Seen
from .words import pascal
from .yaml_text import Noted

_ERROR: Final = {"$ref": "#/components/responses/Error"}
_LONG: Final = "longOpId"
_IDS: Final = frozenset({"integer", "string"})


class Drafted(NamedTuple):
    """A drafted operation, and what the catalog is to say of it."""

    tag: str
    path: str
    method: str
    said: Noted
    id: str
    requests: int


class _Named(NamedTuple):
    """An operation with its names, and what was sent and answered."""

    seen: Seen
    guess: Guess
    tag: str
    id: str
    method: str
    answer: Shape
    body: Shape


class Drafter:
    """Drafts the operations that a catalog lacks, with tags and schemas that it has not either."""

    def __init__(self, document: Document, known: KnownObjects, is_data: Callable[[str], bool], source: str) -> None:
        self._document = document
        self._is_data = is_data
        self._source = source
        self._taken = Taken(document)
        self._objects = Objects(known, self._taken)
        self._schemas = Schemas(self._objects, self._taken, source)
        self.tags: dict[str, str] = {}
        self.left_out = Counter[str]()

    @property
    def schemas(self) -> Sequence[Named]:
        """The schemas that the drafted operations refer to, and the catalog lacks."""
        return sorted(self._schemas.named.values())

    def draft(self, seen: Sequence[Seen]) -> list[Drafted]:
        """Draft operations for what was seen."""
        shapes = [(each, self._answer(each), self._body(each)) for each in seen]
        fitting = [each for each in shapes if self._fits(*each)]
        tags = [self._tag(each.path) for each, _, _ in fitting]
        named = [self._name(*each, tag) for each, tag in zip(fitting, tags, strict=True)]
        lookups = self._lookups(named)
        for each in named:
            answers.take(self._objects, each.answer, each.seen.path, each.tag)
        return [self._operation(each, lookups) for each in named]

    def _answer(self, seen: Seen) -> Shape:
        whole = (each.answer for each in seen.exchanges if each.answer is not UNSET)
        shape = Shape(*(each for each in whole if not (isinstance(each, dict) and _LONG in each)))
        shape.settle(self._is_data)
        return shape

    def _body(self, seen: Seen) -> Shape:
        shape = Shape(*(each.request for each in seen.exchanges if each.request not in (UNSET, None)))
        shape.settle(self._is_data)
        return shape

    def _fits(self, seen: Seen, answer: Shape, body: Shape) -> bool:
        """Say whether the catalog can describe an operation."""
        why = ""
        if body.types not in ((), ("object",)):
            why = "with a body that is no JSON object"
        elif answer.types not in ((), ("object",), ("array",)) or answer.kinds[NULL]:
            why = "with an answer that is neither a JSON object nor a list"
        if why:
            self.left_out[why] += len(seen.exchanges)
        return not why

    def _tag(self, path: str) -> str:
        """Return the tag of the operations whose paths begin alike, else that of the first word."""
        near = max(
            (
                (_common(path, each.path), -len(each.path), each.said["tags"][0])
                for each in self._document.operations.values()
            ),
            default=(0, 0, ""),
        )
        if near[0]:
            return str(near[2])
        first = path.split("/")[1]
        tag = self._taken.tag(first)
        if tag not in (each["name"] for each in self._document.value.get("tags", ())):
            self.tags[tag] = f"Calls below `/{first}`, drafted from a recording."
        return tag

    def _name(self, seen: Seen, answer: Shape, body: Shape, tag: str) -> _Named:
        found = guess(seen.method, seen.path)
        id = self._taken.operation(*found.ids)
        return _Named(seen, found, tag, id, self._taken.method(tag, *found.methods(tag)), answer, body)

    def _lookups(self, named: Sequence[_Named]) -> dict[str, str]:
        known = {
            each.path: each.said["x-omiq"]["method"]
            for each in self._document.operations.values()
            if each.method == "GET"
        }
        return known | {each.seen.path: each.method for each in named if each.seen.method == "GET"}

    def _operation(self, named: _Named, lookups: Mapping[str, str]) -> Drafted:
        seen = named.seen
        described, skipped = parameters(seen, self._is_data)
        said: dict[str, Any] = {
            "operationId": Noted(named.id, "review: guessed"),
            "tags": [named.tag],
            "summary": named.guess.summary,
            "x-omiq": self._omiq(named, lookups),
        }
        said |= {"parameters": described} if described else {}
        said |= {"requestBody": {"required": True, **_json(self._body_schema(named))}} if named.body.seen else {}
        title = f"{pascal((named.id,))}Response"
        schema = answers.schema_of(self._schemas, named.answer, seen.path, named.tag, title)
        description = answers.description_of(named.answer, named.guess.thing)
        said["responses"] = {"200": {"description": description, **_json(schema)}, "default": _ERROR}
        noted = Noted(said, _note(named, skipped))
        return Drafted(named.tag, seen.path, seen.method.lower(), noted, named.id, len(seen.exchanges))

    def _omiq(self, named: _Named, lookups: Mapping[str, str]) -> dict[str, Any]:
        envelope = answers.envelope_of(named.answer)
        repeating = retry(named.seen.method, named.guess, lookups)
        return {
            "method": named.method,
            **({"envelope": envelope} if envelope else {}),
            "retry": Noted(repeating.pop("retry"), f"review: guessed from {named.seen.method}"),
            **repeating,
            "certainty": "observed",
            "sources": [self._source],
        }

    def _body_schema(self, named: _Named) -> Noted:
        """Describe a body whose members become arguments, beside those for the path and the query."""
        in_path = {each.name for each in named.seen.parameters}
        arguments = {python_name(name) for exchange in named.seen.exchanges for name, _ in exchange.query}
        arguments |= {python_name(name) for name in in_path}
        body = named.body
        from_path = {key for key in in_path & body.members.keys() if {*body.members[key].types} <= _IDS}
        for key in [key for key in body.members if key not in from_path and python_name(key) in arguments]:
            del body.members[key]
            body.left_out += 1
        return self._schemas.body(body, f"{pascal((named.id,))}Request", named.tag, from_path, arguments)


def _json(schema: Noted) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _note(named: _Named, skipped: int) -> str:
    seen = named.seen
    count = len(seen.exchanges)
    notes = [f"seen in {count} request{'s' * (count > 1)}"]
    if long := sum(each.long_operation for each in seen.exchanges):
        notes.append(f"{long} answered by way of a long operation, as any may")
    if skipped:
        notes.append(f"query parameters left out, whose names may be data or are those of others: {skipped}")
    if not named.answer.seen:
        notes.append("review: no answer could be read, and a method of the client expects JSON")
    if named.body.seen and (without := sum(each.request in (UNSET, None) for each in seen.exchanges)):
        notes.append(f"review: {without} without a body")
    return "; ".join(notes)


def _common(path: str, other: str) -> int:
    """Count the segments that two paths have in common at their beginnings, whatever their parameters are called."""
    pairs = zip(path.split("/")[1:], other.split("/")[1:], strict=False)
    count = 0
    for one, two in pairs:
        if one != two and not (one.startswith("{") and two.startswith("{")):
            break
        count += 1
    return count
