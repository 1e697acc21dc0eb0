"""Metadata tags that files get: the same for all, or from a CSV file."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

from omiq_generated.api.files import set_files_metadata

from .._errors import ConfigurationError, OmiqError
from .results import Transfer
from .work import Work

Metadata: TypeAlias = Mapping[str, str] | str | os.PathLike[str]

_NAME, _ID = "Filename", "OmiqID"
_NO_TAGS = frozenset({_NAME, _ID, "OriginalFileName", "Upload Folder"})  # the other columns of OMIQ's own CSV
_BATCH = 500  # files a call


class Tags(NamedTuple):
    """The tags of files: those of all, of a name, and of an id, which has the last word."""

    common: Mapping[str, str]
    by_name: Mapping[str, Mapping[str, str]]
    by_id: Mapping[int, Mapping[str, str]]

    def of(self, name: str, file_id: int) -> dict[str, str]:
        """Return the tags of a file."""
        return {**self.common, **self.by_id.get(file_id, self.by_name.get(name, {}))}


def tags_for(metadata: Metadata | None, names: Collection[str]) -> Tags:
    """Read what tags files of these names are to get.

    `metadata` are tags for all, or the path of a CSV file in UTF-8, separated by commas: a row a file, which `Filename`
    or `OmiqID` ("F" and the file's id) names, a column a tag; a blank cell sets nothing. The other columns of OMIQ's
    own metadata CSV (`export-files`) are left out. Raise ConfigurationError, with the line, where it cannot be read,
    and where it names none of the files.
    """
    if metadata is None or isinstance(metadata, Mapping):
        return Tags(metadata or {}, {}, {})
    path = Path(metadata)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            tags = _read(path, _rows(path, file))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8: save it as CSV in UTF-8.") from error
    if not tags.by_id and tags.by_name.keys().isdisjoint(names):
        raise ConfigurationError(f"{path} names none of the files: look at its column {_NAME}.")
    return tags


def tagged(work: Work, dataset_id: int, entries: Iterable[Transfer], tags: Tags) -> list[Transfer]:
    """Set the tags of the files that are in the dataset; an entry whose tags cannot be set has failed."""
    results = list(entries)
    there = {entry.id: entry.name for entry in results if entry.state in ("done", "skipped") and entry.id is not None}
    wanted = ((file_id, found) for file_id, name in there.items() if (found := tags.of(name, file_id)))
    errors: dict[int, Exception] = {}
    while batch := dict(islice(wanted, _BATCH)):
        try:
            metadatas = {str(file_id): found for file_id, found in batch.items()}
            work.execute(set_files_metadata.call(dataset_id, omiq_metadatas=metadatas))
        except OmiqError as error:
            errors |= dict.fromkeys(batch, error)
    return [
        entry._replace(state="failed", error=errors[entry.id]) if entry.id in errors else entry for entry in results
    ]


def _read(path: Path, rows: Iterator[tuple[int, list[str]]]) -> Tags:
    _, header = next(rows, (1, []))
    _check_header(path, header)
    by_name: dict[str, list[dict[str, str]]] = {}
    by_id: dict[int, dict[str, str]] = {}
    for line, row in rows:
        if len(row) != len(header):
            raise ConfigurationError(f"{path}, line {line}: {len(row)} cells; the header has {len(header)}.")
        cells = dict(zip(header, row, strict=True))
        name, omiq_id = cells.get(_NAME, ""), cells.get(_ID, "")
        if not name and not omiq_id:
            raise ConfigurationError(f"{path}, line {line}: no file is named.")
        tags = {column: value for column, value in cells.items() if value and column not in _NO_TAGS}
        if omiq_id:
            by_id[_id(path, line, omiq_id)] = tags
        elif any(tags != other for other in by_name.get(name, ())):
            raise ConfigurationError(f"{path}, line {line}: {name} stands in an earlier line too, with other tags.")
        by_name.setdefault(name, []).append(tags)
    one_meaning = {name: tags[0] for name, tags in by_name.items() if name and all(tags[0] == each for each in tags)}
    return Tags({}, one_meaning, by_id)


def _rows(path: Path, file: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, and the line that it ends in."""
    reader = csv.reader(file, strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error as error:
        raise ConfigurationError(f"{path}, line {reader.line_num}: {error}.") from error


def _check_header(path: Path, header: Sequence[str]) -> None:
    if not {_NAME, _ID} & set(header):
        raise ConfigurationError(
            f"{path}, line 1: there is no column {_NAME} or {_ID} (columns are separated by commas)."
        )
    if not all(header) or len(set(header)) < len(header):
        raise ConfigurationError(f"{path}, line 1: a column has no name, or that of another.")


def _id(path: Path, line: int, text: str) -> int:
    digits = text.removeprefix("F")
    if not (digits.isascii() and digits.isdigit()):
        raise ConfigurationError(f"{path}, line {line}: {text!r} is no {_ID}: F and a number.")
    return int(digits)
