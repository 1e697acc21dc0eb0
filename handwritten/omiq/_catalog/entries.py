"""What is known of each operation of the catalog, those of overlays too, as it is told to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from omiq_generated.api import OPERATIONS
from omiq_generated.types import Operation, Parameter

from .document import Described, Document, Schema, built_in
from .overlays import Overlaid

BUILT_IN: Final = "built-in"
Shape: TypeAlias = Literal["rows", "object", "other"]
_COLUMNS = 4
_SCALARS = ("string", "integer", "number", "boolean")


class Argument(NamedTuple):
    """An argument of an operation: `types` are those of JSON, `values` those that have been seen."""

    parameter: Parameter
    types: tuple[str, ...]
    description: str
    values: tuple[str, ...]
    default: Any
    has_default: bool

    @property
    def option(self) -> str:
        return f"--{self.parameter.argument.replace('_', '-')}"

    @property
    def kind(self) -> str:
        return " or ".join({"string": "text", "array": "list"}.get(each, each) for each in self.types)

    @property
    def help(self) -> str:
        """What it is, which values are known, and what is sent where it is not given."""
        values = f"Known: {', '.join(self.values)}." if self.values else ""
        default = f"Not given: {_word(self.default)}." if self.has_default else ""
        return " ".join(each for each in (self.description, values, default) if each)


class Entry:
    """An operation of the catalog, with what is known of it; `origin` is `built-in`, or the file of an overlay."""

    def __init__(self, operation: Operation, document: Document, origin: str = BUILT_IN) -> None:
        self.operation = operation
        self.origin = origin
        self._document = document
        self._described: Described = document.operations[operation.id]
        said = self._described.said
        self.tag: str = said["tags"][0]
        self.description: str = said.get("description", "")
        self.reason: str = said["x-omiq"].get("reason", "")
        self.answer: str = said["responses"]["200"].get("description", "")

    @property
    def sources(self) -> Mapping[str, str]:
        """The title of each source."""
        titles = self._document.value["x-omiq-sources"]
        return {key: titles[key]["title"] for key in self.operation.sources}

    @property
    def arguments(self) -> list[Argument]:
        """The arguments of its method."""
        said = self._described.said
        schemas = {(each["in"], each["name"]): each for each in said.get("parameters", ())}
        body = self._document.resolved(self._described.body)
        for name, schema in body.get("properties", {}).items():
            schemas["body", name] = {"schema": schema}
        return [
            self._argument(each, schemas.get((each.place, each.name), {"schema": body}))
            for each in self.operation.parameters
        ]

    @property
    def shape(self) -> Shape:
        """Whether the answer is a list of objects, an object with members, or something else."""
        payload = self._payload()
        schema = self._document.resolved(payload)
        if schema.get("type") == "array":
            return "rows" if self._document.resolved(schema["items"]).get("type") == "object" else "other"
        is_model = "$ref" in payload and not isinstance(schema.get("additionalProperties"), dict)
        return "object" if is_model and schema.get("type") == "object" else "other"

    @property
    def columns(self) -> Sequence[str]:
        """The members to show of each object in a list."""
        items = self._document.resolved(self._payload()).get("items", {})
        members = self._document.resolved(items).get("properties", {})
        plain = [name for name, schema in members.items() if _is_plain(schema)]
        return plain[:_COLUMNS]

    @property
    def secrets(self) -> frozenset[str]:
        """The members of an answered object that are secrets."""
        members = self._document.resolved(self._payload()).get("properties", {})
        return frozenset(name for name, schema in members.items() if _is_secret(schema))

    def row(self) -> dict[str, Any]:
        """Return all that is known, as a JSON object."""
        operation = self.operation
        return {
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "name": operation.name,
            "tag": self.tag,
            "summary": operation.summary,
            "description": self.description,
            "certainty": operation.certainty,
            "sources": [{"key": key, "title": title} for key, title in self.sources.items()],
            "retry": operation.retry,
            "reason": self.reason,
            "lookUp": operation.look_up,
            "answer": self.answer,
            "envelope": operation.envelope,
            "origin": self.origin,
            "parameters": [_told(each) for each in self.arguments],
        }

    def _payload(self) -> Schema:
        schema, envelope = self._described.answer, self.operation.envelope
        members: Mapping[str, Schema] = self._document.resolved(schema).get("properties", {})
        return schema if envelope is None else members.get(envelope, {})

    def _argument(self, parameter: Parameter, said: Mapping[str, Any]) -> Argument:
        schema = self._document.resolved(said["schema"])
        kind = schema.get("type", ("object", "array"))
        return Argument(
            parameter,
            (kind,) if isinstance(kind, str) else tuple(kind),
            said.get("description") or schema.get("description", ""),
            tuple(schema.get("enum", schema.get("x-omiq-known-values", ()))),
            schema.get("default"),
            "default" in schema,
        )


def built_in_entry(id: str) -> Entry:
    """Return the entry of an operation that is built in."""
    return Entry(OPERATIONS[id], built_in())


def entries(overlaid: Overlaid) -> Mapping[str, Entry]:
    """Return all entries by the ids of their operations, those of overlays last."""
    found = {id: Entry(operation, overlaid.document) for id, operation in OPERATIONS.items()}
    for id, addition in overlaid.added.items():
        found[id] = Entry(addition.operation, overlaid.document, str(overlaid.origins[id]))
    return found


def _word(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value)


def _is_secret(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "password"


def _is_plain(schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type")
    kinds = {kind} if isinstance(kind, str) else set(kind or ())
    return bool(kinds & set(_SCALARS)) and not _is_secret(schema)


def _told(argument: Argument) -> dict[str, Any]:
    parameter = argument.parameter
    told = {
        "name": parameter.name,
        "argument": parameter.argument,
        "in": parameter.place,
        "type": argument.kind,
        "required": parameter.required,
        "description": argument.description,
    }
    if argument.values:
        told["values"] = list(argument.values)
    return told | ({"default": argument.default} if argument.has_default else {})
