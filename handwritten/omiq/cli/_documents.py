"""Workflows as files of JSON, which come back as they went."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._json import decode, encode
from ._failures import USAGE, Failure
from ._whole import whole

if TYPE_CHECKING:
    from ..models import Task, Workflow


def write_document(document: Any, path: Path, *, force: bool) -> None:
    """Write JSON to a file, whole or not at all, or to stdout where the path is `-`."""
    import msgspec

    text = msgspec.json.format(encode(document), indent=2) + b"\n"
    if str(path) == "-":
        sys.stdout.write(text.decode())
        return
    with whole(path, force=force) as part:
        part.write_bytes(text)


def read_workflow(path: Path) -> Workflow:
    """Read a workflow from a file, or from stdin where the path is `-`; raise Failure where there is none in it."""
    from ..models import Workflow

    data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        document = decode(data)
    except ValueError as wrong:
        raise Failure(f"{path} is not JSON: {wrong}.", "Pull the workflow anew.", USAGE) from None
    if not isinstance(document, dict) or type(document.get("id")) is not int:
        raise Failure(f"{path} holds no workflow with an id.", "`omiq workflows pull` writes such a file.", USAGE)
    return Workflow.view(document)


def changes(there: Workflow, document: Workflow) -> list[str]:
    """Return the places where a document differs from what the server holds: members, and tasks by their ids."""
    old, new = dict(there.raw), dict(document.raw)
    before, after = _by_id(there.tasks or ()), _by_id(document.tasks or ())
    if before and after:
        del old["tasks"], new["tasks"]
    members = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    tasks = [f"task {id}" for id in {**before, **after} if before.get(id) != after.get(id)]
    return [*members, *tasks]


def _by_id(tasks: Iterable[Task]) -> dict[int, Any]:
    return {task.id: task.raw for task in tasks}
