"""All operations, as a table and as methods. What belongs to a tag is imported when it is first used."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ..types import Call, Operation, Parameter

if TYPE_CHECKING:
    from ..client import AsyncExecutor, Executor
    from .auth import AsyncAuth, Auth
    from .datasets import AsyncDatasets, Datasets
    from .exports import AsyncExports, Exports
    from .files import AsyncFiles, Files
    from .groups import AsyncGroups, Groups
    from .long_operations import AsyncLongOperations, LongOperations
    from .settings import AsyncSettings, Settings
    from .sharing import AsyncSharing, Sharing
    from .transfers import AsyncTransfers, Transfers
    from .users import AsyncUsers, Users
    from .workflows import AsyncWorkflows, Workflows

OPERATIONS: Final[dict[str, Operation]] = {
    "login": Operation(
        id="login",
        method="POST",
        path="/auth/login",
        name="auth.login",
        summary="Exchange a secret key for a token.",
        envelope="jwt",
        retry="idempotent",
        authenticated=False,
        certainty="observed",
        sources=("pkg-1.10.3", "help-api"),
        parameters=(
            Parameter("email", "email", "body", required=True),
            Parameter("token", "token", "body", required=True),
        ),
    ),
    "createDataset": Operation(
        id="createDataset",
        method="POST",
        path="/datasets",
        name="datasets.create",
        summary="Create an empty dataset.",
        envelope="dataset",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`datasets.list()` shows whether there is a dataset of this name that was not there before.",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("displayName", "display_name", "body", required=True),),
    ),
    "forceDeleteDataset": Operation(
        id="forceDeleteDataset",
        method="POST",
        path="/datasets/{datasetId}/forcedelete",
        name="datasets.force_delete",
        summary="Delete a dataset for good.",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(Parameter("datasetId", "dataset_id", "path", required=True),),
    ),
    "getDataset": Operation(
        id="getDataset",
        method="GET",
        path="/datasets/{datasetId}",
        name="datasets.get",
        summary="Get one dataset.",
        envelope="dataset",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("datasetId", "dataset_id", "path", required=True),),
    ),
    "listDatasets": Operation(
        id="listDatasets",
        method="GET",
        path="/datasets",
        name="datasets.list",
        summary="List the datasets that the user can see.",
        envelope="datasets",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("includeOwner", "include_owner", "query", required=False),
            Parameter("limit", "limit", "query", required=False),
        ),
    ),
    "listDatasetOwners": Operation(
        id="listDatasetOwners",
        method="GET",
        path="/datasets_ops/listowners",
        name="datasets.owners",
        summary="Get the owner of each dataset.",
        envelope="owners",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(),
    ),
    "setDatasetMetadata": Operation(
        id="setDatasetMetadata",
        method="POST",
        path="/datasets/{datasetId}/setmetadata",
        name="datasets.set_metadata",
        summary="Set metadata of a dataset.",
        envelope="dataset",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("metadata", "metadata", "body", required=True),
        ),
    ),
    "trashDataset": Operation(
        id="trashDataset",
        method="POST",
        path="/datasets/{datasetId}/delete",
        name="datasets.trash",
        summary="Move a dataset to the Trash.",
        envelope="dataset",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("delete", "delete", "body", required=False),
        ),
    ),
    "initiateExport": Operation(
        id="initiateExport",
        method="POST",
        path="/export/initiate",
        name="exports.initiate",
        summary="Export the events of a file, and get the signed URL of the result.",
        envelope="url",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="No known call lists exports, and the URL of one whose answer was lost cannot be had. Start it again; where OMIQ's GUI shows that the tasks above the export's task are locked, wait until they are free.",
        sources=("pkg-1.10.3", "export-files", "help-tasks"),
        parameters=(
            Parameter("datasetId", "dataset_id", "body", required=True),
            Parameter("fileIds", "file_ids", "body", required=True),
            Parameter("featureNames", "feature_names", "body", required=True),
            Parameter("addOrigRowIdx", "add_orig_row_idx", "body", required=False),
            Parameter("reverseTransform", "reverse_transform", "body", required=True),
            Parameter("format", "format", "body", required=True),
            Parameter("filterUsageMode", "filter_usage_mode", "body", required=True),
            Parameter("dropNotFiltered", "drop_not_filtered", "body", required=False),
            Parameter("instructions", "instructions", "body", required=True),
        ),
    ),
    "deleteFile": Operation(
        id="deleteFile",
        method="DELETE",
        path="/datasets/{datasetId}/files/{fileId}",
        name="files.delete",
        summary="Delete a file.",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("fileId", "file_id", "path", required=True),
        ),
    ),
    "getDownloadUrl": Operation(
        id="getDownloadUrl",
        method="GET",
        path="/datasets/{datasetId}/files/{fileId}/download",
        name="files.download_url",
        summary="Get a signed URL that a file can be downloaded from.",
        envelope="url",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("fileId", "file_id", "path", required=True),
        ),
    ),
    "getFile": Operation(
        id="getFile",
        method="GET",
        path="/datasets/{datasetId}/files/{fileId}",
        name="files.get",
        summary="Get one file.",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("fileId", "file_id", "path", required=True),
        ),
    ),
    "listFiles": Operation(
        id="listFiles",
        method="GET",
        path="/datasets/{datasetId}/files",
        name="files.list",
        summary="List the files of a dataset.",
        envelope="files",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(Parameter("datasetId", "dataset_id", "path", required=True),),
    ),
    "registerFiles": Operation(
        id="registerFiles",
        method="POST",
        path="/datasets/{datasetId}/files",
        name="files.register",
        summary="Register files to be uploaded, and get a signed URL for each.",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`files.list(dataset_id)` shows whether the files were registered. Their URLs are lost with the answer: delete them with `files.delete(dataset_id, file_id)` and register them again.",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("files", "files", "body", required=True),
        ),
    ),
    "setFilesMetadata": Operation(
        id="setFilesMetadata",
        method="POST",
        path="/datasets/{datasetId}/setomiqmetadata",
        name="files.set_metadata",
        summary="Set metadata of files of a dataset.",
        envelope="files",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("datasetId", "dataset_id", "path", required=True),
            Parameter("omiqMetadatas", "omiq_metadatas", "body", required=True),
        ),
    ),
    "listGroups": Operation(
        id="listGroups",
        method="GET",
        path="/groups",
        name="groups.list",
        summary="List the groups.",
        envelope="groups",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(),
    ),
    "getGroupMembers": Operation(
        id="getGroupMembers",
        method="GET",
        path="/group/{groupId}/memberinfo",
        name="groups.members",
        summary="Get the members of a group.",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("groupId", "group_id", "path", required=True),),
    ),
    "getLongOperation": Operation(
        id="getLongOperation",
        method="GET",
        path="/longops/{longOpId}",
        name="long_operations.get",
        summary="Get the state of a long operation.",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("longOpId", "long_op_id", "path", required=True),),
    ),
    "getConfig": Operation(
        id="getConfig",
        method="GET",
        path="/settings/config",
        name="settings.get",
        summary="Get the server's configuration.",
        envelope="config",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(),
    ),
    "changeOwner": Operation(
        id="changeOwner",
        method="POST",
        path="/iam/policies/changeowners",
        name="sharing.change_owner",
        summary="Give a dataset or workflow another owner.",
        envelope="policy",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`sharing.list_policies(resource_id, resource_type=...)`, `datasets.owners()` or `workflows.owners()` show who owns it now.",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(
            Parameter("resourceId", "resource_id", "body", required=True),
            Parameter("updatedOwnerId", "updated_owner_id", "body", required=True),
            Parameter("updatedOwnerType", "updated_owner_type", "body", required=True),
            Parameter("resourceType", "resource_type", "body", required=False),
        ),
    ),
    "listPolicies": Operation(
        id="listPolicies",
        method="GET",
        path="/iam/policies",
        name="sharing.list_policies",
        summary="List who has which role on a dataset or workflow.",
        envelope="policies",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(
            Parameter("resourceId", "resource_id", "query", required=True),
            Parameter("resourceType", "resource_type", "query", required=False),
        ),
    ),
    "share": Operation(
        id="share",
        method="POST",
        path="/sharing",
        name="sharing.share",
        summary="Share a dataset or workflow with users and groups.",
        envelope="policies",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`sharing.list_policies(resource_id, resource_type=...)` shows whether the users and groups have the role. Whether the mail went out only they can tell.",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(
            Parameter("resourceId", "resource_id", "body", required=True),
            Parameter("resourceName", "resource_name", "body", required=True),
            Parameter("role", "role", "body", required=False),
            Parameter("userIds", "user_ids", "body", required=False),
            Parameter("groupIds", "group_ids", "body", required=False),
            Parameter("message", "message", "body", required=False),
            Parameter("noEmail", "no_email", "body", required=False),
            Parameter("resourceType", "resource_type", "body", required=False),
        ),
    ),
    "listTransfers": Operation(
        id="listTransfers",
        method="GET",
        path="/crosstenant/listtransfers",
        name="transfers.list",
        summary="List the transfers of a dataset to other OMIQ servers.",
        envelope="transfers",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(Parameter("datasetid", "datasetid", "query", required=True),),
    ),
    "answerConnection": Operation(
        id="answerConnection",
        method="PATCH",
        path="/users/connection",
        name="users.answer_connection",
        summary="Answer another user's connection request.",
        envelope="user",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="See in OMIQ's GUI whether the requester stands among your connections or the request is still open; no known call lists them.",
        sources=("pkg-1.10.3", "help-sharing"),
        parameters=(
            Parameter("requesterId", "requester_id", "body", required=True),
            Parameter("connect", "connect", "body", required=True),
        ),
    ),
    "getUser": Operation(
        id="getUser",
        method="GET",
        path="/user",
        name="users.me",
        summary="Get the signed-in user.",
        envelope="user",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(),
    ),
    "searchUsers": Operation(
        id="searchUsers",
        method="GET",
        path="/users/search",
        name="users.search",
        summary="Search the server's users.",
        envelope="users",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("query", "query", "query", required=True),),
    ),
    "setPreferences": Operation(
        id="setPreferences",
        method="POST",
        path="/user/setprefs",
        name="users.set_preferences",
        summary="Set preferences of the signed-in user.",
        envelope="user",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("prefs", "prefs", "body", required=True),),
    ),
    "getArtifactUrl": Operation(
        id="getArtifactUrl",
        method="POST",
        path="/workflows/{workflowId}/getArtifactUrl",
        name="workflows.artifact_url",
        summary="Get a signed URL that an artifact of a task can be downloaded from.",
        envelope="url",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(
            Parameter("workflowId", "workflow_id", "path", required=True),
            Parameter("taskId", "task_id", "body", required=True),
            Parameter("file", "file", "body", required=True),
            Parameter("download", "download", "body", required=False),
        ),
    ),
    "createWorkflow": Operation(
        id="createWorkflow",
        method="POST",
        path="/workflows",
        name="workflows.create",
        summary="Create a workflow, new or as a copy of another.",
        envelope="config",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`workflows.list(limit=10)` shows whether there is a workflow of this name among those updated last.",
        sources=("pkg-1.10.3", "help-tasks"),
        parameters=(
            Parameter("datasetId", "dataset_id", "body", required=True),
            Parameter("name", "name", "body", required=True),
            Parameter("initialize", "initialize", "body", required=False),
            Parameter("fromId", "from_id", "body", required=False),
            Parameter("keepComputedResults", "keep_computed_results", "body", required=False),
        ),
    ),
    "getWorkflow": Operation(
        id="getWorkflow",
        method="GET",
        path="/workflows/{workflowId}",
        name="workflows.get",
        summary="Get one workflow with all its tasks.",
        envelope="config",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(Parameter("workflowId", "workflow_id", "path", required=True),),
    ),
    "listWorkflows": Operation(
        id="listWorkflows",
        method="GET",
        path="/workflows",
        name="workflows.list",
        summary="List the workflows that the user can see.",
        envelope="workflows",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(
            Parameter("templatesOnly", "templates_only", "query", required=False),
            Parameter("includeDatasetName", "include_dataset_name", "query", required=False),
            Parameter("ignoreDeletedDatasets", "ignore_deleted_datasets", "query", required=False),
            Parameter("includeOwner", "include_owner", "query", required=False),
            Parameter("limit", "limit", "query", required=False),
        ),
    ),
    "listWorkflowOwners": Operation(
        id="listWorkflowOwners",
        method="GET",
        path="/workflows_ops/listowners",
        name="workflows.owners",
        summary="Get the owner of each workflow.",
        envelope="owners",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(),
    ),
    "saveWorkflow": Operation(
        id="saveWorkflow",
        method="POST",
        path="/workflows",
        name="workflows.save",
        summary="Save a whole workflow.",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`workflows.get(workflow_id)` shows whether the server holds your change. If not, make it again on that newer workflow and save that one.",
        sources=("pkg-1.10.3", "urgap"),
        parameters=(Parameter("Workflow", "workflow", "body", required=True),),
    ),
    "setWorkflowMetadata": Operation(
        id="setWorkflowMetadata",
        method="POST",
        path="/workflows/{workflowId}/setmetadata",
        name="workflows.set_metadata",
        summary="Set metadata of a workflow.",
        envelope="config",
        retry="idempotent",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(
            Parameter("workflowId", "workflow_id", "path", required=True),
            Parameter("metadata", "metadata", "body", required=True),
        ),
    ),
    "getWorkflowSettings": Operation(
        id="getWorkflowSettings",
        method="POST",
        path="/workflows/{workflowId}/settings",
        name="workflows.settings",
        summary="Get the settings of a workflow.",
        envelope="workflowSettings",
        retry="safe",
        authenticated=True,
        certainty="observed",
        sources=("pkg-1.10.3",),
        parameters=(Parameter("workflowId", "workflow_id", "path", required=True),),
    ),
    "updateTask": Operation(
        id="updateTask",
        method="POST",
        path="/workflows/{workflowId}/updateTask",
        name="workflows.update_task",
        summary="Overwrite one task of a workflow, and get the whole workflow as it is then.",
        envelope="config",
        retry="never",
        authenticated=True,
        certainty="observed",
        look_up="`workflows.get(workflow_id)` shows whether the task holds your change. If not, make it again on the newer task and send that one.",
        sources=("pkg-1.10.3", "urgap", "help-tasks"),
        parameters=(
            Parameter("workflowId", "workflow_id", "path", required=True),
            Parameter("task", "task", "body", required=True),
            Parameter("overrideLock", "override_lock", "body", required=False),
        ),
    ),
}
"""All operations by their id, in the order of their names on the client."""

_MODULES: Final = {
    "login": ".auth.login",
    "createDataset": ".datasets.create_dataset",
    "forceDeleteDataset": ".datasets.force_delete_dataset",
    "getDataset": ".datasets.get_dataset",
    "listDatasets": ".datasets.list_datasets",
    "listDatasetOwners": ".datasets.list_dataset_owners",
    "setDatasetMetadata": ".datasets.set_dataset_metadata",
    "trashDataset": ".datasets.trash_dataset",
    "initiateExport": ".exports.initiate_export",
    "deleteFile": ".files.delete_file",
    "getDownloadUrl": ".files.get_download_url",
    "getFile": ".files.get_file",
    "listFiles": ".files.list_files",
    "registerFiles": ".files.register_files",
    "setFilesMetadata": ".files.set_files_metadata",
    "listGroups": ".groups.list_groups",
    "getGroupMembers": ".groups.get_group_members",
    "getLongOperation": ".long_operations.get_long_operation",
    "getConfig": ".settings.get_config",
    "changeOwner": ".sharing.change_owner",
    "listPolicies": ".sharing.list_policies",
    "share": ".sharing.share",
    "listTransfers": ".transfers.list_transfers",
    "answerConnection": ".users.answer_connection",
    "getUser": ".users.get_user",
    "searchUsers": ".users.search_users",
    "setPreferences": ".users.set_preferences",
    "getArtifactUrl": ".workflows.get_artifact_url",
    "createWorkflow": ".workflows.create_workflow",
    "getWorkflow": ".workflows.get_workflow",
    "listWorkflows": ".workflows.list_workflows",
    "listWorkflowOwners": ".workflows.list_workflow_owners",
    "saveWorkflow": ".workflows.save_workflow",
    "setWorkflowMetadata": ".workflows.set_workflow_metadata",
    "getWorkflowSettings": ".workflows.get_workflow_settings",
    "updateTask": ".workflows.update_task",
}


def build(operation_id: str, /, **arguments: Any) -> Call[Any]:
    """Make the call of an operation, with the arguments of its method.

    Raises:
        KeyError: there is no such operation.
        TypeError: an argument is missing or unknown.
    """
    module = import_module(_MODULES[operation_id], __name__)
    call: Call[Any] = module.call(**arguments)
    return call


class Api:
    """All operations, by tag; `executor` carries them out."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def auth(self) -> Auth:
        """Sign in with a secret key."""
        from .auth import Auth

        return Auth(self._executor)

    @cached_property
    def datasets(self) -> Datasets:
        """Datasets, which hold the files that workflows analyse."""
        from .datasets import Datasets

        return Datasets(self._executor)

    @cached_property
    def exports(self) -> Exports:
        """Exports of events as CSV or FCS."""
        from .exports import Exports

        return Exports(self._executor)

    @cached_property
    def files(self) -> Files:
        """The FCS files and other files of a dataset."""
        from .files import Files

        return Files(self._executor)

    @cached_property
    def groups(self) -> Groups:
        """Groups that datasets and workflows can be shared with."""
        from .groups import Groups

        return Groups(self._executor)

    @cached_property
    def long_operations(self) -> LongOperations:
        """Work that the server goes on with after it has answered."""
        from .long_operations import LongOperations

        return LongOperations(self._executor)

    @cached_property
    def settings(self) -> Settings:
        """The settings of the server."""
        from .settings import Settings

        return Settings(self._executor)

    @cached_property
    def sharing(self) -> Sharing:
        """Who may read, edit and own datasets and workflows."""
        from .sharing import Sharing

        return Sharing(self._executor)

    @cached_property
    def transfers(self) -> Transfers:
        """Transfers of datasets and workflows to other OMIQ servers."""
        from .transfers import Transfers

        return Transfers(self._executor)

    @cached_property
    def users(self) -> Users:
        """The signed-in user, and other people on the server."""
        from .users import Users

        return Users(self._executor)

    @cached_property
    def workflows(self) -> Workflows:
        """Workflows, their tasks and the tasks' artifacts."""
        from .workflows import Workflows

        return Workflows(self._executor)


class AsyncApi:
    """All operations, by tag; `executor` carries them out."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def auth(self) -> AsyncAuth:
        """Sign in with a secret key."""
        from .auth import AsyncAuth

        return AsyncAuth(self._executor)

    @cached_property
    def datasets(self) -> AsyncDatasets:
        """Datasets, which hold the files that workflows analyse."""
        from .datasets import AsyncDatasets

        return AsyncDatasets(self._executor)

    @cached_property
    def exports(self) -> AsyncExports:
        """Exports of events as CSV or FCS."""
        from .exports import AsyncExports

        return AsyncExports(self._executor)

    @cached_property
    def files(self) -> AsyncFiles:
        """The FCS files and other files of a dataset."""
        from .files import AsyncFiles

        return AsyncFiles(self._executor)

    @cached_property
    def groups(self) -> AsyncGroups:
        """Groups that datasets and workflows can be shared with."""
        from .groups import AsyncGroups

        return AsyncGroups(self._executor)

    @cached_property
    def long_operations(self) -> AsyncLongOperations:
        """Work that the server goes on with after it has answered."""
        from .long_operations import AsyncLongOperations

        return AsyncLongOperations(self._executor)

    @cached_property
    def settings(self) -> AsyncSettings:
        """The settings of the server."""
        from .settings import AsyncSettings

        return AsyncSettings(self._executor)

    @cached_property
    def sharing(self) -> AsyncSharing:
        """Who may read, edit and own datasets and workflows."""
        from .sharing import AsyncSharing

        return AsyncSharing(self._executor)

    @cached_property
    def transfers(self) -> AsyncTransfers:
        """Transfers of datasets and workflows to other OMIQ servers."""
        from .transfers import AsyncTransfers

        return AsyncTransfers(self._executor)

    @cached_property
    def users(self) -> AsyncUsers:
        """The signed-in user, and other people on the server."""
        from .users import AsyncUsers

        return AsyncUsers(self._executor)

    @cached_property
    def workflows(self) -> AsyncWorkflows:
        """Workflows, their tasks and the tasks' artifacts."""
        from .workflows import AsyncWorkflows

        return AsyncWorkflows(self._executor)
