"""How results look: a table on a terminal, tab-separated lines elsewhere, JSON, CSV, or ids alone."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from .._json import encode
from .._nearest import nearest
from ._failures import FAILED, USAGE, Failure
from ._streams import results

Row: TypeAlias = Mapping[str, Any]
Identity: TypeAlias = Callable[[Row], str]


def own_id(row: Row) -> str:
    """Return the id of a row, as `--quiet` prints it."""
    return str(row.get("id", ""))


class Output:
    """Shows rows, which are JSON objects as the server sent them, in the form that was asked for."""

    def __init__(self, form: str | None, columns: str | None) -> None:
        self._form = form
        self._asked = [name.strip() for name in columns.split(",") if name.strip()] if columns else None

    @property
    def is_table(self) -> bool:
        """Whether rows are shown as a table, on a terminal, by columns that nobody has chosen."""
        return self._form is None and self._asked is None and sys.stdout.isatty()

    @property
    def is_ids(self) -> bool:
        """Whether ids alone are printed."""
        return self._form == "quiet"

    def rows(self, rows: Iterable[Any], columns: Sequence[str], *, identity: Identity = own_id) -> None:
        """Show rows by these columns, unless others were asked for; JSON has all members."""
        found = [_raw(row) for row in rows]
        if found:
            self._check(found, columns)
        with results():
            if self._form == "json":
                self._document([self._chosen(row) for row in found])
            elif self._form == "jsonl":
                sys.stdout.writelines(f"{_text(self._chosen(row))}\n" for row in found)
            elif self._form == "quiet":
                sys.stdout.writelines(f"{identity(row)}\n" for row in found)
            else:
                self._cells(found, self._asked or columns)

    def one(self, row: Any, columns: Sequence[str] | None = None, *, identity: Identity = own_id) -> None:
        """Show one row: its members below each other, all unless some are chosen."""
        raw = _raw(row)
        names = self._asked or columns or list(raw)
        self._check([raw], columns or ())
        with results():
            if self._form == "json":
                self._document(self._chosen(raw))
            elif self._form is None:
                cells = [{"member": name, "value": member(raw, name)} for name in names]
                self._cells(cells, ("member", "value"), head=False)
            else:
                self.rows([raw], names, identity=identity)

    def check(self, columns: Sequence[str]) -> None:
        """Raise Failure, before anything is done, for a column that results with these will not have."""
        self._check([], columns, USAGE)

    def _check(self, rows: Sequence[Row], columns: Sequence[str], code: int = FAILED) -> None:
        for name in self._asked or ():
            if name not in columns and not any(_has(row, name) for row in rows):
                known = {name for row in rows for name in row} | set(columns)
                raise Failure(
                    f"There is no column {name!r}{nearest(name, known)}", "See --json for all there are.", code
                )

    def _chosen(self, row: Row) -> Row:
        return row if self._asked is None else {name: member(row, name) for name in self._asked}

    def _document(self, value: Any) -> None:
        import msgspec

        sys.stdout.write(msgspec.json.format(_text(value), indent=2) + "\n")

    def _cells(self, rows: Sequence[Row], columns: Sequence[str], *, head: bool = True) -> None:
        if self._form == "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(member(row, name)) for name in columns] for row in rows)
        elif sys.stdout.isatty():
            from ._table import show

            show([[member(row, name) for name in columns] for row in rows], columns, head=head)
        else:
            for row in rows:
                sys.stdout.write("\t".join(_line(_cell(member(row, name))) for name in columns) + "\n")


def member(row: Any, name: str) -> Any:
    """Return a member of a JSON object, `a.b` for b in a; None where there is none."""
    if isinstance(row, Mapping) and name in row:
        return row[name]
    first, dot, rest = name.partition(".")
    return member(row[first], rest) if dot and isinstance(row, Mapping) and first in row else None


def _has(row: Any, name: str) -> bool:
    if isinstance(row, Mapping) and name in row:
        return True
    first, dot, rest = name.partition(".")
    return bool(dot) and isinstance(row, Mapping) and first in row and _has(row[first], rest)


def _raw(row: Any) -> Row:
    raw: Row = getattr(row, "raw", row)
    return raw


def _text(value: Any) -> str:
    return encode(value).decode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else _text(value)


def _line(text: str) -> str:
    return " ".join(text.split()) if any(letter in text for letter in "\t\r\n\v\f\x85\u2028\u2029") else text
