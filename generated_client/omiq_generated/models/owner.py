from __future__ import annotations

from ..types import Model


class Owner(Model):
    """Who owns a dataset or workflow, a user or a group. Its members are not known, nor that it is an
    object.

    Inferred (pkg-1.10.3, help-sharing).
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__({})
