"""Names that an overlay would take from what is there already: each clash names both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .amending import AMENDS
from .finding import Finding
from .part import Part, operations
from .schemas import named

_PLACEHOLDER = re.compile(r"\{[^}]*\}")


def clashes(there: Part, added: Part) -> Iterator[Finding]:
    """Find what has the name, or the method and path, of something else; `there` is the document so far."""
    taken = {(kind, key): (what, part) for kind, key, what, part in _named(there)}
    for kind, key, what, part in _named(added):
        if (kind, key) in taken:
            yield _clash(kind, what, part, *taken[kind, key])
        taken.setdefault((kind, key), (what, part))
    yield from _said_otherwise(there, added)


def _named(root: Part) -> Iterator[tuple[str, str, str, Part]]:
    """Yield kinds of names, the names as they count, what has them, and where it stands."""
    for operation in operations(root):
        path, method = str(operation.pointer[1]), operation.key.upper()
        id, name = operation["operationId"], operation.at("x-omiq", "method")
        what = f"`{id.text}` ({method} {path})"
        for kind, part in (("operationId", id), ("x-omiq.method", name)):
            if part.text:
                yield kind, part.text.lower(), what, part
        yield "method and path", f"{method} {_PLACEHOLDER.sub('{}', path)}", what, operation
    for name_of_schema, schema in named(root).items():
        yield "name", name_of_schema, f"schema `{name_of_schema}`", schema


def _clash(kind: str, what: str, part: Part, other: str, other_part: Part) -> Finding:
    if not other_part.catalog.is_placed(other_part.pointer):
        mend = f"give it another one, or write what differs into `{AMENDS}`"
        return part.finding(f"{what} has the {kind} of the built-in {other}", mend)
    file, line = other_part.catalog.place(*other_part.pointer)
    return part.finding(f"{what} has the {kind} of {other} in {file}:{line}", "take one of them out, or rename it")


def _said_otherwise(there: Part, added: Part) -> Iterator[Finding]:
    """Find tags and sources of which something else is said already; the same may be said again."""
    known = {("tag", tag["name"].text): tag for tag in there["tags"].items()}
    known |= {("source", key): source for key, source in there["x-omiq-sources"].members()}
    said = [("tag", tag["name"].text, tag) for tag in added["tags"].items()]
    said += [("source", key, source) for key, source in added["x-omiq-sources"].members()]
    for kind, key, part in said:
        other = known.get((kind, key))
        if other is not None and other.value != part.value:
            file, line = other.catalog.place(*other.pointer)
            where = f"in {file}:{line}" if other.catalog.is_placed(other.pointer) else "the built-in one"
            what = f"the {kind} {key!r} is another one than {where}"
            yield part.finding(what, "leave it out where that one is meant, or give it another name")
