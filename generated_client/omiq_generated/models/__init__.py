"""The objects of the API; each is imported when it is first named."""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .dataset import Dataset as Dataset
    from .export_instructions import ExportInstructions as ExportInstructions
    from .feature import Feature as Feature
    from .file import File as File
    from .file_spec import FileSpec as FileSpec
    from .filter_container import FilterContainer as FilterContainer
    from .gate import Gate as Gate
    from .gate_point import GatePoint as GatePoint
    from .gating_node import GatingNode as GatingNode
    from .gating_tree import GatingTree as GatingTree
    from .group import Group as Group
    from .group_members import GroupMembers as GroupMembers
    from .initiate_export_filter_usage_mode import InitiateExportFilterUsageMode as InitiateExportFilterUsageMode
    from .initiate_export_format import InitiateExportFormat as InitiateExportFormat
    from .long_operation import LongOperation as LongOperation
    from .owner import Owner as Owner
    from .platform_config import PlatformConfig as PlatformConfig
    from .policy import Policy as Policy
    from .registered_files import RegisteredFiles as RegisteredFiles
    from .task import Task as Task
    from .task_artifact import TaskArtifact as TaskArtifact
    from .transfer import Transfer as Transfer
    from .user import User as User
    from .workflow import Workflow as Workflow
    from .workflow_settings import WorkflowSettings as WorkflowSettings

_MODULES: Final = {
    "Dataset": ".dataset",
    "ExportInstructions": ".export_instructions",
    "Feature": ".feature",
    "File": ".file",
    "FileSpec": ".file_spec",
    "FilterContainer": ".filter_container",
    "Gate": ".gate",
    "GatePoint": ".gate_point",
    "GatingNode": ".gating_node",
    "GatingTree": ".gating_tree",
    "Group": ".group",
    "GroupMembers": ".group_members",
    "InitiateExportFilterUsageMode": ".initiate_export_filter_usage_mode",
    "InitiateExportFormat": ".initiate_export_format",
    "LongOperation": ".long_operation",
    "Owner": ".owner",
    "PlatformConfig": ".platform_config",
    "Policy": ".policy",
    "RegisteredFiles": ".registered_files",
    "Task": ".task",
    "TaskArtifact": ".task_artifact",
    "Transfer": ".transfer",
    "User": ".user",
    "Workflow": ".workflow",
    "WorkflowSettings": ".workflow_settings",
}

if not TYPE_CHECKING:  # to type checkers, a name that is none is an error

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_MODULES[name], __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})


__all__ = [
    "Dataset",
    "ExportInstructions",
    "Feature",
    "File",
    "FileSpec",
    "FilterContainer",
    "Gate",
    "GatePoint",
    "GatingNode",
    "GatingTree",
    "Group",
    "GroupMembers",
    "InitiateExportFilterUsageMode",
    "InitiateExportFormat",
    "LongOperation",
    "Owner",
    "PlatformConfig",
    "Policy",
    "RegisteredFiles",
    "Task",
    "TaskArtifact",
    "Transfer",
    "User",
    "Workflow",
    "WorkflowSettings",
]
