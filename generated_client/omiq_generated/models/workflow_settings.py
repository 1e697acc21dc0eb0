from __future__ import annotations

from ..types import Model


class WorkflowSettings(Model):
    """Settings of a workflow. Its members are not known.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__({})
