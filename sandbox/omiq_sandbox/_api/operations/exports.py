"""Exports of events."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any

from ..._cytometry.channels import NotReadable
from ..._cytometry.export import ExportResult, export
from ..._cytometry.reader import read_events
from ..._cytometry.settings import BadSettings
from ..._models import InitiateExportRequest
from ..._refusals import Refusal, not_found
from ..._sandbox import Sandbox
from ..._state import artifacts, locks, rights, task_tree, workflows
from ..._state.artifacts import Artifact
from ..._state.rights import Role
from ..._state.store import new_id
from ..calls import Answer, Call, LongWork, handles
from ._preparation import Prepared, cannot_be_done, lineage_of, prepare
from ._written_files import allowed, written


@handles("initiateExport")
def initiate_export(call: Call[InitiateExportRequest]) -> Answer:
    """Export as the workflow that is sent along says, which need not be saved."""
    body, sandbox = call.body, call.sandbox
    config = call.raw["instructions"]["config"]
    with sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", body.datasetId, Role.READER)
        rights.require(db, call.user, "WORKFLOW", config["id"], Role.READER)
        workflow = workflows.get(db, config["id"])
        if workflow.dataset_id != body.datasetId:
            raise Refusal(400, f"body.datasetId: the workflow analyses the dataset {workflow.dataset_id}")
        if len(body.fileIds) != 1:
            raise Refusal(400, f"body.fileIds: one file is exported at a time, these are {len(body.fileIds)}")
        task_tree.check(config)
        lineage = lineage_of(body, task_tree.tasks_of(config))
        prepared = prepare(db, body, body.fileIds[0], lineage)
    work = partial(_export, sandbox, workflow.id, [task["id"] for task in lineage], prepared)
    if (prepared.file.event_count or 0) > sandbox.options.long_export_events:
        return LongWork(work)
    return work()


def _export(sandbox: Sandbox, workflow_id: int, task_ids: list[int], prepared: Prepared) -> dict[str, Any]:
    """Compute, then lock the tasks that the result stands on, and answer where it is."""
    blob, result = _computed(sandbox, prepared)
    name = f"{allowed(PurePath(prepared.file.file_name).stem)}-{workflow_id}_{task_ids[-1]}"
    beside: list[Artifact] = []
    if (content := result.filter_values) is not None:
        values, _ = written(sandbox, lambda part: part.write_bytes(content))
        beside.append(Artifact(task_ids[-1], f"{name}_FilterValuesToNames.csv", values))
    with sandbox.store.transaction() as db:
        saved = {task["id"] for task in workflows.get(db, workflow_id).tasks}
        locks.take(db, workflow_id, saved.intersection(task_ids), new_id())
        for artifact in beside:
            if artifact.task_id in saved:
                artifacts.put(db, workflow_id, artifact)
    return {"url": sandbox.download_url(blob, f"{name}.{prepared.plan.format.lower()}")}


def _computed(sandbox: Sandbox, prepared: Prepared) -> tuple[str, ExportResult]:
    source = sandbox.blobs.path(prepared.blob)
    try:
        return written(sandbox, lambda part: export(read_events(source), prepared.plan, part))
    except BadSettings as bad:
        raise cannot_be_done(bad) from None
    except NotReadable as why:
        raise Refusal(409, f"The file {prepared.file.id} cannot be read: {why}") from None
    except FileNotFoundError:
        raise not_found("file", prepared.file.id) from None
