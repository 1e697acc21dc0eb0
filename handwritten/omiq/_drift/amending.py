"""What the catalog would have to say, so that answers as they were found are as it says: a JSON Merge Patch of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final, NamedTuple, TypeAlias

from .findings import Finding

Pointer: TypeAlias = tuple[str, ...]
_STEP: Final = re.compile(r"\[\*\]|\.[^.\[]+")
_ANSWER: Final = ("responses", "200", "content", "application/json", "schema")
_BY_HAND: Final = {
    "value": "write the value into x-omiq-known-values: look at an answer, for the report holds none",
    "status": "describe what it means: the catalog holds answers of status 200 alone",
    "envelope": "look at an answer, and mend x-omiq.envelope and the schema of the answer",
}
_NO_PLACE: Final = "the catalog says nothing of this place: it is another version, or the answer took another form"
_DATA: Final = "the names of these members are data, so that they are no members: describe a map"


class Amendment(NamedTuple):
    """The patch, the findings that are true with it, and the others, each with what a person has to do."""

    patch: dict[str, Any]
    accepted: list[Finding]
    left: dict[Finding, str]


class ByHand(Exception):
    """What no patch can say."""


def amendment(
    document: Mapping[str, Any], findings: Iterable[Finding], source: str, about: Mapping[str, str]
) -> Amendment:
    """Turn findings into a patch of a document in the form of the catalog's files (`omiq_generator.catalog`).

    What the document says already is accepted without a patch. `about` describes the source that is cited.
    """
    amending = _Amending(document, source, about)
    accepted, left = [], {}
    for finding in sorted(findings, key=lambda each: each.detail == "null"):
        try:
            amending.accept(finding)
            accepted.append(finding)
        except ByHand as why:
            left[finding] = str(why)
    return Amendment(amending.patch, accepted, left)


class _Amending:
    """A document, and the patch that made it what it is by now."""

    def __init__(self, document: Mapping[str, Any], source: str, about: Mapping[str, str]) -> None:
        self.patch: dict[str, Any] = {}
        self._document = deepcopy(dict(document))
        self._source = source
        self._about = about
        self._operations: dict[str, Pointer] = {
            operation["operationId"]: ("paths", path, method, *_ANSWER)
            for path, item in self._document["paths"].items()
            for method, operation in item.items()
        }

    def accept(self, finding: Finding) -> None:
        """Say what was found; raise ByHand where a patch cannot."""
        if finding.kind in _BY_HAND:
            raise ByHand(_BY_HAND[finding.kind])
        steps = _STEP.findall(finding.path)
        if finding.kind == "type":
            self._widen(self._walk(finding.operation, steps), finding.detail.partition(" where ")[0])
            return
        last = steps.pop() if steps else ""
        if last == "[*]" or not last:
            raise ByHand(_DATA)
        holder = self._followed(self._walk(finding.operation, steps))
        if finding.kind == "new member":
            self._add(holder, last[1:], finding.detail)
        else:
            self._relax(holder, last[1:])

    def _add(self, holder: Pointer, name: str, type: str) -> None:
        members = self._at(holder).get("properties", {})
        if name in members:
            self._widen((*holder, "properties", name), type)
            return
        _check_name(name, members)
        said: dict[str, Any] = {} if type == "null" else {"type": type}
        said["x-omiq"] = {"certainty": "observed", "sources": [self._source]}
        self._set((*holder, "properties", name), said)
        self._list_source()

    def _relax(self, holder: Pointer, name: str) -> None:
        required = self._at(holder).get("required", [])
        if name in required:
            kept = [each for each in required if each != name]
            self._set((*holder, "required"), kept or None)
            self._cite(holder)

    def _widen(self, place: Pointer, type: str) -> None:
        schema = self._at(place)
        if self._allows(schema, type):
            return
        if "$ref" in schema:
            if type != "null":
                raise ByHand(f"say what it is where it is no {schema['$ref'].rpartition('/')[2]}")
            self._set((*place, "anyOf"), [{"$ref": schema["$ref"]}, {"type": "null"}])
            self._set((*place, "$ref"), None)
        elif "anyOf" in schema or "oneOf" in schema:
            key = "anyOf" if "anyOf" in schema else "oneOf"
            self._set((*place, key), [*schema[key], {"type": type}])
        elif "properties" in schema or ("x-omiq-known-values" in schema and type != "null"):
            raise ByHand("say what it is where it is of another type: the catalog knows what is in it")
        else:
            self._set((*place, "type"), _with(schema["type"], type))
        self._cite(place)

    def _allows(self, schema: Mapping[str, Any], type: str) -> bool:
        while "$ref" in schema:
            schema = self._at(_named(schema))
        choices = schema.get("anyOf", schema.get("oneOf"))
        if choices is not None:
            return any(self._allows(choice, type) for choice in choices)
        types = schema.get("type", type)
        return type in types or (type == "integer" and "number" in types)

    def _walk(self, operation: str, steps: Iterable[str]) -> Pointer:
        """Return where the schema stands that says what is at a JSON path of an answer."""
        if operation not in self._operations:
            raise ByHand(_NO_PLACE)
        place = self._operations[operation]
        for step in steps:
            place = self._followed(place)
            schema = self._at(place)
            if step != "[*]":
                place = (*place, "properties", step[1:])
            else:
                place = (*place, "items" if "items" in schema else "additionalProperties")
            if not isinstance(self._found(place), dict):
                raise ByHand(_NO_PLACE)
        return place

    def _followed(self, place: Pointer) -> Pointer:
        """Follow references, also one that may be null in place of what it refers to."""
        schema = self._at(place)
        choices = [each for each in schema.get("anyOf", schema.get("oneOf", ())) if each != {"type": "null"}]
        if "$ref" in schema:
            return self._followed(_named(schema))
        if not choices:
            return place
        if len(choices) > 1 or "$ref" not in choices[0]:
            raise ByHand("say which of the alternatives it is of")
        return self._followed(_named(choices[0]))

    def _cite(self, place: Pointer) -> None:
        """Cite the source where the operation or the named schema around a place says where it is from."""
        around = (*place[:3], "x-omiq", "sources")
        sources = self._at(around)
        if self._source not in sources:
            self._set(around, [*sources, self._source])
        self._list_source()

    def _list_source(self) -> None:
        if self._source not in self._document["x-omiq-sources"]:
            self._set(("x-omiq-sources", self._source), dict(self._about))

    def _at(self, pointer: Pointer) -> Any:
        value: Any = self._document
        for key in pointer:
            value = value[key]
        return value

    def _found(self, pointer: Pointer) -> Any:
        try:
            return self._at(pointer)
        except KeyError:
            return None

    def _set(self, pointer: Pointer, value: Any) -> None:
        """Change the document, and the patch with it; None takes a member out."""
        *way, name = pointer
        target, patch = self._document, self.patch
        for key in way:
            target, patch = target.setdefault(key, {}), patch.setdefault(key, {})
        patch[name] = deepcopy(value)
        if value is None:
            target.pop(name, None)
        else:
            target[name] = value


def _named(reference: Mapping[str, Any]) -> Pointer:
    return ("components", "schemas", str(reference["$ref"]).rpartition("/")[2])


def _with(types: str | list[str], more: str) -> list[str] | str:
    listed = [types] if isinstance(types, str) else types
    kept = [each for each in listed if (each, more) != ("integer", "number")]
    return [*kept, more] if kept else more


def _check_name(name: str, members: Mapping[str, Any]) -> None:
    from omiq_generator.names import python_name
    from omiq_generator.rules.schemas import RESERVED

    called = python_name(name)
    if called in RESERVED or called in map(python_name, members):
        raise ByHand(f"nothing: a model has a {called} already, and the member stays readable as an item")
