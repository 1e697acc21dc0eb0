from __future__ import annotations

from ..types import Field, Member, Model


class Feature(Model):
    """A channel or computed column of a file.

    Observed (urgap).
    """

    __slots__ = ()

    name: Field[str] = Member("name", str, required=True)
    """The channel's primary name, or the column's name."""

    def __init__(self, *, name: str) -> None:
        super().__init__({"name": name})
