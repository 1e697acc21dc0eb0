from __future__ import annotations

from typing import TYPE_CHECKING

from ..types import Field, Member, Model

if TYPE_CHECKING:
    from ..models.workflow import Workflow


class ExportInstructions(Model):
    """Where in a workflow to export, and what.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    task_id: Field[int] = Member("taskId", int, required=True)
    """Id of the task to export at. Any task will do, and an Export Data task should not be taken."""
    config: Field[Workflow] = Member("config", Model, of="Workflow", required=True)
    filters: Field[list[str]] = Member("filters", list, required=True)
    """`UNFILTERED`, or ids of nodes in the gating trees of that task and of those above it."""

    def __init__(self, *, task_id: int, config: Workflow, filters: list[str]) -> None:
        super().__init__({"taskId": task_id, "config": config, "filters": filters})
