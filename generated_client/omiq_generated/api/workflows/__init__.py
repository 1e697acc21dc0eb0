"""Workflows, their tasks and the tasks' artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset
from . import create_workflow as _create_workflow
from . import get_artifact_url as _get_artifact_url
from . import get_workflow as _get_workflow
from . import get_workflow_settings as _get_workflow_settings
from . import list_workflow_owners as _list_workflow_owners
from . import list_workflows as _list_workflows
from . import save_workflow as _save_workflow
from . import set_workflow_metadata as _set_workflow_metadata
from . import update_task as _update_task

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.owner import Owner
    from ...models.task import Task
    from ...models.workflow import Workflow
    from ...models.workflow_settings import WorkflowSettings
    from ...types import ModelMap


class Workflows:
    """Workflows, their tasks and the tasks' artifacts."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def artifact_url(self, workflow_id: int, *, task_id: int, file: str, download: bool = True) -> str:
        """Get a signed URL that an artifact of a task can be downloaded from.

        `POST /workflows/{workflowId}/getArtifactUrl`, observed (pkg-1.10.3, urgap).

        Args:
            workflow_id: Id of the workflow.
            task_id: Id of the task.
            file: Name of the artifact's file.
            download: Ask for a URL to download from. What False does is not known.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _get_artifact_url.call(workflow_id, task_id=task_id, file=file, download=download)
        )

    def create(
        self,
        *,
        dataset_id: int,
        name: str,
        initialize: bool = True,
        from_id: int | None = None,
        keep_computed_results: bool = False,
    ) -> Workflow:
        """Create a workflow, new or as a copy of another.

        A new workflow already holds a Scaling task. A copy takes `initialize` false and `fromId` the
        workflow to copy.

        `POST /workflows`, observed (pkg-1.10.3, help-tasks).

        Args:
            dataset_id: Id of the dataset to analyse.
            name: Name of the new workflow.
            initialize: True for a new workflow, False for a copy.
            from_id: Id of the workflow to copy; None for a new one.
            keep_computed_results: Copy the computed results too. That it matters to copies only is
                inferred.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.list(limit=10)` shows
                whether there is a workflow of this name among those updated last.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _create_workflow.call(
                dataset_id=dataset_id,
                name=name,
                initialize=initialize,
                from_id=from_id,
                keep_computed_results=keep_computed_results,
            )
        )

    def get(self, workflow_id: int) -> Workflow:
        """Get one workflow with all its tasks.

        `GET /workflows/{workflowId}`, observed (pkg-1.10.3, urgap).

        Args:
            workflow_id: Id of the workflow.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_workflow.call(workflow_id))

    def list(
        self,
        *,
        templates_only: bool | Unset = UNSET,
        include_dataset_name: bool | Unset = UNSET,
        ignore_deleted_datasets: bool | Unset = UNSET,
        include_owner: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
    ) -> builtins.list[Workflow]:
        """List the workflows that the user can see.

        `GET /workflows`, observed (pkg-1.10.3, urgap).

        Args:
            templates_only: List templates only.
            include_dataset_name: Tell the name of each workflow's dataset too.
            ignore_deleted_datasets: Leave out workflows whose dataset is deleted.
            include_owner: Tell each workflow's owner too.
            limit: List only this many, those updated last; 0 lists all.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _list_workflows.call(
                templates_only=templates_only,
                include_dataset_name=include_dataset_name,
                ignore_deleted_datasets=ignore_deleted_datasets,
                include_owner=include_owner,
                limit=limit,
            )
        )

    def owners(self) -> ModelMap[Owner]:
        """Get the owner of each workflow.

        `GET /workflows_ops/listowners`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_workflow_owners.call())

    def save(self, workflow: Workflow) -> dict[str, Any]:
        """Save a whole workflow.

        Overwrites what the server holds with the workflow as it is sent, so send one that was just got.
        The answer's form is not known.

        `POST /workflows`, observed (pkg-1.10.3, urgap).

        Args:
            workflow: A whole workflow. Most of it is not described: change what you know of one that
                you got, and save it with the rest as it was.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.get(workflow_id)`
                shows whether the server holds your change. If not, make it again on that newer workflow
                and save that one.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_save_workflow.call(workflow))

    def set_metadata(self, workflow_id: int, *, metadata: dict[str, str]) -> Workflow:
        """Set metadata of a workflow.

        What happens to names that are not sent is not known.

        `POST /workflows/{workflowId}/setmetadata`, observed (pkg-1.10.3).

        Args:
            workflow_id: Id of the workflow.
            metadata: Metadata of the workflow, text by name.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_set_workflow_metadata.call(workflow_id, metadata=metadata))

    def settings(self, workflow_id: int) -> WorkflowSettings:
        """Get the settings of a workflow.

        `POST /workflows/{workflowId}/settings`, observed (pkg-1.10.3).

        Args:
            workflow_id: Id of the workflow.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_workflow_settings.call(workflow_id))

    def update_task(self, workflow_id: int, *, task: Task, override_lock: bool = False) -> Workflow:
        """Overwrite one task of a workflow, and get the whole workflow as it is then.

        `POST /workflows/{workflowId}/updateTask`, observed (pkg-1.10.3, urgap, help-tasks).

        Args:
            workflow_id: Id of the workflow.
            task: The whole task as it is to be; its `id` says which one it overwrites.
            override_lock: Save the task even where a task below it that computes, or an export, locks
                it (inferred).

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.get(workflow_id)`
                shows whether the task holds your change. If not, make it again on the newer task and
                send that one.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_update_task.call(workflow_id, task=task, override_lock=override_lock))


class AsyncWorkflows:
    """Workflows, their tasks and the tasks' artifacts."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def artifact_url(self, workflow_id: int, *, task_id: int, file: str, download: bool = True) -> str:
        """Get a signed URL that an artifact of a task can be downloaded from.

        `POST /workflows/{workflowId}/getArtifactUrl`, observed (pkg-1.10.3, urgap).

        Args:
            workflow_id: Id of the workflow.
            task_id: Id of the task.
            file: Name of the artifact's file.
            download: Ask for a URL to download from. What False does is not known.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _get_artifact_url.call(workflow_id, task_id=task_id, file=file, download=download)
        )

    async def create(
        self,
        *,
        dataset_id: int,
        name: str,
        initialize: bool = True,
        from_id: int | None = None,
        keep_computed_results: bool = False,
    ) -> Workflow:
        """Create a workflow, new or as a copy of another.

        A new workflow already holds a Scaling task. A copy takes `initialize` false and `fromId` the
        workflow to copy.

        `POST /workflows`, observed (pkg-1.10.3, help-tasks).

        Args:
            dataset_id: Id of the dataset to analyse.
            name: Name of the new workflow.
            initialize: True for a new workflow, False for a copy.
            from_id: Id of the workflow to copy; None for a new one.
            keep_computed_results: Copy the computed results too. That it matters to copies only is
                inferred.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.list(limit=10)` shows
                whether there is a workflow of this name among those updated last.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _create_workflow.call(
                dataset_id=dataset_id,
                name=name,
                initialize=initialize,
                from_id=from_id,
                keep_computed_results=keep_computed_results,
            )
        )

    async def get(self, workflow_id: int) -> Workflow:
        """Get one workflow with all its tasks.

        `GET /workflows/{workflowId}`, observed (pkg-1.10.3, urgap).

        Args:
            workflow_id: Id of the workflow.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_workflow.call(workflow_id))

    async def list(
        self,
        *,
        templates_only: bool | Unset = UNSET,
        include_dataset_name: bool | Unset = UNSET,
        ignore_deleted_datasets: bool | Unset = UNSET,
        include_owner: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
    ) -> builtins.list[Workflow]:
        """List the workflows that the user can see.

        `GET /workflows`, observed (pkg-1.10.3, urgap).

        Args:
            templates_only: List templates only.
            include_dataset_name: Tell the name of each workflow's dataset too.
            ignore_deleted_datasets: Leave out workflows whose dataset is deleted.
            include_owner: Tell each workflow's owner too.
            limit: List only this many, those updated last; 0 lists all.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _list_workflows.call(
                templates_only=templates_only,
                include_dataset_name=include_dataset_name,
                ignore_deleted_datasets=ignore_deleted_datasets,
                include_owner=include_owner,
                limit=limit,
            )
        )

    async def owners(self) -> ModelMap[Owner]:
        """Get the owner of each workflow.

        `GET /workflows_ops/listowners`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_workflow_owners.call())

    async def save(self, workflow: Workflow) -> dict[str, Any]:
        """Save a whole workflow.

        Overwrites what the server holds with the workflow as it is sent, so send one that was just got.
        The answer's form is not known.

        `POST /workflows`, observed (pkg-1.10.3, urgap).

        Args:
            workflow: A whole workflow. Most of it is not described: change what you know of one that
                you got, and save it with the rest as it was.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.get(workflow_id)`
                shows whether the server holds your change. If not, make it again on that newer workflow
                and save that one.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_save_workflow.call(workflow))

    async def set_metadata(self, workflow_id: int, *, metadata: dict[str, str]) -> Workflow:
        """Set metadata of a workflow.

        What happens to names that are not sent is not known.

        `POST /workflows/{workflowId}/setmetadata`, observed (pkg-1.10.3).

        Args:
            workflow_id: Id of the workflow.
            metadata: Metadata of the workflow, text by name.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_set_workflow_metadata.call(workflow_id, metadata=metadata))

    async def settings(self, workflow_id: int) -> WorkflowSettings:
        """Get the settings of a workflow.

        `POST /workflows/{workflowId}/settings`, observed (pkg-1.10.3).

        Args:
            workflow_id: Id of the workflow.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_workflow_settings.call(workflow_id))

    async def update_task(self, workflow_id: int, *, task: Task, override_lock: bool = False) -> Workflow:
        """Overwrite one task of a workflow, and get the whole workflow as it is then.

        `POST /workflows/{workflowId}/updateTask`, observed (pkg-1.10.3, urgap, help-tasks).

        Args:
            workflow_id: Id of the workflow.
            task: The whole task as it is to be; its `id` says which one it overwrites.
            override_lock: Save the task even where a task below it that computes, or an export, locks
                it (inferred).

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `workflows.get(workflow_id)`
                shows whether the task holds your change. If not, make it again on the newer task and
                send that one.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_update_task.call(workflow_id, task=task, override_lock=override_lock))
