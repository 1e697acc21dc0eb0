"""Compare answers with the schemas of the catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeVar

from omiq_generated.types import UNSET

from .._catalog.document import Described, Document, Schema
from .._shapes import is_member_name, type_of
from .findings import Finding, Kind

T = TypeVar("T")
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_FIRST, _BETWEEN = 20, 30
_MOST_NEW = 50  # new members of one object: what has more is keyed by data
_MOST_REMEMBERED = 1_000
_DEEPEST = 40


class Comparer:
    """Finds where answers differ from what a document says of them.

    Told are members that the catalog does not hold (of objects whose members it knows), members that it requires and
    that are missing, other types (JSON's: `1.0` is an integer, and `1` a number), texts that are not among those known
    of them, a missing or empty envelope, and statuses that it does not hold. Errors (400 to 599) are left open by the
    catalog. Of long lists the first items and some of the others are looked at.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._answers: dict[str, _Place] = {}

    @property
    def version(self) -> str:
        """The version of the catalog."""
        return str(self._document.value["info"]["version"])

    def catalogued(self, operation: str, method: str, path: str) -> str:
        """Return the id of the operation that a call is of: its own, else that of the only one with its request.

        "" where there is none, or more than one.
        """
        if operation in self._document.operations:
            return operation
        found = self._document.of_request(method, path.partition("?")[0])
        return found[0].id if len(found) == 1 else ""

    def findings(self, operation: str, status: int, answer: Any = UNSET) -> set[Finding]:
        """Return where an answer to an operation (its id) differs; `answer` is its JSON, UNSET where it has none.

        That of an operation which took long is what it ended with. What the document lacks has no findings.
        """
        described = self._document.operations.get(operation)
        if described is None or 400 <= status <= 599:
            return set()
        if str(status) not in described.said["responses"]:
            return {Finding(operation, "$", "status", str(status))}
        return set() if answer is UNSET else self._compared(described, answer)

    def _compared(self, described: Described, answer: Any) -> set[Finding]:
        place = self._answers.get(described.id)
        if place is None:
            place = self._answers[described.id] = _Place(self._document, described.id, "$", described.answer)
        found: set[Finding] = set()
        place.compare(answer, found)
        envelope = described.envelope
        if envelope is not None and isinstance(answer, dict) and answer.get(envelope) is None:
            return _with_envelope(found, place.at(envelope), missing=envelope not in answer)
        return found


class _Place:
    """A place in the answers of an operation and what the catalog says of it, made when an answer first has it.

    So each schema is read once for a place, and one that holds itself comes to an end.
    """

    def __init__(self, document: Document, operation: str, path: str, schema: Schema, depth: int = 0) -> None:
        self._document = document
        self._operation = operation
        self._path = path
        self._depth = depth
        schema = document.resolved(schema) if depth < _DEEPEST else {}
        self._types = _types(schema)
        self._accepted = frozenset(kind for name in self._types for kind in _PYTHON[name])
        self._choices = [self._below("", choice) for choice in schema.get("anyOf", schema.get("oneOf", ()))]
        self._known = frozenset(schema.get("x-omiq-known-values", ()))
        self._members: Mapping[str, Schema] = schema.get("properties", {})
        self._required: Sequence[str] = schema.get("required", ())
        self._items: Schema = schema.get("items", {})
        self._others: Schema | bool = schema.get("additionalProperties", True)
        self._places: dict[str, _Place] = {}
        self._new: dict[tuple[str, type], Finding] = {}

    @property
    def expected(self) -> str:
        """The types that the catalog tells, in words."""
        names = [choice.expected for choice in self._choices] or self._types or ["any"]
        return " or ".join(dict.fromkeys(names))

    @cached_property
    def _item(self) -> _Place:
        """The place of each item of a list."""
        return self._below("[*]", self._items)

    @cached_property
    def _value(self) -> _Place | None:
        """The place of each value of a map; None where what else an object holds are members of their own."""
        return self._below("[*]", self._others) if isinstance(self._others, Mapping) else None

    def accepts(self, value: Any) -> bool:
        """Say whether a value is of a type that the catalog tells."""
        if self._choices:
            return any(choice.accepts(value) for choice in self._choices)
        return not self._accepted or type(value) in self._accepted or ("integer" in self._types and _is_whole(value))

    def compare(self, value: Any, found: set[Finding]) -> None:
        """Add where a value differs."""
        if not self.accepts(value):
            found.add(self.finding("type", f"{type_of(value)} where {self.expected}"))
        elif self._choices:
            found |= min(self._compared_with_choices(value), key=_misfit)
        elif isinstance(value, dict):
            self._compare_members(value, found)
        elif isinstance(value, list):
            for item in _sample(value):
                self._item.compare(item, found)
        elif self._known and isinstance(value, str) and value not in self._known:
            found.add(self.finding("value", f"none of the {len(self._known)} known"))

    def at(self, member: str) -> _Place:
        """Return the place of a member that the catalog knows."""
        place = self._places.get(member)
        if place is None:
            place = self._places[member] = self._below(f".{member}", self._members.get(member, {}))
        return place

    def finding(self, kind: Kind, detail: str) -> Finding:
        return Finding(self._operation, self._path, kind, detail)

    def _compared_with_choices(self, value: Any) -> Iterator[set[Finding]]:
        for choice in self._choices:
            if choice.accepts(value):
                found: set[Finding] = set()
                choice.compare(value, found)
                yield found

    def _compare_members(self, value: dict[str, Any], found: set[Finding]) -> None:
        for name in self._required:
            if name not in value:
                found.add(self.at(name).finding("missing member", self.at(name).expected))
        others = []
        for name, member in value.items():
            if name in self._members:
                self.at(name).compare(member, found)
            else:
                others.append(name)
        if self._value is not None:
            for name in _sample(others):
                self._value.compare(value[name], found)
        elif self._members:
            own = not _are_data(value, others)
            found.update(self._told(name, value[name], own=own) for name in others)

    def _told(self, name: str, value: Any, *, own: bool) -> Finding:
        """Return the finding of a new member, whose name is told where it is the API's own."""
        key = name if own else "", type(value)
        told = self._new.get(key)
        if told is None:
            path = f"{self._path}.{name}" if own and is_member_name(name) else f"{self._path}[*]"
            told = Finding(self._operation, path, "new member", type_of(value))
            if len(self._new) < _MOST_REMEMBERED:
                self._new[key] = told
        return told

    def _below(self, step: str, schema: Schema) -> _Place:
        return _Place(self._document, self._operation, self._path + step, schema, self._depth + 1)


def _with_envelope(found: set[Finding], envelope: _Place, *, missing: bool) -> set[Finding]:
    """Return findings of which that of the envelope is told as such."""
    if not missing and envelope.accepts(None):
        return found
    told = envelope.finding("envelope", f"{'missing' if missing else 'null'} where {envelope.expected}")
    return {each for each in found if each.path != told.path} | {told}


def _are_data(value: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Say whether members of an object that the catalog lacks look like the keys of a map: the names of somebody."""
    if len(names) > _MOST_NEW or len(names) == len(value) > 1:
        return True
    return not all(map(is_member_name, names)) and len({type_of(value[name]) for name in names}) == 1


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _is_whole(value: Any) -> bool:
    """Say whether a number without an integer's type is one all the same: `1.0`, or one that no float can hold."""
    return value.is_integer() if isinstance(value, float) else isinstance(value, Decimal)


def _misfit(found: AbstractSet[Finding]) -> tuple[int, int]:
    return sum(each.kind != "new member" for each in found), len(found)


def _sample(values: Sequence[T]) -> Iterator[T]:
    """Yield the first of many values, and some that are spread over the others."""
    yield from values[:_FIRST]
    yield from values[_FIRST :: max(1, len(values) // _BETWEEN)]
