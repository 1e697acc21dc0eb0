"""Project the catalog's schemas onto what openapi-python-client is fed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from . import docstrings
from .names import python_name

Schema = dict[str, Any]
Value = dict[str, Any]

_PYTHON_TYPES: Final = {
    "object": "dict",
    "array": "list",
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
}

_SHARED: Final = {"type": "object", "properties": {}, "x-omiq": {"shared": True}}


class Values:
    """Makes values of schemas; `used` are the named schemas that it met, as the generator is fed them.

    Of those that are `shared` there are classes already.
    """

    def __init__(self, named: dict[str, Schema], shared: Collection[str] = ()) -> None:
        self._named = named
        self._shared = shared
        self.used: dict[str, Schema] = {}

    def resolve(self, schema: Schema) -> Schema:
        """Follow references; what stands beside a reference goes before what it refers to."""
        while "$ref" in schema:
            schema = self._named[_name(schema)] | _beside(schema, "$ref")
        return schema

    def value(self, schema: Schema) -> tuple[Schema, Value]:
        """Return what the generator is fed for a value, and how the value is written and read in Python:

        `kind`: model, list (of models), map (of models), or plain;
        `type`: the annotation of a plain one, where the generator has no name for it;
        `shapes`: the types that it may have in JSON, none for any;
        `nullable`, `secret`, and its `text` for a docstring.
        """
        schema, nullable = self._without_null(schema)
        resolved = self.resolve(schema)
        said = {
            "nullable": nullable or None in resolved.get("enum", ()),
            "shapes": _shapes(resolved),
            "secret": resolved.get("format") == "password",
            "text": docstrings.of_value(schema if self._is_class(schema) else resolved),
        }
        for kind, inner in (
            ("model", schema),
            ("list", _inner(resolved, "items")),
            ("map", _inner(resolved, "additionalProperties")),
        ):
            inner, null_inside = self._without_null(inner)
            if self._is_class(inner) and not null_inside:
                fed = self._feed(inner)
                return (fed if kind == "model" else {"type": "array", "items": fed}), said | {"kind": kind}
        said["kind"] = "plain"
        if "enum" in resolved:
            return self._feed(schema), said
        if "enum" in self.resolve(items := _inner(resolved, "items")):
            return {"type": "array", "items": self._feed(items)}, said
        return {}, said | {"type": self._annotation(resolved)}

    def when_not_given(self, schema: Schema, *, required: bool) -> Value:
        """Return whether a value is `optional`, and the `default` that stands for it then, as Python code."""
        resolved = self.resolve(schema)
        default = repr(resolved["default"]) if "default" in resolved else "UNSET"
        return {"optional": "default" in resolved or not required, "default": default}

    def _is_class(self, schema: Schema) -> bool:
        """Whether a class is made of it: of objects with members, and of named ones that may yet get some."""
        resolved = self.resolve(schema)
        named = "$ref" in schema and not _inner(resolved, "additionalProperties")
        return "properties" in resolved or (named and resolved.get("type") == "object")

    def _feed(self, schema: Schema) -> Schema:
        """Feed a class or an enum: the reference to it where it has a name, else itself."""
        if "$ref" not in schema:
            return _enum(schema) if "enum" in schema else self._class(schema)
        name = _name(schema)
        if name not in self.used:
            self.used[name] = {}  # for schemas that contain themselves
            is_there = name in self._shared and "enum" not in self._named[name]
            self.used[name] = _SHARED if is_there else self._feed(self._named[name])
        return {"$ref": schema["$ref"]}

    def _class(self, schema: Schema) -> Schema:
        properties: dict[str, Schema] = {}
        members: dict[str, Value] = {}
        required = schema.get("required", [])
        for key, member in schema.get("properties", {}).items():
            properties[key], value = self.value(member)
            value |= self.when_not_given(member, required=key in required)
            members[key] = value | {"name": python_name(key), "required": key in required}
        omiq = {"docstring": docstrings.of_schema(schema), "members": members}
        title = {"title": schema["title"]} if "title" in schema else {}
        return title | {"type": "object", "properties": properties, "required": required, "x-omiq": omiq}

    def _annotation(self, schema: Schema) -> str:
        """Annotate a value of which no class is made; what is inside it and would be one is left as it came."""
        schema, nullable = self._without_null(schema)
        if self._is_class(schema):
            return "Any"
        resolved = self.resolve(schema)
        match resolved.get("type"):
            case "object":
                text = f"dict[str, {self._annotation(_inner(resolved, 'additionalProperties'))}]"
            case "array":
                text = f"list[{self._annotation(_inner(resolved, 'items'))}]"
            case _:
                text = " | ".join(_shapes(resolved)) or "Any"
        return f"{text} | None" if nullable and text != "Any" else text

    def _without_null(self, schema: Schema) -> tuple[Schema, bool]:
        """Take null off a schema, and tell whether it was there."""
        for key in ("anyOf", "oneOf"):
            kept = [part for part in schema.get(key, ()) if part != {"type": "null"}]
            if len(kept) == 1:
                return kept[0] | _beside(schema, key), len(schema[key]) > 1
        resolved = self.resolve(schema)
        types = resolved.get("type")
        if isinstance(types, list) and "null" in types:
            rest = [type_ for type_ in types if type_ != "null"]
            return resolved | {"type": rest[0] if len(rest) == 1 else rest}, True
        return schema, False


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _beside(schema: Schema, key: str) -> Schema:
    return {name: value for name, value in schema.items() if name != key}


def _inner(schema: Schema, key: str) -> Schema:
    inner = schema.get(key)
    return inner if isinstance(inner, dict) else {}


def _shapes(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [_PYTHON_TYPES[type_] for type_ in ([types] if isinstance(types, str) else types) if type_ != "null"]


def _enum(schema: Schema) -> Schema:
    return {"type": schema["type"], "enum": [value for value in schema["enum"] if value is not None]}
