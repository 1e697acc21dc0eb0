"""The events of exported files as an AnnData, with what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._extras import extra
from .described import Described

if TYPE_CHECKING:
    import anndata


def to_anndata(described: Described, other: Described | None) -> anndata.AnnData:
    """Read the events into an AnnData; `other` has the same events in the other units, for the second layer."""
    with extra("anndata"):
        from .assembling import assembled
    return assembled(described, other)
