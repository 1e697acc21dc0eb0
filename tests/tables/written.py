"""Exported files as tests write them by hand, and what is said of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from omiq._tables.described import Described, Sample


def described(files: Iterable[Path | Sample], **known: Any) -> Described:
    """Describe files, numbered from 1 and called as they are, of which nothing is known but what is said here."""
    samples = [
        file if isinstance(file, Sample) else Sample(file, number, file.name) for number, file in enumerate(files, 1)
    ]
    nothing: Mapping[str, Any] = {
        "channels": (),
        "cofactors": {},
        "membership": "name",
        "filters": {},
        "units": "scaled",
        "row_numbers": False,
        "provenance": {},
    }
    return Described(tuple(samples), **{**nothing, **known})


def written(folder: Path, *contents: str | bytes) -> list[Path]:
    """Write CSV files `1.csv`, `2.csv` and so on."""
    paths = [folder / f"{number}.csv" for number in range(1, len(contents) + 1)]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


def csv_text(rows: Iterable[Iterable[object]], *, quoting: Literal[0, 1, 2] = csv.QUOTE_MINIMAL) -> str:
    """Return lines that end in a line feed; a carriage return in a cell is quoted as well."""
    return "".join(_line(row, quoting) for row in rows)


def _line(cells: Iterable[object], quoting: Literal[0, 1, 2]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"
