"""The models of request bodies and answers. Written by `make client` from the catalog."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import MISSING, BaseModel, ConfigDict, StrictBool, StrictFloat, StrictInt, StrictStr


class AnswerConnectionRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    requesterId: StrictInt
    connect: StrictBool


class ChangeOwnerRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    resourceId: StrictInt
    updatedOwnerId: StrictInt
    updatedOwnerType: StrictStr
    resourceType: StrictStr


class CreateDatasetRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    displayName: StrictStr


class CreateWorkflowRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    datasetId: StrictInt
    name: StrictStr
    initialize: StrictBool
    fromId: StrictInt | None
    keepComputedResults: StrictBool


class Dataset(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    displayName: StrictStr | MISSING = MISSING


class DeleteFileResponse(BaseModel):
    model_config = ConfigDict(extra="allow")


class Feature(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: StrictStr


class File(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    datasetId: StrictInt | MISSING = MISSING
    fileName: StrictStr | MISSING = MISSING
    displayName: StrictStr | MISSING = MISSING
    rawFileBlobId: Any | MISSING = MISSING
    jobName: StrictStr | MISSING = MISSING
    status: StrictStr | MISSING = MISSING
    size: StrictInt | MISSING = MISSING
    features: list[Feature] | MISSING = MISSING


class FileSpec(BaseModel):
    model_config = ConfigDict(extra="forbid")
    displayName: StrictStr
    fileName: StrictStr
    contentType: StrictStr
    datasetId: StrictInt


class ForceDeleteDatasetRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ForceDeleteDatasetResponse(BaseModel):
    model_config = ConfigDict(extra="allow")


class GatePoint(BaseModel):
    model_config = ConfigDict(extra="allow")
    f1Val: StrictFloat | MISSING = MISSING
    f2Val: StrictFloat | MISSING = MISSING


class GatingNode(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictStr | MISSING = MISSING
    parentId: StrictStr | MISSING = MISSING
    filterContainerId: StrictStr | MISSING = MISSING
    ord: StrictFloat | MISSING = MISSING
    collapsed: StrictBool | MISSING = MISSING


class GetArtifactUrlRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    taskId: StrictInt
    file: StrictStr
    download: StrictBool


class GetArtifactUrlResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    url: StrictStr


class GetDatasetResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    dataset: Dataset


class GetDownloadUrlResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    url: StrictStr


class GetWorkflowSettingsRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Group(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    name: StrictStr | MISSING = MISSING


class InitiateExportResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    url: StrictStr


class ListDatasetsResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    datasets: list[Dataset]


class ListFilesResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    files: list[File]


class ListGroupsResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    groups: list[Group]


class LoginRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: StrictStr
    token: StrictStr


class LoginResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    jwt: StrictStr


class LongOperation(BaseModel):
    model_config = ConfigDict(extra="allow")
    val: dict[str, Any] | MISSING = MISSING


class LongOperationStarted(BaseModel):
    model_config = ConfigDict(extra="allow")
    longOpId: StrictInt | StrictStr


class Owner(BaseModel):
    model_config = ConfigDict(extra="allow")


class PlatformConfig(BaseModel):
    model_config = ConfigDict(extra="allow")


class Policy(BaseModel):
    model_config = ConfigDict(extra="allow")
    resourceType: StrictStr | MISSING = MISSING
    resourceId: StrictInt | MISSING = MISSING
    role: StrictStr | MISSING = MISSING


class RegisterFilesRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    datasetKey: StrictInt
    files: list[FileSpec]


class RegisteredFiles(BaseModel):
    model_config = ConfigDict(extra="allow")
    files: list[File]
    signedUrls: list[StrictStr]


class SaveWorkflowResponse(BaseModel):
    model_config = ConfigDict(extra="allow")


class SetDatasetMetadataRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    metadata: dict[str, StrictStr]


class SetDatasetMetadataResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    dataset: Dataset


class SetFilesMetadataRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    omiqMetadatas: dict[str, dict[str, StrictStr]]


class SetFilesMetadataResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    files: list[File]


class SetPreferencesRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    prefs: dict[str, Any]


class SetWorkflowMetadataRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    metadata: dict[str, StrictStr]


class ShareRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    resourceId: StrictInt
    resourceName: StrictStr
    role: StrictStr
    userIds: list[StrictInt] | MISSING = MISSING
    groupIds: list[StrictInt] | MISSING = MISSING
    message: StrictStr | MISSING = MISSING
    noEmail: StrictBool
    resourceType: StrictStr


class ShareResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    policies: list[Policy]


class TaskArtifact(BaseModel):
    model_config = ConfigDict(extra="allow")
    taskId: StrictInt
    file: StrictStr


class Transfer(BaseModel):
    model_config = ConfigDict(extra="allow")


class TrashDatasetRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    delete: StrictBool


class TrashDatasetResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    dataset: Dataset


class User(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    name: StrictStr | MISSING = MISSING
    lastLoginTime: Any | MISSING = MISSING


class WorkflowSettings(BaseModel):
    model_config = ConfigDict(extra="allow")


class AnswerConnectionResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    user: User


class ChangeOwnerResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    policy: Policy


class CreateDatasetResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    dataset: Dataset


class Gate(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: StrictStr | MISSING = MISSING
    f1: StrictStr | MISSING = MISSING
    f2: StrictStr | MISSING = MISSING
    min: GatePoint | MISSING = MISSING
    max: GatePoint | MISSING = MISSING
    vertices: list[GatePoint] | MISSING = MISSING
    left: GatePoint | MISSING = MISSING
    top: GatePoint | MISSING = MISSING
    right: GatePoint | MISSING = MISSING
    bottom: GatePoint | MISSING = MISSING
    f1Min: StrictFloat | MISSING = MISSING
    f1Max: StrictFloat | MISSING = MISSING
    c: Any | MISSING = MISSING
    v1: Any | MISSING = MISSING
    v2: Any | MISSING = MISSING
    v: StrictInt | MISSING = MISSING
    labelLoc: GatePoint | MISSING = MISSING


class GetConfigResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    config: PlatformConfig


class GetUserResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    user: User


class GetWorkflowSettingsResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    workflowSettings: WorkflowSettings


class GroupMembers(BaseModel):
    model_config = ConfigDict(extra="allow")
    users: list[User]
    extUsers: list[User] | MISSING = MISSING


class ListDatasetOwnersResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    owners: dict[str, Owner]


class ListPoliciesResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    policies: list[Policy]


class ListTransfersResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    transfers: list[Transfer]


class ListWorkflowOwnersResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    owners: dict[str, Owner]


class SearchUsersResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    users: list[User]


class SetPreferencesResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    user: User


class FilterContainer(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictStr | MISSING = MISSING
    name: StrictStr | MISSING = MISSING
    type: StrictStr | MISSING = MISSING
    containerType: StrictStr | MISSING = MISSING
    defaultFilter: Gate | MISSING = MISSING
    perFileFilters: dict[str, Gate] | MISSING = MISSING
    md: StrictStr | MISSING = MISSING
    groupId: StrictStr | MISSING = MISSING
    filterContainerIds: list[StrictStr] | MISSING = MISSING


class GatingTree(BaseModel):
    model_config = ConfigDict(extra="allow")
    nodes: dict[str, GatingNode] | MISSING = MISSING
    filterContainers: dict[str, FilterContainer] | MISSING = MISSING


class Task(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    type: StrictStr | MISSING = MISSING
    parentId: StrictInt | None | MISSING = MISSING
    gatingTree: GatingTree | MISSING = MISSING


class UpdateTaskRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    task: Task
    overrideLock: StrictBool


class Workflow(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: StrictInt
    name: StrictStr | MISSING = MISSING
    datasetId: StrictInt | MISSING = MISSING
    tasks: list[Task] | MISSING = MISSING
    taskArtifacts: list[TaskArtifact] | MISSING = MISSING


class CreateWorkflowResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    config: Workflow


class ExportInstructions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    taskId: StrictInt
    config: Workflow
    filters: list[StrictStr]


class GetWorkflowResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    config: Workflow


class InitiateExportRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")
    datasetId: StrictInt
    fileIds: list[StrictInt]
    featureNames: list[StrictStr]
    addOrigRowIdx: StrictBool
    reverseTransform: StrictBool
    format: Literal["CSV", "FCS"]
    filterUsageMode: Literal["NAMECOL", "BOOLCOLS"]
    dropNotFiltered: StrictBool
    instructions: ExportInstructions


class ListWorkflowsResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    workflows: list[Workflow]


class SetWorkflowMetadataResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    config: Workflow


class UpdateTaskResponse(BaseModel):
    model_config = ConfigDict(extra="allow")
    config: Workflow
