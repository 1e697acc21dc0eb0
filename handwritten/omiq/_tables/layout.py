"""The columns of the table that several files make together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from .described import Sample
from .headers import Field, Kind

OWN: Final = ("sample", "file_id")
_ORDER: Final[tuple[Kind, ...]] = ("row", "number", "code", "text", "flag")


class Column(NamedTuple):
    """A column of the table; `key` is what the files' columns are matched by."""

    name: str
    kind: Kind
    primary: str
    marker: str
    key: tuple[str, str, int]


def layout(files: Sequence[Sequence[Field]]) -> tuple[Column, ...]:
    """Return the columns of the table: the row number, the channels, then the filters, each in the order of the files.

    A channel has the header that OMIQ gave it, or where the files differ in its marker its primary name alone.
    """
    members: dict[tuple[str, str, int], list[Field]] = {}
    for field in (field for file in files for field in file):
        members.setdefault(key(field), []).append(field)
    merged = [_merged(key, fields) for key, fields in members.items()]
    merged.sort(key=lambda column: _ORDER.index(column.kind))
    names = distinct([*OWN, *(column.name for column in merged)])[len(OWN) :]
    return tuple(column._replace(name=name) for column, name in zip(merged, names, strict=True))


def key(field: Field) -> tuple[str, str, int]:
    """Return what matches a file's column with those of others; a filter as a number matches one as a text."""
    return "text" if field.kind == "code" else field.kind, field.name, field.nth


def _merged(key: tuple[str, str, int], fields: Sequence[Field]) -> Column:
    kinds = {field.kind for field in fields}
    markers = {field.marker for field in fields}
    name, marker = (fields[0].header, fields[0].marker) if len(markers) == 1 else (fields[0].name, "")
    return Column(name, "text" if len(kinds) > 1 else fields[0].kind, fields[0].name, marker, key)


def distinct(names: Iterable[str]) -> list[str]:
    """Give each column a name of its own: the second `FL1-A` becomes `FL1-A.2`."""
    names = list(names)
    taken = set(names)
    seen: set[str] = set()
    result = []
    for name in names:
        free, number = name, 2
        while free in seen or (free != name and free in taken):
            free, number = f"{name}.{number}", number + 1
        seen.add(free)
        result.append(free)
    return result


def sample_names(samples: Iterable[Sample]) -> dict[int, str]:
    """Return the name of each file by its id: those that bear one name get their ids behind it."""
    names = {sample.file_id: sample.name for sample in samples}
    while clashing := [name for name, times in Counter(names.values()).items() if times > 1]:
        names |= {id: f"{name} ({id})" for id, name in names.items() if name in clashing}
    return names
