"""`x-omiq-amends`: what an overlay changes in the built-in document, as a JSON Merge Patch (RFC 7396)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from .catalog import METHODS, Catalog
from .finding import Finding
from .part import Part, nearest
from .patching import merged

AMENDS: Final = "x-omiq-amends"


def amend(catalog: Catalog, patch: Part, base: dict[str, Any]) -> list[Finding]:
    """Patch the document, and note where what is patched stands; tell what the patch may not touch, and is kept."""
    found = [*_only_what_is_built_in(patch, base)]
    if found:
        catalog.is_whole = False
    elif patch.value is not None:
        catalog.document = merged(catalog.document, patch.value)
        for part in _amended(patch):
            catalog.note(part.pointer[1:], part.catalog, part.pointer)
    return found


def _amended(patch: Part) -> Iterator[Part]:
    """The operations and schemas that a patch changes."""
    for _, item in patch["paths"].members():
        yield from (operation for _, operation in item.members())
    yield from (schema for _, schema in patch.at("components", "schemas").members())


def _only_what_is_built_in(patch: Part, base: dict[str, Any]) -> Iterator[Finding]:
    for whole, keys in ((patch, ("paths", "components")), (patch["components"], ("schemas",))):
        for key, member in whole.members():
            if key not in keys:
                yield member.finding(f"{AMENDS} does not reach {key!r}", nearest(key, keys))
            elif not isinstance(member.value, dict):
                yield member.finding(f"`{key}` is not an object", "write its members, or take it out")
    for path, item in patch["paths"].members():
        operations = {key: value for key, value in base["paths"].get(path, {}).items() if key in METHODS}
        yield from _known("path", path, item, base["paths"])
        for method, operation in item.members() if operations else ():
            yield from _known(f"operation of {path}", method, operation, operations)
            yield from _kept(operation)
    for name, schema in patch.at("components", "schemas").members():
        yield from _known("schema", name, schema, base["components"]["schemas"])


def _known(what: str, name: str, part: Part, known: dict[str, Any]) -> Iterator[Finding]:
    if name not in known:
        mend = f"{nearest(name, known)}, or add it outside {AMENDS}"
        yield part.finding(f"there is no built-in {what} {name!r} to amend", mend)
    elif not isinstance(part.value, dict):
        yield part.finding(f"the built-in {what} {name!r} cannot be taken out", "write the members that change")


def _kept(operation: Part) -> Iterator[Finding]:
    for part in (operation["operationId"], operation.at("x-omiq", "method")):
        if part.pointer in operation.catalog.places:
            yield part.finding(f"{part.key} is what the operation is called by", "take it out of the patch")
