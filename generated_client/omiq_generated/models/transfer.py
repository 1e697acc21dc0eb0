from __future__ import annotations

from ..types import Model


class Transfer(Model):
    """A copy of a dataset, and of its workflows, to another OMIQ server. Its members are not known.

    Inferred (pkg-1.10.3, help-sharing).
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__({})
