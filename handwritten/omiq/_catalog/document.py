"""A document of the catalog: operations by id and by request, and schemas by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
_PARAMETER = re.compile(r"\\\{[^}]*\\\}")


class Described(NamedTuple):
    """An operation as the document describes it; `method` is in capitals, `path` has no fragment."""

    id: str
    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def answer(self) -> Schema:
        """The schema of the answer; what may tell of a long operation in its place is left out."""
        schema = json_schema(self.said["responses"]["200"])
        first: Schema = schema.get("anyOf", [schema])[0]
        return first

    @property
    def body(self) -> Schema:
        """The schema of the body, an empty one where there is none."""
        return json_schema(self.said.get("requestBody", {}))

    @property
    def envelope(self) -> str | None:
        """The member of the answer that holds the result, if any."""
        found: str | None = self.said["x-omiq"].get("envelope")
        return found


class Document:
    """An OpenAPI document that keeps the catalog's rules, as JSON."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.value = value

    @cached_property
    def operations(self) -> Mapping[str, Described]:
        """All operations by id, in their order in the document."""
        return {each.id: each for each in self._operations()}

    @cached_property
    def schemas(self) -> Mapping[str, Schema]:
        """The schemas that have a name."""
        named: Mapping[str, Schema] = self.value["components"]["schemas"]
        return named

    def resolved(self, schema: Schema) -> Schema:
        """Follow references; what stands beside one goes before what it refers to."""
        while "$ref" in schema:
            schema = {**self.schemas[name_of(schema)], **{key: schema[key] for key in schema if key != "$ref"}}
        return schema

    def of_request(self, method: str, path: str) -> tuple[Described, ...]:
        """Return the operations that a request is of, a path without parameters before one with; most often one."""
        for pattern, found in self._patterns:
            if found[0].method == method.upper() and pattern.fullmatch(path):
                return found
        return ()

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], tuple[Described, ...]]]:
        by_request: dict[tuple[str, str], tuple[Described, ...]] = {}
        for each in self._operations():
            key = each.path, each.method
            by_request[key] = (*by_request.get(key, ()), each)
        ordered = sorted(by_request.values(), key=lambda found: found[0].path.count("{"))
        return [(re.compile(_PARAMETER.sub("[^/]+", re.escape(found[0].path))), found) for found in ordered]

    def _operations(self) -> Iterator[Described]:
        for path, item in self.value["paths"].items():
            for method, said in item.items():
                yield Described(said["operationId"], method.upper(), path.partition("#")[0], said)


@cache
def built_in() -> Document:
    """Return the catalog that this version of the client was built from."""
    import json
    from importlib.resources import files

    return Document(json.loads(files("omiq_generated").joinpath("openapi.json").read_bytes()))


def name_of(reference: Schema) -> str:
    """Return the name of the schema that a reference leads to, "" where it is none."""
    return str(reference.get("$ref", "")).rpartition("/")[2]


def json_schema(message: Mapping[str, Any]) -> Schema:
    """Return the schema of a body or an answer, an empty one where it has none."""
    schema: Schema = message.get("content", {}).get("application/json", {}).get("schema", {})
    return schema
