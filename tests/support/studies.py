"""A dataset in a sandbox, with one file whose events a reader can count by eye, and a gated workflow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import omiq
import omiq_sandbox
from omiq.models import ExportInstructions, Task, Workflow
from omiq_sandbox._cytometry.channels import Channel
from omiq_sandbox._cytometry.fcs_writer import write_fcs
from tests.support.accounts import signed_in
from tests.support.uploads import get, upload

CHANNELS = (Channel("FSC-A"), Channel("BV421-A", "CD3"))
EVENTS = [(10.0, -3000.0), (20.0, 3000.0), (30.0, 6000.0), (40.0, 60000.0)]
SCALED_CD3 = [f"{value:.5g}" for value in np.arcsinh(np.array(EVENTS)[:, 1] / 6000)]


def fcs(events: Sequence[tuple[float, float]] = EVENTS, channels: tuple[Channel, ...] = CHANNELS) -> bytes:
    """Return an FCS file of these events."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.fcs")
        write_fcs(path, channels, np.array(events, np.float64).reshape(len(events), len(channels)), {})
        return path.read_bytes()


def range_gate(channel: str, low: float, high: float = 1e16) -> dict[str, Any]:
    return {"type": "RangeGate", "f1": channel, "f2": channel, "f1Min": low, "f1Max": high, "labelLoc": {}}


def gating_task(task_id: int, parent_id: int, node_id: str, name: str, gate: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task with one filter."""
    container = {
        "id": "C" + node_id,
        "name": name,
        "type": "DEFAULT",
        "containerType": "AtomicFilterContainer",
        "defaultFilter": gate,
    }
    node = {"id": node_id, "parentId": "", "filterContainerId": "C" + node_id, "ord": 1, "collapsed": False}
    tree = {"nodes": {node_id: node}, "filterContainers": {"C" + node_id: container}}
    return {"id": task_id, "type": "GatingTask", "name": name, "parentId": parent_id, "gatingTree": tree}


CD3_POSITIVE = gating_task(2, 1, "cd3p", "CD3+", range_gate("BV421-A", 0.7))
"""Holds the third and the fourth event."""

LARGE = gating_task(3, 2, "larg", "Large", range_gate("FSC-A", 35))
"""Stands below and holds the fourth event."""


@dataclass
class Study:
    """A dataset with one file, and a workflow of three tasks: Scaling, CD3+ below it, Large below that."""

    sandbox: omiq_sandbox.Server
    client: omiq.Client
    dataset_id: int
    file_id: int
    workflow: Workflow

    def add_file(self, content: bytes, name: str = "more.fcs") -> int:
        file_id = upload(self.client, self.dataset_id, content, name)
        self.sandbox.wait_idle()
        return file_id

    def save(self, *tasks: Mapping[str, Any]) -> None:
        """Save the workflow with these tasks below Scaling, and get it once they have computed."""
        self.save_document(tasks=[self.workflow.raw["tasks"][0], *tasks])
        self.sandbox.wait_idle()
        self.workflow = self.client.workflows.get(self.workflow.id)

    def save_document(self, **changes: Any) -> dict[str, Any]:
        """Save the workflow with some members changed, and return the answer."""
        return self.client.workflows.save(Workflow.view({**self.workflow.raw, **changes}))

    def update(self, task: Mapping[str, Any], *, workflow_id: int | None = None, override: bool = False) -> Workflow:
        """Overwrite a task of the workflow, or of another."""
        return self.client.workflows.update_task(
            workflow_id or self.workflow.id, task=Task.view(task), override_lock=override
        )

    def export_url(self, task_id: int = 3, filters: Sequence[str] = ("UNFILTERED",), **arguments: Any) -> str:
        instructions = ExportInstructions(
            task_id=task_id, config=arguments.pop("config", self.workflow), filters=list(filters)
        )
        request: dict[str, Any] = {
            "dataset_id": self.dataset_id,
            "file_ids": [self.file_id],
            "feature_names": ["FSC-A", "BV421-A"],
            "reverse_transform": True,
            "format": "CSV",
            "filter_usage_mode": "NAMECOL",
        }
        return self.client.exports.initiate(**request | arguments, instructions=instructions)

    def export(self, task_id: int = 3, filters: Sequence[str] = ("UNFILTERED",), **arguments: Any) -> list[str]:
        """Return the lines of a CSV export."""
        return fetch(self.export_url(task_id, filters, **arguments)).decode().splitlines()

    def artifact(self, task_id: int, file: str) -> bytes:
        return fetch(self.client.workflows.artifact_url(self.workflow.id, task_id=task_id, file=file))

    def artifacts(self) -> list[tuple[int, str]]:
        workflow = self.client.workflows.get(self.workflow.id)
        return [(artifact.task_id, artifact.file) for artifact in workflow.task_artifacts or ()]


def fetch(url: str) -> bytes:
    """Return what a signed URL gives."""
    return get(url).raise_for_status().content


@contextmanager
def study_in(sandbox: omiq_sandbox.Server) -> Iterator[Study]:
    """Give a study, whose client is its owner's."""
    with signed_in(sandbox, "owner") as client:
        yield study_of(client, sandbox)


def study_of(client: omiq.Client, sandbox: omiq_sandbox.Server) -> Study:
    """Make a study that is the client's."""
    dataset_id = client.datasets.create(display_name="Lymphocytes").id
    file_id = upload(client, dataset_id, fcs(), "cells.fcs")
    sandbox.wait_idle()
    workflow = client.workflows.create(dataset_id=dataset_id, name="Gating")
    study = Study(sandbox, client, dataset_id, file_id, workflow)
    study.save(CD3_POSITIVE, LARGE)
    return study
