"""A recording of the sandbox's invented endpoints, as a browser's developer tools would save it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import omiq
import omiq_sandbox
from tests.support.har import entry, written


def record(sandbox: omiq_sandbox.Server, path: Path) -> Path:
    """Call what the catalog has and what it lacks, and write down all calls with their answers."""
    entries: list[dict[str, Any]] = []

    def call(method: str, target: str, **json: Any) -> Any:
        answer = client.request(method, target, **json)
        body = {"body": json["json"]} if json else {}
        started = f"2026-11-20T12:00:00.{len(entries):03}Z"
        entries.append(entry(method, target, answer=answer, api=sandbox.url, startedDateTime=started, **body))
        return answer

    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        call("POST", "/datasets", json={"displayName": "Panel 3"})
        for dataset in call("GET", "/datasets")["datasets"]:
            call("GET", f"/datasets/{dataset['id']}/files")
            call("GET", f"/sandbox/counts?datasetId={dataset['id']}")
        for note in ({"title": "Gates of Panel 3"}, {"title": "To do", "text": "Ask Jane.", "labels": ["urgent"]}):
            id = call("POST", "/sandbox/notes", json=note)["note"]["id"]
            call("GET", f"/sandbox/notes/{id}")
        call("GET", "/sandbox/notes")
        call("DELETE", f"/sandbox/notes/{id}")
        call("GET", "/sandbox/recent?limit=5")
    return written(path, *entries)
