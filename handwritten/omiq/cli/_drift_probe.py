"""The probe: which calls it makes, and what was found in their answers."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Mapping
from typing import Any

from .._catalog.document import Document
from .._catalog.overlays import Overlays
from .._drift.checking import server_version
from .._drift.findings import Finding, Seen, Store
from .._drift.probing import Probed, Received, plan
from .._drift.probing import probe as probed
from ._drift import show_findings
from ._run import Run

_COLUMNS = ("operation", "request", "ids", "whyNot")


def show_plan(run: Run, datasets: Collection[int]) -> None:
    """Show which calls would be made, in their order, and which would not."""
    rows = []
    for each in plan(_document(), datasets):
        request = f"{each.operation.method} {each.operation.path}"
        ids = ", ".join(f"{name} from {source}" for name, source in each.ids.items())
        rows.append({"operation": each.operation.id, "request": request, "ids": ids, "whyNot": each.why_not})
    run.output.rows(rows, _COLUMNS, identity=lambda row: str(row["operation"]))
    run.say("Nothing was sent.")


def probe(run: Run, datasets: Collection[int]) -> None:
    """Make the calls; what was found is kept, also where this ends before its time."""
    document, client = _document(), run.client

    def read(path: str, query: Mapping[str, Any]) -> Received:
        answer = client.answer(client.request, "GET", path, params=query)
        return Received(answer.status, answer.json)

    calls: list[Probed] = []
    try:
        for call in probed(document, read, datasets):
            calls.append(call)
            _tell(run, call)
        found = _seen(calls, document)
        show_findings(run, found)
        failed = sum(call.error is not None for call in calls)
        run.say(f"{len(calls)} calls, {failed} of them failed; {len(found)} findings.")
    finally:
        Store.at().add(_seen(calls, document))


def _document() -> Document:
    return Overlays().read().document


def _tell(run: Run, call: Probed) -> None:
    if call.error is not None:
        run.say(f"{call.operation.id}: {str(call.error).splitlines()[0]}")
    elif run.progress is None and sys.stderr.isatty():
        run.say(f"{call.operation.id}: {len(call.findings)} findings")


def _seen(calls: Collection[Probed], document: Document) -> list[Seen]:
    """Return what was found, each with the number of answers that had it."""
    now, catalog = time.time(), str(document.value["info"]["version"])
    answers = [call.answer.json for call in calls if call.operation.id == "getConfig" and call.answer is not None]
    servers = tuple(version for version in map(server_version, answers) if version)
    seen: dict[Finding, Seen] = {}
    for finding in (finding for call in calls for finding in call.findings):
        one = Seen(finding, 1, now, now, servers, catalog)
        seen[finding] = seen[finding].merged(one) if finding in seen else one
    return sorted(seen.values())
