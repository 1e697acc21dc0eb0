"""Markdown, as it can be pasted into a mail or an issue."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from ._streams import results

FORM = "markdown"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; what would steer Markdown within a cell is escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def write(*blocks: str) -> None:
    """Write blocks, an empty line between them, to stdout."""
    with results():
        sys.stdout.write("\n\n".join(blocks) + "\n")


def code(text: str) -> str:
    """Return a text as code, "" where it is empty."""
    return f"`{text}`" if text else ""


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
