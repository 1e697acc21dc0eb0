"""How two versions of the catalog differ, as it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .._catalog.diffing import EFFECTS, Difference
from . import _markdown as markdown
from ._run import Run

_COLUMNS = ("effect", "where", "path", "what", "operations")
_TITLES = {"breaks": "Breaks callers", "adds": "Adds", "documents": "Only documents"}


def show_differences(run: Run, found: Sequence[Difference], old: str, new: str) -> None:
    """Show differences in the form that was asked for, and their number on stderr."""
    if run.form == markdown.FORM:
        markdown.write(f"# What {new} changes from {old}", *_sections(found))
    else:
        rows = [each._asdict() for each in found]
        if run.form != "json" and run.form != "jsonl":
            rows = [row | {"operations": ", ".join(row["operations"])} for row in rows]
        run.output.rows(rows, _COLUMNS, identity=lambda row: str(row["where"]))
    counts = Counter(each.effect for each in found)
    run.say(f"Breaking: {counts['breaks']}, adding: {counts['adds']}, only documenting: {counts['documents']}.")


def _sections(found: Sequence[Difference]) -> list[str]:
    if not found:
        return ["Nothing."]
    sections = []
    for effect in EFFECTS:
        rows = [
            (each.where, markdown.code(each.path), each.what, ", ".join(each.operations))
            for each in found
            if each.effect == effect
        ]
        if rows:
            sections += [f"## {_TITLES[effect]}", markdown.table(_COLUMNS[1:], rows)]
    return sections
