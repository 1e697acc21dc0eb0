"""The catalog as this server reads it: which operations there are, what each takes, what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from .. import _models

_STATE_OF_LONG_OPERATION, _LONG_OPERATION_STARTED = "LongOperation", "LongOperationStarted"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the path or the query; `type` is that of JSON Schema."""

    name: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the catalog.

    `name` is the one on the client, `variant` what the catalog writes behind a `#` of the path, where one path and
    method serve two operations. `signs_in`: the call needs no token, it asks for one. `may_take_long`: the answer may
    be the id of a long operation instead.
    """

    id: str
    name: str
    method: str
    path: str
    variant: str
    signs_in: bool
    path_parameters: tuple[Parameter, ...]
    query_parameters: tuple[Parameter, ...]
    body: type[BaseModel] | None
    answer: type[BaseModel]
    may_take_long: bool


def operations() -> list[Operation]:
    """Read all operations from the document that ships with the sandbox."""
    document = json.loads(files("omiq_sandbox").joinpath("openapi.json").read_bytes())
    return list(_operations(document["paths"]))


def _operations(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[Operation]:
    for path_and_variant, methods in paths.items():
        path, _, variant = path_and_variant.partition("#")
        for method, described in methods.items():
            parameters = described.get("parameters", [])
            answers = _schemas(described["responses"]["200"])
            body = described.get("requestBody")
            yield Operation(
                id=described["operationId"],
                name=described["x-omiq"]["method"],
                method=method.upper(),
                path=path,
                variant=variant,
                signs_in=described.get("security") == [],
                path_parameters=_parameters(parameters, "path"),
                query_parameters=_parameters(parameters, "query"),
                body=None if body is None else _model(_schemas(body)[0]),
                answer=_model(answers[0]),
                may_take_long=_LONG_OPERATION_STARTED in answers and _STATE_OF_LONG_OPERATION not in answers,
            )


def _parameters(parameters: list[dict[str, Any]], place: str) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(parameter["name"], _type(parameter["schema"]), parameter.get("required", False))
        for parameter in parameters
        if parameter["in"] == place
    )


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type; where several are allowed, text, as which all of them come."""
    type_ = schema["type"]
    return type_ if isinstance(type_, str) else "string"


def _schemas(message: Mapping[str, Any]) -> list[str]:
    """Return the names of the schemas that a body may have."""
    schema = message["content"]["application/json"]["schema"]
    alternatives = schema.get("anyOf", [schema])
    return [each["title"] if "title" in each else each["$ref"].rpartition("/")[2] for each in alternatives]


def _model(name: str) -> type[BaseModel]:
    model: type[BaseModel] = getattr(_models, name)
    return model
