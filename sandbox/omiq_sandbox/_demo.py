"""The demo that a new sandbox holds: a group, connections, a dataset of two files, and a workflow with gates."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ._cytometry.panel import CHANNELS, DEBRIS_BELOW, THRESHOLDS, write_panel
from ._cytometry.reader import describe
from ._sandbox import Sandbox
from ._state import datasets, files, groups, people, processing, rights, transfers, workflows
from ._state.files import NewFile
from ._state.groups import Group
from ._state.people import User
from ._state.rights import Role

_FILES, _EVENTS = 2, 1000
_UNBOUNDED: Final = 1e16
_CHANNEL_OF: Final = {channel.marker: channel.name for channel in CHANNELS}


def add_demo(sandbox: Sandbox, db: sqlite3.Connection, owner: User, colleagues: Sequence[User], external: User) -> None:
    """Add the demo. The owner has the dataset and the workflow, which the group of all of them may edit."""
    group = _add_group(db, owner, colleagues, external)
    now = sandbox.clock.now()
    dataset = datasets.add(db, "T cells of young and old donors", now)
    _add_files(sandbox, db, dataset.id)
    transfers.add_transfer(db, dataset.id, "COMPLETE", "https://partner.example")
    workflow = workflows.add(db, _document(dataset.id), now)
    rights.grant(db, "DATASET", dataset.id, "USER", owner.id, Role.OWNER)
    rights.grant(db, "WORKFLOW", workflow.id, "USER", owner.id, Role.OWNER)
    rights.grant(db, "DATASET", dataset.id, "GROUP", group.id, Role.EDITOR)
    rights.grant(db, "WORKFLOW", workflow.id, "GROUP", group.id, Role.EDITOR)


def _add_group(db: sqlite3.Connection, owner: User, colleagues: Sequence[User], external: User) -> Group:
    group = groups.add_group(db, "T cell study")
    groups.add_member(db, group.id, owner.id, is_admin=True)
    groups.add_member(db, group.id, external.id, is_external=True)
    for colleague in colleagues:
        groups.add_member(db, group.id, colleague.id)
        people.request_connection(db, colleague.id, owner.id)
        people.answer_connection(db, colleague.id, owner.id, accept=True)
    return group


def _add_files(sandbox: Sandbox, db: sqlite3.Connection, dataset_id: int) -> None:
    now = sandbox.clock.now()
    with tempfile.TemporaryDirectory(prefix="omiq-sandbox-") as folder:
        paths = write_panel(Path(folder), files=_FILES, events=_EVENTS)
        new = [NewFile(path.name, path.stem, "application/octet-stream") for path in paths]
        for file, path in zip(files.register(db, dataset_id, new, now), paths, strict=True):
            table, size = describe(path), path.stat().st_size
            part = sandbox.blobs.new_path()
            shutil.move(path, part)
            processing.upload_ended(db, file.id, sandbox.blobs.keep(part), size, now)
            features = [{"name": channel.name, "secondaryName": channel.marker} for channel in table.channels]
            processing.complete(db, file.id, features, table.event_count, now)


def _document(dataset_id: int) -> dict[str, Any]:
    document = workflows.new_document(dataset_id, "T cells", [channel.name for channel in CHANNELS])
    gating = {"id": 2, "type": "GatingTask", "name": "Gating", "parentId": 1, "gatingTree": _tree()}
    return {**document, "tasks": [*document["tasks"], gating]}


def _tree() -> dict[str, Any]:
    """Return cells, T cells among them, and CD4 and CD8 T cells among these, as `omiqgt` writes gates down."""
    cells = {"type": "RangeGate", "f1": "FSC-A", "f1Min": DEBRIS_BELOW, "f1Max": _UNBOUNDED}
    cd3 = {"type": "RangeGate", "f1": _CHANNEL_OF["CD3"], "f1Min": THRESHOLDS["CD3"], "f1Max": _UNBOUNDED}
    gates = {
        "Cell": ("", "Cells", cells),
        "Tcel": ("Cell", "T cells", cd3),
        "CD4T": ("Tcel", "CD4 T cells", _rectangle(above="CD4", below="CD8")),
        "CD8T": ("Tcel", "CD8 T cells", _rectangle(above="CD8", below="CD4")),
    }
    nodes = {
        id_: {"id": id_, "parentId": parent, "filterContainerId": f"{id_}0", "ord": order, "collapsed": False}
        for order, (id_, (parent, _, _)) in enumerate(gates.items())
    }
    containers = {f"{id_}0": _container(f"{id_}0", name, gate) for id_, (_, name, gate) in gates.items()}
    return {"nodes": nodes, "filterContainers": containers}


def _rectangle(*, above: str, below: str) -> dict[str, Any]:
    """Return the gate of the cells that have one marker and not the other."""
    return {
        "type": "RectangleGate",
        "f1": _CHANNEL_OF[above],
        "f2": _CHANNEL_OF[below],
        "min": {"f1Val": THRESHOLDS[above], "f2Val": -_UNBOUNDED},
        "max": {"f1Val": _UNBOUNDED, "f2Val": THRESHOLDS[below]},
    }


def _container(id_: str, name: str, gate: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "type": "DEFAULT",
        "containerType": "AtomicFilterContainer",
        "defaultFilter": {**gate, "labelLoc": {}},
    }
