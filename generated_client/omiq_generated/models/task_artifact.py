from __future__ import annotations

from ..types import Field, Member, Model


class TaskArtifact(Model):
    """A file that a task has made.

    Observed (urgap).
    """

    __slots__ = ()

    task_id: Field[int] = Member("taskId", int, required=True)
    """Id of the task."""
    file: Field[str] = Member("file", str, required=True)
    """Name of the file."""

    def __init__(self, *, task_id: int, file: str) -> None:
        super().__init__({"taskId": task_id, "file": file})
