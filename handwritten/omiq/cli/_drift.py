"""Findings of where answers differ from the catalog, as they are chosen and shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from .. import __version__
from .._catalog.document import built_in
from .._drift.findings import Seen, Store
from .._nearest import nearest
from . import _markdown as markdown
from ._failures import USAGE, Failure
from ._run import Run

_COLUMNS = ("operation", "path", "kind", "detail", "count", "last")
HOW_TO_BEGIN = 'Make a client with Client(check="record"), or set OMIQ_CHECK=record; or `omiq drift probe`.'


def chosen(operations: Collection[str]) -> list[Seen]:
    """Return what was found of these operations, of all where none is named; raise Failure for one without findings."""
    found = Store.at().read()
    known = {each.finding.operation for each in found}
    for name in operations:
        if name not in known:
            raise Failure(f"There are no findings of {name!r}{nearest(name, known)}", "See `omiq drift report`.", USAGE)
    return [each for each in found if not operations or each.finding.operation in operations]


def show_findings(run: Run, found: Sequence[Seen]) -> None:
    """Show findings in the form that was asked for."""
    if run.form == markdown.FORM:
        markdown.write(*_document(found))
    else:
        run.output.rows([_row(each) for each in found], _COLUMNS, identity=lambda row: str(row["operation"]))


def _row(seen: Seen) -> dict[str, Any]:
    return seen.finding._asdict() | {
        "count": seen.count,
        "first": _time(seen.first),
        "last": _time(seen.last),
        "servers": list(seen.servers),
        "catalog": seen.catalog,
    }


def _document(found: Sequence[Seen]) -> list[str]:
    """Return a report for who keeps the catalog, or for OMIQ's support."""
    title = "# Where answers of OMIQ differ from the catalog"
    if not found:
        return [title, "Nothing was found."]
    sections = []
    for operation, group in groupby(found, key=lambda each: each.finding.operation):
        sections += [f"## {_heading(operation)}", _table(group)]
    return [title, _facts(found), _NO_VALUES, *sections]


_NO_VALUES = (
    "No value of an answer is in this report, nor the name or the id of anything: it tells operations, names of "
    "members, JSON types and numbers alone."
)


def _facts(found: Sequence[Seen]) -> str:
    facts = {
        "Seen": f"{_time(min(each.first for each in found))} to {_time(max(each.last for each in found))}",
        "Compared with": f"the catalog {', '.join(sorted({each.catalog for each in found}))} of the open client omiq",
        "Servers": ", ".join(sorted({version for each in found for version in each.servers})) or "version not known",
        "Made by": f"`omiq drift report` of omiq-client {__version__}",
    }
    return "\n".join(f"- {name}: {fact}" for name, fact in facts.items())


def _heading(operation: str) -> str:
    known = built_in().operations.get(operation)
    return operation if known is None else f"{operation}: {markdown.code(f'{known.method} {known.path}')}"


def _table(found: Any) -> str:
    rows = [
        (markdown.code(each.finding.path), each.finding.kind, each.finding.detail, each.count, *_times(each))
        for each in found
    ]
    return markdown.table(("path", "what", "detail", "seen", "first", "last"), rows)


def _times(seen: Seen) -> tuple[str, str]:
    return _time(seen.first), _time(seen.last)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
