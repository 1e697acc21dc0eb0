"""What differs between two versions of a schema, in terms of who reads it in an answer or sends it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from .._json import encode
from .document import Document, Schema, name_of

Effect: TypeAlias = Literal["breaks", "adds", "documents"]

_DOCUMENTATION: Final = ("summary", "description", "format", "x-omiq-known-values")
_ANY: Final = "any value"
_MISSING: Final = object()
_SHORT: Final = 60  # letters


class Change(NamedTuple):
    """A difference at a JSON path within a schema."""

    effect: Effect
    path: str
    what: str


class Comparison:
    """Compares schemas of two documents: those of what is `sent`, or else of what is answered.

    A caller gives what is sent, and breaks where less is taken; a caller reads what is answered, and breaks where
    more may come. What both documents refer to by the same name is compared by `named` alone.
    """

    def __init__(self, old: Document, new: Document, *, sent: bool) -> None:
        self._old = old
        self._new = new
        self._sent = sent
        self._begun: set[tuple[str, str]] = set()

    def named(self, name: str) -> Iterator[Change]:
        """Compare the schemas that have this name in both documents."""
        old, new = self._old.schemas[name], self._new.schemas[name]
        yield from documentation(old, new, "$")
        before, after = _alternatives(self._old, old, name), _alternatives(self._new, new, name)
        yield from self._kinds(before, after, "$")
        for kind in [kind for kind in before if kind in after]:
            yield from self._inside(before[kind], after[kind], "$")

    def value(self, old: Schema, new: Schema, path: str, *, nulls: bool = True) -> Iterator[Change]:
        """Compare the schemas of a value; without `nulls`, whether it may be null is no matter."""
        yield from documentation(old, new, path)
        names = name_of(old), name_of(new)
        if old == new or (names[0] and names[0] == names[1]) or names in self._begun:
            return
        self._begun |= {names} if all(names) else set()
        before, after = _alternatives(self._old, old), _alternatives(self._new, new)
        if not nulls:
            before.pop("null", None)
            after.pop("null", None)
        yield from self._kinds(before, after, path)
        for kind in [kind for kind in before if kind in after]:
            if not name_of(before[kind]) or name_of(before[kind]) != name_of(after[kind]):
                yield from self._inside(before[kind], after[kind], path)

    def members(self, old: Schema, new: Schema, path: str) -> Iterator[Change]:
        """Compare the members of two objects, but those that the client fills from the path."""
        before, after = _members(old), _members(new)
        for name in {**before, **after}:
            where = f"{path}.{name}"
            if name not in after:
                yield Change("breaks", where, "is gone")
            elif name in before:
                given = name in old.get("required", ()), name in new.get("required", ())
                compared = self.argument if self._sent else self._answered
                yield from compared(before[name], after[name], where, given)
            else:
                yield self.added(after[name], where, required=name in new.get("required", ()))

    def added(self, schema: Schema, path: str, *, required: bool) -> Change:
        """Tell of a member or parameter that the old document has not."""
        if self._sent and required and "default" not in self._new.resolved(schema):
            return Change("breaks", path, "is new, and must be given")
        return Change("adds", path, "is new")

    def argument(self, old: Schema, new: Schema, path: str, required: tuple[bool, bool]) -> Iterator[Change]:
        """Compare two versions of what a caller gives by name; what has a default need not be given."""
        before = self._old.resolved(old).get("default", _MISSING)
        after = self._new.resolved(new).get("default", _MISSING)
        must = required[0] and before is _MISSING, required[1] and after is _MISSING
        if must[0] != must[1]:
            yield (
                Change("breaks", path, "must be given now") if must[1] else Change("adds", path, "may be left out now")
            )
        elif before != after or type(before) is not type(after):
            yield Change("breaks", path, f"where it is left out: {_default(before)}, now {_default(after)}")
        yield from self.value(old, new, path)

    def _answered(self, old: Schema, new: Schema, path: str, required: tuple[bool, bool]) -> Iterator[Change]:
        """Compare two versions of what a caller reads as None where it is missing or null."""
        nullable = "null" in _alternatives(self._old, old), "null" in _alternatives(self._new, new)
        before, after = _presence(required[0], nullable[0]), _presence(required[1], nullable[1])
        was_sure, is_sure = before == "always there", after == "always there"
        if before != after:
            effect: Effect = "documents" if was_sure == is_sure else "adds" if is_sure else "breaks"
            yield Change(effect, path, f"{before}, now {after}")
        yield from self.value(old, new, path, nulls=False)

    def _kinds(self, before: Collection[str], after: Collection[str], path: str) -> Iterator[Change]:
        wider = [kind for kind in after if not _is_covered(kind, before)]
        narrower = [kind for kind in before if not _is_covered(kind, after)]
        if wider or narrower:
            effect: Effect = "breaks" if (narrower if self._sent else wider) else "adds"
            yield Change(effect, path, f"{' or '.join(before)}, now {' or '.join(after)}")

    def _inside(self, old: Schema, new: Schema, path: str) -> Iterator[Change]:
        old, new = self._old.resolved(old), self._new.resolved(new)
        if self._sent:
            yield from _values(old.get("enum"), new.get("enum"), path)
        yield from self.members(old, new, path)
        for key in ("items", "additionalProperties"):
            yield from self.value(_inner(old, key), _inner(new, key), f"{path}[*]")


def documentation(old: Mapping[str, Any], new: Mapping[str, Any], path: str) -> Iterator[Change]:
    """Compare what is there to be read alone."""
    for name in _DOCUMENTATION:
        yield from reworded(name.removeprefix("x-omiq-").replace("-", " "), old.get(name), new.get(name), path)
    for name in ("certainty", "sources", "reason", "look-up"):
        yield from reworded(name, old.get("x-omiq", {}).get(name), new.get("x-omiq", {}).get(name), path)


def reworded(name: str, old: Any, new: Any, path: str) -> Iterator[Change]:
    """Tell where something to be read differs, in full where it is short."""
    if old == new:
        return
    before, after = (", ".join(map(str, each)) if isinstance(each, list) else str(each) for each in (old, new))
    if old is None or new is None:
        yield Change("documents", path, f"{name} is {'new' if old is None else 'gone'}")
    elif len(before + after) > _SHORT:
        yield Change("documents", path, f"{name} is another")
    else:
        yield Change("documents", path, f"{name}: {before}, now {after}")


def is_model(schema: Schema) -> bool:
    """Say whether a model is made of a schema that has a name."""
    return "object" in schema.get("type", ()) and not _inner(schema, "additionalProperties")


def _values(old: list[Any] | None, new: list[Any] | None, path: str) -> Iterator[Change]:
    """Compare lists of the only values that may be sent; None stands for all values."""
    if new is None:
        if old is not None:
            yield Change("adds", path, "any value now")
    elif old is None:
        yield Change("breaks", path, f"only {_listed(new)} now")
    else:
        if gone := [value for value in old if value not in new]:
            yield Change("breaks", path, f"{_listed(gone)} no longer")
        if more := [value for value in new if value not in old]:
            yield Change("adds", path, f"{_listed(more)} too")


def _alternatives(document: Document, schema: Schema, name: str = "") -> dict[str, Schema]:
    """Return the schemas that a value may have by what a caller takes each for: a JSON type, or a model's name."""
    found: dict[str, Schema] = {}
    for kind, alternative in _each_alternative(document, schema, name):
        while kind in found:
            kind = f"another {kind}"
        found[kind] = alternative
    return found


def _each_alternative(document: Document, schema: Schema, name: str = "") -> Iterator[tuple[str, Schema]]:
    whole = document.resolved(schema)
    parts = whole.get("anyOf", whole.get("oneOf"))
    for part in parts or ():
        yield from _each_alternative(document, part)
    if parts is None:
        types = whole.get("type", _ANY)
        for kind in [types] if isinstance(types, str) else types:
            called = name or name_of(schema) if kind == "object" and is_model(whole) else ""
            yield called or kind, schema


def _is_covered(kind: str, kinds: Collection[str]) -> bool:
    return kind in kinds or _ANY in kinds or (kind == "integer" and "number" in kinds)


def _members(schema: Schema) -> dict[str, Schema]:
    """Return the members of an object that are read or given."""
    return {name: member for name, member in schema.get("properties", {}).items() if "x-omiq-from-path" not in member}


def _inner(schema: Schema, key: str) -> Schema:
    inner = schema.get(key)
    return inner if isinstance(inner, dict) else {}


def _presence(required: bool, nullable: bool) -> str:
    missing = [] if required else ["missing"]
    ways = missing + (["null"] if nullable else [])
    return f"perhaps {' or '.join(ways)}" if ways else "always there"


def _default(value: Any) -> str:
    return "nothing is sent" if value is _MISSING else f"{_json(value)} is sent"


def _listed(values: list[Any]) -> str:
    return ", ".join(map(_json, values))


def _json(value: Any) -> str:
    return encode(value).decode()
