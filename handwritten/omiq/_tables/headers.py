"""What the columns of an exported file are, by their headers (`export-files`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from .described import Described

ROW_NUMBER: Final = "Orig_Row_Number"
FILTER: Final = "OmiqFilter"
FILE: Final = "OmiqFileIndex"
_SEPARATORS: Final = ("___", " :: ")

Kind: TypeAlias = Literal["row", "number", "text", "code", "flag"]
"""A row's number, a measurement, a text, a filter as a number, or whether the row is in a filter."""


class Field(NamedTuple):
    """A column of one file: a channel has a primary name and perhaps a marker, all else has its header alone.

    `nth` counts the columns of one file that have the same name.
    """

    header: str
    kind: Kind
    name: str
    marker: str
    nth: int


def fields(headers: Iterable[str], described: Described, filter_kind: Kind) -> tuple[Field, ...]:
    """Tell what each column of a file is.

    Where each filter has a column, it is headed by the filter's path (or the last part of it, which is not known);
    a channel of that name comes first. What is not recognized is taken for a number, as it stands.
    """
    missing = set(described.channels)
    flags = _flags(described)
    counts: Counter[tuple[Kind, str]] = Counter()
    found = []
    for header in headers:
        name, marker = _split(header, described.channels)
        kind = _kind(header, filter_kind)
        if kind == "number" and name not in missing and header in flags:
            kind = "flag"
        if kind != "number":
            name, marker = header, ""
        missing.discard(name)
        found.append(Field(header, kind, name, marker, counts[kind, name]))
        counts[kind, name] += 1
    return tuple(found)


def _flags(described: Described) -> set[str]:
    if described.membership == "name":
        return set()
    paths = set(described.filters.values())
    return paths | {path.rpartition("/")[2] for path in paths if described.channels}


def _kind(header: str, filter_kind: Kind) -> Kind:
    return (
        "row" if header == ROW_NUMBER else filter_kind if header == FILTER else "text" if header == FILE else "number"
    )


def _split(header: str, channels: Sequence[str]) -> tuple[str, str]:
    """Return the primary name and the marker: a name that was asked for may hold a separator itself."""
    if header in channels:
        return header, ""
    ends = [(header.find(separator), separator) for separator in _SEPARATORS if separator in header]
    known = [(name, header[len(name) :]) for name in channels if header.startswith(name)]
    for name, rest in sorted(known, key=lambda pair: len(pair[0]), reverse=True):
        for separator in _SEPARATORS:
            if rest.startswith(separator):
                return name, rest[len(separator) :]
    if not ends:
        return header, ""
    at, separator = min(ends)
    return header[:at], header[at + len(separator) :]
