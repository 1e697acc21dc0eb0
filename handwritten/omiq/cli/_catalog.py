"""The catalog, as the commands tell of it: operations by id, and what `openapi.json` says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from omiq_generated.api import OPERATIONS
from omiq_generated.types import Operation, Parameter

from .._nearest import nearest
from ._failures import USAGE, Failure

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
    """An operation of the catalog, with what is known of it."""

    def __init__(self, operation: Operation, said: Mapping[str, Any]) -> None:
        self.operation = operation
        self.said = said
        self.tag: str = said["tags"][0]
        self.description: str = said.get("description", "")
        self.reason: str = said["x-omiq"].get("reason", "")

    @property
    def sources(self) -> Mapping[str, str]:
        """The title of each source."""
        titles = _document()["x-omiq-sources"]
        return {key: titles[key]["title"] for key in self.operation.sources}

    @property
    def arguments(self) -> list[Argument]:
        """The arguments of its method."""
        schemas = {(each["in"], each["name"]): each for each in self.said.get("parameters", ())}
        body = _resolved(_json_of(self.said.get("requestBody", {})))
        for name, schema in body.get("properties", {}).items():
            schemas["body", name] = {"schema": schema}
        return [
            _argument(each, schemas.get((each.place, each.name), {"schema": body}))
            for each in self.operation.parameters
        ]

    @property
    def answer(self) -> str:
        """What the answer holds."""
        return str(self.said["responses"]["200"].get("description", ""))

    @property
    def shape(self) -> Shape:
        """Whether the answer is a list of objects, an object with members, or something else."""
        payload = self._payload()
        schema = _resolved(payload)
        if schema.get("type") == "array":
            return "rows" if _resolved(schema["items"]).get("type") == "object" else "other"
        is_model = "$ref" in payload and not isinstance(schema.get("additionalProperties"), dict)
        return "object" if is_model and schema.get("type") == "object" else "other"

    @property
    def columns(self) -> Sequence[str]:
        """The members to show of each object in a list."""
        members = _resolved(_resolved(self._payload()).get("items", {})).get("properties", {})
        plain = [name for name, schema in members.items() if _is_plain(schema)]
        return plain[:_COLUMNS]

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
            "parameters": [_told(each) for each in self.arguments],
        }

    def _payload(self) -> Mapping[str, Any]:
        schema = _json_of(self.said["responses"]["200"])
        schema = schema.get("anyOf", [schema])[0]
        envelope = self.operation.envelope
        members: Mapping[str, Mapping[str, Any]] = _resolved(schema).get("properties", {})
        return schema if envelope is None else members.get(envelope, {})


@cache
def entries() -> Mapping[str, Entry]:
    """Return all entries by the ids of their operations, in their order in the catalog."""
    said = {each["operationId"]: each for path in _document()["paths"].values() for each in path.values()}
    return {id: Entry(operation, said[id]) for id, operation in OPERATIONS.items()}


def entry(name: str) -> Entry:
    """Return the entry of an operation, given by its id or by its method on the client (`datasets.list`)."""
    by_method = {operation.name: id for id, operation in OPERATIONS.items()}
    id = by_method.get(name, name)
    if id in OPERATIONS:
        return entries()[id]
    raise Failure(f"There is no operation {name!r}{nearest(name, [*OPERATIONS, *by_method])}", _ALL, USAGE)


_ALL = "`omiq catalog list` shows all, `omiq catalog search WORD` finds some."


@cache
def _document() -> Mapping[str, Any]:
    import json
    from importlib.resources import files

    document: Mapping[str, Any] = json.loads(files("omiq_generated").joinpath("openapi.json").read_bytes())
    return document


def _json_of(content: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = content.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    named: Mapping[str, Any] = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**named, **{name: value for name, value in schema.items() if name != "$ref"}}


def _argument(parameter: Parameter, said: Mapping[str, Any]) -> Argument:
    schema = _resolved(said["schema"])
    kind = schema.get("type", ("object", "array"))
    return Argument(
        parameter,
        (kind,) if isinstance(kind, str) else tuple(kind),
        said.get("description") or schema.get("description", ""),
        tuple(schema.get("enum", schema.get("x-omiq-known-values", ()))),
        schema.get("default"),
        "default" in schema,
    )


def _word(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value)


def _is_plain(schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type")
    kinds = {kind} if isinstance(kind, str) else set(kind or ())
    return bool(kinds & set(_SCALARS)) and schema.get("format") != "password"


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
