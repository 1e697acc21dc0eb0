"""Workflows, their tasks, and the files that tasks have made."""

from __future__ import annotations

import sqlite3
from typing import Any

from ..._models import (
    CreateWorkflowRequest,
    GetArtifactUrlRequest,
    GetWorkflowSettingsRequest,
    SetWorkflowMetadataRequest,
    UpdateTaskRequest,
    Workflow,
)
from ..._refusals import Refusal
from ..._state import artifacts, files, rights, workflows
from ..._state.rights import Role
from ..calls import Answer, Call, handles
from ._computed_tasks import compute


@handles("listWorkflows")
def list_workflows(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        listed = workflows.listed(
            db,
            rights.visible(db, call.user.id, "WORKFLOW"),
            templates_only=call.query.get("templatesOnly", False),
            ignore_deleted=call.query.get("ignoreDeletedDatasets", False),
            limit=call.query.get("limit", 0),
        )
        owners = rights.owners(db, "WORKFLOW", [workflow.id for workflow in listed])
    shown = []
    for workflow in listed:
        shown.append(workflow.document)
        if call.query.get("includeDatasetName"):
            shown[-1] |= {"datasetName": workflow.dataset_name}
        if call.query.get("includeOwner"):
            shown[-1] |= {"owner": owners[workflow.id]}
    return {"workflows": shown}


@handles("createWorkflow")
def create_workflow(call: Call[CreateWorkflowRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "DATASET", call.body.datasetId, Role.READER)
        workflow = _create(db, call)
        rights.grant(db, "WORKFLOW", workflow.id, "USER", call.user.id, Role.OWNER)
    compute(call.sandbox, workflow)
    return {"config": workflow.document}


@handles("saveWorkflow")
def save_workflow(call: Call[Workflow]) -> Answer:
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, "WORKFLOW", call.body.id, Role.EDITOR)
        before = workflows.get(db, call.body.id)
        workflow = workflows.replace(db, before, call.raw, call.sandbox.clock.now())
    compute(call.sandbox, workflow)
    return {"config": workflow.document}


@handles("getWorkflow")
def get_workflow(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        return {"config": _get(db, call, Role.READER).document}


@handles("getWorkflowSettings")
def get_workflow_settings(call: Call[GetWorkflowSettingsRequest]) -> Answer:
    """Answer what the saved document holds as its `settings`."""
    with call.sandbox.store.transaction() as db:
        settings = _get(db, call, Role.READER).document.get("settings")
    return {"workflowSettings": settings if isinstance(settings, dict) else {}}


@handles("setWorkflowMetadata")
def set_workflow_metadata(call: Call[SetWorkflowMetadataRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        before = _get(db, call, Role.EDITOR)
        workflow = workflows.merge_metadata(db, before, call.raw["metadata"], call.sandbox.clock.now())
    return {"config": workflow.document}


@handles("updateTask")
def update_task(call: Call[UpdateTaskRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        before = _get(db, call, Role.EDITOR)
        workflow = workflows.replace_task(
            db, before, call.raw["task"], call.sandbox.clock.now(), override_lock=call.body.overrideLock
        )
    compute(call.sandbox, workflow)
    return {"config": workflow.document}


@handles("getArtifactUrl")
def get_artifact_url(call: Call[GetArtifactUrlRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        workflow = _get(db, call, Role.READER)
        artifact = artifacts.get(db, workflow.id, call.body.taskId, call.body.file)
    return {"url": call.sandbox.download_url(artifact.blob, artifact.file)}


@handles("listWorkflowOwners")
def list_workflow_owners(call: Call[None]) -> Answer:
    with call.sandbox.store.transaction() as db:
        owners = rights.owners(db, "WORKFLOW", rights.visible(db, call.user.id, "WORKFLOW"))
    return {"owners": {str(workflow_id): owner for workflow_id, owner in owners.items()}}


def _get(db: sqlite3.Connection, call: Call[Any], least: Role) -> workflows.Workflow:
    rights.require(db, call.user, "WORKFLOW", call.path["workflowId"], least)
    return workflows.get(db, call.path["workflowId"])


def _create(db: sqlite3.Connection, call: Call[CreateWorkflowRequest]) -> workflows.Workflow:
    body, now = call.body, call.sandbox.clock.now()
    if body.initialize == (body.fromId is not None):
        raise Refusal(400, "body.initialize: must be true for a new workflow, and false for a copy, which has a fromId")
    if body.fromId is None:
        names = [feature["name"] for file in files.complete(db, body.datasetId) for feature in file.features]
        return workflows.add(db, workflows.new_document(body.datasetId, body.name, names), now)
    rights.require(db, call.user, "WORKFLOW", body.fromId, Role.READER)
    source = workflows.get(db, body.fromId)
    return workflows.copy(db, source, body.datasetId, body.name, now, keep_results=body.keepComputedResults)
