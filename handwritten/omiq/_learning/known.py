"""Objects that the catalog describes, recognised where they turn up in answers that it does not know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from omiq_generated.types import UNSET

from .._catalog.document import Document, Schema, name_of
from .._recording.exchange import Exchange
from .shape import Shape
from .words import singular

_OF_ANYTHING: Final = frozenset({"id", "name"})
_HALF, _MOST = 0.5, 0.8  # of all members that are in one of two objects, those in both
_MANY: Final = 5  # members in common that tell an object without its name


class Known(NamedTuple):
    """A schema of the catalog that an object is taken for, and why."""

    name: str
    why: str


class _Fit(NamedTuple):
    """How well an object fits a schema; the greatest is best."""

    named: bool
    common: float
    name: str
    why: str


class KnownObjects:
    """The catalog's objects, and which members they have in the answers of a recording."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen = defaultdict[str, Shape](Shape)
        self._objects = {name: schema for name, schema in document.schemas.items() if _is_open_object(schema)}
        self._names = defaultdict[str, set[str]](set)
        for name, schema in document.schemas.items():
            self._names[name.lower()].add(name)
            for key, member in schema.get("properties", {}).items():
                self._note_name(key, member)
        for operation in document.operations.values():
            for key, member in operation.answer.get("properties", {}).items():
                self._note_name(key, member)

    def hear(self, exchange: Exchange) -> None:
        """Look at the objects in an answer of an operation that the catalog has."""
        operations = self._document.of_request(exchange.method, exchange.path)
        if exchange.answer is not UNSET and len(operations) == 1:
            for name, value in self._walk(operations[0].answer, exchange.answer):
                self._seen[name].add(value)

    def find(self, member: str, shape: Shape) -> Known | None:
        """Return the schema of objects that were seen under `member`, None where that is not sure."""
        fits = sorted((fit for name in self._objects if (fit := self._fit(name, member, shape))), reverse=True)
        if not fits or (len(fits) > 1 and fits[0][:2] == fits[1][:2]):
            return None
        return Known(fits[0].name, fits[0].why)

    def namesake(self, member: str) -> str:
        """Return the one schema that is named like a member, "" where there is none."""
        found = self._names.get(singular(member).lower(), set())
        return next(iter(found)) if len(found) == 1 else ""

    def _note_name(self, key: str, member: Schema) -> None:
        for part in (member, member.get("items", {}), member.get("additionalProperties", {})):
            if isinstance(part, Mapping) and name_of(part):
                self._names[singular(key).lower()].add(name_of(part))

    def _fit(self, name: str, member: str, shape: Shape) -> _Fit | None:
        schema = self._objects[name]
        described: Mapping[str, Schema] = schema.get("properties", {})
        if not shape.members or not shape.always.issuperset(schema.get("required", ())):
            return None
        if not all(_fits(shape.members[key], self._types(described[key])) for key in shape.members.keys() & described):
            return None
        named = name in self._names.get(singular(member).lower(), ())
        seen = self._seen.get(name)
        return self._by_seen(name, shape, seen, named) if seen else self._by_name(name, shape, described, named)

    def _by_seen(self, name: str, shape: Shape, seen: Shape, named: bool) -> _Fit | None:
        both = shape.members.keys() & seen.members.keys()
        if not all(_fits(shape.members[key], seen.members[key].types) for key in both):
            return None
        common = len(both) / len(shape.members.keys() | seen.members.keys())
        is_like = common >= _HALF or len(both) == len(shape.members)
        is_telling = len(both) > 1 and bool(both - _OF_ANYTHING)
        if (named and is_like and is_telling) or (common >= _MOST and len(both) >= _MANY):
            why = f"{len(both)} of the {len(seen.members)} members seen elsewhere"
            return _Fit(named, common, name, f"{'named so, with ' * named}{why}")
        return None

    def _by_name(self, name: str, shape: Shape, described: Mapping[str, Schema], named: bool) -> _Fit | None:
        both = shape.members.keys() & described.keys()
        if not named or not both - _OF_ANYTHING or 2 * len(both) < len(described):
            return None
        why = f"named so, with {len(both)} of its {len(described)} known members; review: none seen elsewhere"
        return _Fit(named, len(both) / len(shape.members.keys() | described.keys()), name, why)

    def _types(self, schema: Schema) -> Collection[str]:
        types = self._document.resolved(schema).get("type", ())
        return (types,) if isinstance(types, str) else types

    def _walk(self, schema: Schema, value: Any) -> Iterator[tuple[str, Any]]:
        """Yield the objects in a value with the names of their schemas."""
        if name_of(schema) in self._objects and isinstance(value, dict):
            yield name_of(schema), value
        resolved = self._document.resolved(schema)
        if isinstance(value, dict):
            values = resolved.get("additionalProperties")
            for key, item in value.items():
                inner = resolved.get("properties", {}).get(key, values)
                yield from self._walk(inner, item) if isinstance(inner, Mapping) else ()
        elif isinstance(value, list):
            for item in value:
                yield from self._walk(resolved.get("items", {}), item)


def _is_open_object(schema: Schema) -> bool:
    """Say whether answers may hold it: requests are closed."""
    return schema.get("type") == "object" and schema.get("additionalProperties") is not False


def _fits(shape: Shape, types: Collection[str]) -> bool:
    """Say whether values of a shape have one of the types, where any are told."""
    mine = set(shape.types)
    return not types or not mine or bool(mine & set(types)) or (mine == {"integer"} and "number" in types)
