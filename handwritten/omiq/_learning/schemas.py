"""From shapes to the schemas of the catalog: answers open, requests closed, each member with how often it was seen."""

from __future__ import annotations

from collections.abc import Set
from typing import Any, Final, NamedTuple

from omiq_generator.names import python_name
from omiq_generator.rules.schemas import RESERVED

from .known import Known
from .objects import Objects, Thing, Within, is_object
from .shape import ID, NULL, Shape
from .taken import Taken
from .words import pascal, phrase, singular
from .yaml_text import Flow, Noted

_REFERENCE: Final = "#/components/schemas/"
_KINDS: Final = {
    "<date-time>": "A date and time, as text.",
    "<e-mail>": "An e-mail address.",
    "<id>": "An id, as text.",
    "<key>": "An id, as text.",
    "<signed-url>": "A signed URL.",
    "<token>": "A secret.",
    "<url>": "A URL.",
}
_ENOUGH: Final = 2
"""Examples, all with a member, that make it required; one will do for the id of a thing."""


class Named(NamedTuple):
    """A schema with a name, and the tag in whose file it stands."""

    name: str
    tag: str
    schema: Noted


class Schemas:
    """Makes schemas; `named` are those of objects that the catalog lacks."""

    def __init__(self, objects: Objects, taken: Taken, source: str) -> None:
        self._objects = objects
        self._taken = taken
        self._evidence = Flow({"certainty": "observed", "sources": [source]})
        self.named: dict[str, Named] = {}

    def answered(self, shape: Shape, noun: str, tag: str) -> Noted:
        """Return the schema of what an answer about something holds."""
        return self._value(shape, noun, _Place(Within(pascal((noun,)), is_answer=True), tag, is_sent=False))

    def body(self, shape: Shape, name: str, tag: str, from_path: Set[str], arguments: Set[str]) -> Noted:
        """Return the schema of a body: an object as it is answered, or one of its own name.

        `from_path` are members that the path holds too, `arguments` what other arguments are called.
        """
        found = self._objects.whole(shape) if is_object(shape) else None
        if found is not None and python_name(found.name) not in arguments:
            return self._reference(found)
        place = _Place(Within(name.removesuffix("Request")), tag, is_sent=True)
        if is_object(shape) or not shape.is_map:
            schema = self._object(shape, place, from_path)
        else:
            schema, note = self._value(shape, "value", place)
            schema = Noted({"x-omiq": self._evidence, **schema}, note)
        self.named[name] = Named(name, tag, schema)
        return Noted(_reference(name), "")

    def list_of(self, shape: Shape, name: str, noun: str, tag: str) -> dict[str, Any]:
        """Name the schema of an answer that is a list, and refer to it."""
        schema, note = self.answered(shape, noun, tag)
        self.named[name] = Named(name, tag, Noted({"x-omiq": self._evidence, **schema}, note))
        return _reference(name)

    def members(self, shape: Shape, noun: str, tag: str) -> Noted:
        """Return `required` and `properties` of an answer about something."""
        members = self._members(shape, _Place(Within(pascal((noun,)), is_answer=True), tag, is_sent=False))
        return Noted(members, _left_out(shape, members))

    def _members(self, shape: Shape, place: _Place, from_path: Set[str] = frozenset()) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        used = set(RESERVED)
        for key, member in shape.members.items():
            if (name := python_name(key)) not in used:
                used.add(name)
                schema, note = self._value(member, key, place)
                if key in from_path:
                    schema |= {"x-omiq-from-path": key}
                    note = _joined(note, "review: taken for the one in the path")
                properties[key] = Noted(schema, _joined(f"in {member.seen} of {shape.objects}", note))
        required = [
            key
            for key in properties
            if key in shape.always and (shape.objects >= _ENOUGH or (key == ID and not place.is_sent))
        ]
        return ({"required": required} if required else {}) | ({"properties": properties} if properties else {})

    def _object(self, shape: Shape, place: _Place, from_path: Set[str] = frozenset()) -> Noted:
        schema = {"x-omiq": self._evidence, "type": "object", **self._members(shape, place, from_path)}
        return Noted(schema | {"additionalProperties": not place.is_sent}, _left_out(shape, schema))

    def _value(self, shape: Shape, member: str, place: _Place) -> Noted:
        types, nullable = shape.types, shape.kinds[NULL]
        note = f"null in {nullable}" if nullable else ""
        if not types:
            return Noted({}, "never with a value" if shape.seen else "")
        if is_object(shape):
            return _or_null(self._found(shape, member, place), note)
        if len(types) > 1 and {"object", "array"} & {*types}:
            return Noted({}, _joined("of types that differ: " + ", ".join(types), note))
        schema: dict[str, Any] = {"type": _types(types, nullable)}
        inner = shape.items if types == ("array",) else shape.values
        described = _description(shape, member)
        schema |= {"format": "int64"} if ID in shape.kinds else {}
        schema |= {"format": "password"} if shape.is_secret else {}
        schema |= {"description": described} if described else {}
        if types == ("array",):
            items, more = self._value(inner or Shape(), member, place)
            empty = "" if inner and inner.seen else "always empty"
            return Noted(schema | {"items": items}, _joined(note, more, empty))
        if types == ("object",):
            values, more = self._value(inner, member, place) if inner else Noted({}, "always empty")
            keys = "its keys are taken for data" if inner else ""
            return Noted(schema | {"additionalProperties": values or True}, _joined(note, keys, more))
        return Noted(schema, note)

    def _found(self, shape: Shape, member: str, place: _Place) -> Noted:
        if not place.is_sent:
            return self._reference(self._objects.find(shape, member, place.within, place.tag))
        found = self._objects.whole(shape)
        if found is not None:
            return self._reference(found)
        name = self._taken.schema(pascal((place.within.name, singular(member))))
        self.named[name] = Named(name, place.tag, self._object(shape, place._replace(within=Within(name))))
        return Noted(_reference(name), "")

    def _reference(self, found: Known | Thing) -> Noted:
        if isinstance(found, Known):
            return Noted(_reference(found.name), f"{found.name} of the catalog: {found.why}")
        if found.name not in self.named:
            self.named[found.name] = Named(found.name, found.tag, Noted({}, ""))  # for objects within themselves
            schema, note = self._object(found.shape, _Place(Within(found.called), found.tag, is_sent=False))
            other = (
                f"review: is this {found.namesake} of the catalog? it is too unlike it to be sure"
                if found.namesake
                else ""
            )
            self.named[found.name] = Named(found.name, found.tag, Noted(schema, _joined(other, note)))
        return Noted(_reference(found.name), "")


class _Place(NamedTuple):
    """Where a value stands: within which object, of which tag, and whether it is sent or answered."""

    within: Within
    tag: str
    is_sent: bool


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"{_REFERENCE}{name}"}


def _left_out(shape: Shape, schema: dict[str, Any]) -> str:
    missing = shape.left_out + len(shape.members) - len(schema.get("properties", ()))
    return f"members left out, whose names may be data or are those of others: {missing}" if missing else ""


def _or_null(reference: Noted, note: str) -> Noted:
    schema = {"anyOf": [reference.value, {"type": "null"}]} if note else reference.value
    return Noted(schema, _joined(note, reference.note))


def _types(types: tuple[str, ...], nullable: int) -> str | list[str]:
    found = [*types, NULL] if nullable else list(types)
    return found[0] if len(found) == 1 else found


def _description(shape: Shape, member: str) -> str:
    told = {_KINDS.get(kind, "") for kind in shape.kinds if kind not in (NULL, ID)}
    if len(told) == 1 and (text := told.pop()):
        return text
    owner = phrase((member.removesuffix("Id"),)) if member.endswith("Id") else ""
    return f"Id of the {owner}." if owner and ID in shape.kinds else ""


def _joined(*notes: str) -> str:
    return "; ".join(dict.fromkeys(note for note in notes if note))
