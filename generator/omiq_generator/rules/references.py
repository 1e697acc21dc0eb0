"""References, and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog import LONG_OPERATION
from ..finding import Finding
from ..part import Part, nearest, operations
from ..schemas import PREFIX, every, named, of_answer, of_body, reached

_BESIDE = frozenset({"$ref", "description", "default", "x-omiq"})


def references(root: Part) -> Iterator[Finding]:
    """Each reference of a schema names a schema, and nothing beside it is lost."""
    known = named(root)
    for part in (part for part in every(root) if "$ref" in part):
        reference = part["$ref"]
        name = reference.text.removeprefix(PREFIX)
        if not reference.text.startswith(PREFIX):
            yield reference.finding(f"{reference.value!r} is no schema of the catalog", f"write `{PREFIX}…`")
        elif "/" in name:
            what = f"{reference.text} is part of a schema, which the generator cannot find"
            yield reference.finding(what, "give that part a name of its own in components.schemas")
        elif name not in known:
            yield reference.finding(f"there is no schema {name!r}", f"{nearest(name, known)}, or add it to the schemas")
        for key, beside in part.members():
            if key not in _BESIDE:
                yield beside.finding(f"the generator drops {key!r} beside $ref", "move it into what is referred to")
    for name, schema in known.items():
        if "$ref" in schema:
            yield schema.finding(f"{name} is another name for a schema", "refer to that one where this is referred to")


def unused(root: Part) -> Iterator[Finding]:
    """Each schema is reached from an operation."""
    known = named(root)
    starts = [schema(operation) for operation in operations(root) for schema in (of_answer, of_body)]
    starts += [item["schema"] for operation in operations(root) for item in operation["parameters"].items()]
    for name in known.keys() - reached(root, starts) - {LONG_OPERATION}:
        yield known[name].finding(f"the schema {name} is used nowhere", "refer to it, or take it out")
    if LONG_OPERATION not in known:
        mend = "put it back"
        yield root.at("components", "schemas").finding(f"there is no schema {LONG_OPERATION}", mend)
