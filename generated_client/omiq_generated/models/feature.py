from __future__ import annotations

from ..types import Field, Member, Model


class Feature(Model):
    """A column of a file, such as a channel.

    Observed (urgap).
    """

    __slots__ = ()

    name: Field[str] = Member("name", str, required=True)
    """Name of the column; that it is a channel's primary name is inferred."""

    def __init__(self, *, name: str) -> None:
        super().__init__({"name": name})
