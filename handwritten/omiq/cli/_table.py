"""A table on a terminal, by rich. Loaded only where one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from .._json import encode
from .._printable import printable


def show(rows: Sequence[Sequence[Any]], columns: Sequence[str], *, head: bool) -> None:
    """Draw rows below the names of their columns; without a head the first column is bold in place of it."""
    table = Table(box=None, show_header=head, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for number, name in enumerate(columns):
        numeric = head and all(_is_number(row[number]) or row[number] is None for row in rows)
        table.add_column(
            Text(name),
            justify="right" if numeric and name != "id" else "left",
            style="" if head or number else "bold",
            min_width=max((len(_shown(row[number], name)) for row in rows), default=0) if numeric else None,
            no_wrap=numeric,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(_shown(value, name)) for value, name in zip(row, columns, strict=True)))
    Console(highlight=False).print(table)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "size" and isinstance(value, int):
        return decimal(value)
    text = value if isinstance(value, str) else encode(value).decode()
    return printable(text)
