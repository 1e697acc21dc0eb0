"""How sure the catalog is of what it says, and where it has it from."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from ..part import Part, nearest, operations
from ..schemas import every, named

CERTAINTIES = ("documented", "observed", "inferred")


def certainty(root: Part) -> Iterator[Finding]:
    """Each operation and schema says how sure it is and cites a source; a member that differs says how sure it is."""
    whole = {part.pointer: part for part in (*operations(root), *named(root).values())}
    for part in whole.values():
        name = part["operationId"].text or part.key
        if "x-omiq" not in part:
            yield part.finding(f"{name} has no x-omiq", "say how sure it is and where it is from: see spec/README.md")
        else:
            for key in part["x-omiq"].lacks(("certainty", "sources")):
                yield part["x-omiq"].finding(f"{name} has no x-omiq.{key}", f"write `{key}: …`")
    for omiq in _evidence(root):
        if omiq.pointer[:-1] not in whole and omiq.value is not None and "certainty" not in omiq:
            yield omiq.finding("an x-omiq without a certainty", "write `certainty: inferred`, or another")
        if "certainty" in omiq:
            yield from _known(omiq["certainty"])


def cited(root: Part) -> Iterator[Finding]:
    """What is cited is in the list of sources."""
    known = root["x-omiq-sources"]
    for omiq in _evidence(root):
        if "sources" in omiq and not list(omiq["sources"].items()):
            yield omiq["sources"].finding("no source is cited", "write a list of keys of the sources")
        for source in omiq["sources"].items():
            if source.text not in known:
                mend = f"{nearest(source.text, known.value)}, or add it to the sources"
                yield source.finding(f"the source {source.value!r} is not known", mend)


def sources(root: Part) -> Iterator[Finding]:
    """Each source of the list says what it is, and is cited somewhere."""
    used = {source.text for omiq in _evidence(root) for source in omiq["sources"].items()}
    for key, source in root["x-omiq-sources"].members():
        for lacking in source.lacks(("title", "gives", "certainty")):
            yield source.finding(f"the source {key!r} has no {lacking}", f"write `{lacking}: …`")
        for member, part in source.members():
            if member not in ("title", "gives", "certainty"):
                yield part.finding(f"a source has no member {member!r}", "take it out")
        if "certainty" in source:
            yield from _known(source["certainty"])
        if key not in used:
            yield source.finding(f"the source {key!r} is cited nowhere", "cite it, or take it out")


def _evidence(root: Part) -> Iterator[Part]:
    """All `x-omiq` of operations, parameters, schemas and members."""
    for operation in operations(root):
        yield operation["x-omiq"]
        yield from (parameter["x-omiq"] for parameter in operation["parameters"].items())
    yield from (part["x-omiq"] for part in every(root))


def _known(certainty: Part) -> Iterator[Finding]:
    if certainty.value not in CERTAINTIES:
        value = certainty.value
        yield certainty.finding(f"the certainty {value!r} is none", nearest(str(value), CERTAINTIES))
