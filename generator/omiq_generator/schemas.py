"""The schemas in the catalog's document: where they stand, what is in them, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .catalog import LONG_OPERATION
from .part import Part, operations

PREFIX = "#/components/schemas/"


def named(root: Part) -> dict[str, Part]:
    """The schemas of `components` by name."""
    return dict(root.at("components", "schemas").members())


def of_answer(operation: Part) -> Part:
    """The schema of an operation's answer."""
    return operation.at("responses", "200", "content", "application/json", "schema")


def of_body(operation: Part) -> Part:
    """The schema of an operation's request body."""
    return operation.at("requestBody", "content", "application/json", "schema")


def outermost(root: Part) -> Iterator[Part]:
    """All schemas that are in no other one."""
    yield from named(root).values()
    for operation in operations(root):
        yield from (parameter["schema"] for parameter in operation["parameters"].items() if "schema" in parameter)
        yield from (schema for schema in (of_body(operation), of_answer(operation)) if schema.value is not None)


def inner(schema: Part) -> Iterator[Part]:
    """The schemas that stand directly in a schema."""
    for _, member in schema["properties"].members():
        yield member
    for key in ("items", "additionalProperties"):
        if key in schema and not (key == "additionalProperties" and isinstance(schema[key].value, bool)):
            yield schema[key]
    for key in ("anyOf", "oneOf"):
        yield from schema[key].items()


def everywhere(schema: Part) -> Iterator[Part]:
    """A schema and all that stand in it, at any depth."""
    yield schema
    for part in inner(schema):
        yield from everywhere(part)


def every(root: Part) -> Iterator[Part]:
    """All schemas of the document, those within others too."""
    for schema in outermost(root):
        yield from everywhere(schema)


def referred(schema: Part) -> str:
    """The name of the schema that a reference names, "" where it is none."""
    return schema["$ref"].text.removeprefix(PREFIX) if schema["$ref"].text.startswith(PREFIX) else ""


def types(schema: Part) -> set[str]:
    """The types that a schema names, none where any will do."""
    return {part.text for part in (schema["type"], *schema["type"].items()) if part.text}


def reached(root: Part, starts: Iterable[Part]) -> set[str]:
    """The names of all schemas that some schemas refer to, directly or by way of others."""
    known, found, to_do = named(root), set[str](), list(starts)
    while to_do:
        names = {referred(part) for part in everywhere(to_do.pop())} & known.keys() - found
        found |= names
        to_do += [known[name] for name in sorted(names)]
    return found


def in_answers(root: Part) -> set[str]:
    """The names of all schemas that an answer may hold."""
    answers = [of_answer(operation) for operation in operations(root)]
    return reached(root, answers) | {LONG_OPERATION}
