"""Draft operations: what they are called, what they take, and what they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from omiq_generated.types import UNSET
from omiq_generator.names import python_name

from .._catalog.document import Document
from .known import KnownObjects
from .naming import Guess, about, guess
from .objects import Objects, Within, is_object
from .parameters import parameters
from .retries import retry
from .schemas import Named, Schemas
from .shape import ID, NULL, Shape
from .taken import Taken
from .templates import Seen
from .words import pascal
from .yaml_text import Noted

_ERROR: Final = {"$ref": "#/components/responses/Error"}
_LONG: Final = "longOpId"


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
            self._take(each)
        return [self._operation(each, lookups) for each in named]

    def _answer(self, seen: Seen) -> Shape:
        answers = (each.answer for each in seen.exchanges if each.answer is not UNSET)
        shape = Shape(*(each for each in answers if not (isinstance(each, dict) and _LONG in each)))
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

    def _take(self, named: _Named) -> None:
        """Note the objects in an answer, before any of them gets its name."""
        noun = about(named.seen.path)
        within = Within(pascal((noun,)), is_answer=True)
        if _is_thing(named.answer) or not is_object(named.answer):
            self._objects.take(named.answer, noun, within, named.tag)
        else:
            for key, member in named.answer.members.items():
                self._objects.take(member, key, within, named.tag)

    def _operation(self, named: _Named, lookups: Mapping[str, str]) -> Drafted:
        seen = named.seen
        envelope = _envelope(named.answer)
        repeating = retry(seen.method, named.guess, lookups)
        said: dict[str, Any] = {
            "operationId": Noted(named.id, "review: guessed"),
            "tags": [named.tag],
            "summary": named.guess.summary,
            "x-omiq": {
                "method": named.method,
                **({"envelope": envelope} if envelope else {}),
                "retry": Noted(repeating.pop("retry"), f"review: guessed from {seen.method}"),
                **repeating,
                "certainty": "observed",
                "sources": [self._source],
            },
        }
        taken = parameters(seen, self._is_data)
        said |= {"parameters": taken} if taken else {}
        if named.body.seen:
            content = {"application/json": {"schema": self._body_schema(named)}}
            said["requestBody"] = {"required": True, "content": content}
        answer = {
            "description": _answered(named),
            "content": {"application/json": {"schema": self._answer_schema(named)}},
        }
        said["responses"] = {"200": answer, "default": _ERROR}
        note = _note(named)
        return Drafted(named.tag, seen.path, seen.method.lower(), Noted(said, note), named.id, len(seen.exchanges))

    def _body_schema(self, named: _Named) -> Noted:
        ids = frozenset(each.name for each in named.seen.parameters) & named.body.members.keys()
        query = {python_name(name) for exchange in named.seen.exchanges for name, _ in exchange.query}
        for key in [key for key in named.body.members if key not in ids and python_name(key) in query]:
            del named.body.members[key]
            named.body.left_out += 1
        return self._schemas.body(named.body, f"{pascal((named.id,))}Request", named.tag, ids)

    def _answer_schema(self, named: _Named) -> Noted:
        answer, title, noun = named.answer, f"{pascal((named.id,))}Response", about(named.seen.path)
        if answer.types == ("array",):
            return Noted(self._schemas.list_of(answer, title, noun, named.tag), "")
        if _is_thing(answer):
            return self._schemas.answered(answer, noun, named.tag)
        open_object: dict[str, Any] = {"title": title, "type": "object"}
        if answer.values is not None:
            schema, note = self._schemas.answered(answer.values, noun, named.tag)
            return Noted(open_object | {"additionalProperties": schema or True}, note)
        members = self._schemas.members(answer, noun, named.tag)
        if envelope := _envelope(answer):
            members = {"required": [envelope]} | members
        left_out = f"{answer.left_out} members left out, whose names may be data" if answer.left_out else ""
        return Noted(open_object | members | {"additionalProperties": True}, left_out)


def _is_thing(answer: Shape) -> bool:
    """Say whether an answer is an object with an id, and not one that holds such an object."""
    return is_object(answer) and ID in answer.always


def _envelope(answer: Shape) -> str:
    """Return the one member that each answer has, "" where there are others."""
    one = [*answer.always] if len(answer.members) == 1 and not answer.left_out and not _is_thing(answer) else [""]
    return one[0] if one and one[0] and answer.members[one[0]].types else ""


def _answered(named: _Named) -> str:
    """Say what an answer holds."""
    if not (named.answer.members or named.answer.values or named.answer.items):
        return "An object of which no member is known."
    return f"The {named.guess.thing}." if named.guess.noun else "The answer."


def _note(named: _Named) -> str:
    seen = named.seen
    count = len(seen.exchanges)
    notes = [f"seen in {count} request{'s' * (count > 1)}"]
    if long := sum(each.long_operation for each in seen.exchanges):
        notes.append(f"{long} answered by way of a long operation, as any may")
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
