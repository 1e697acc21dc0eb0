from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..types import Field, ListField, Member, Model, ModelList

if TYPE_CHECKING:
    from ..models.file import File


class RegisteredFiles(Model):
    """The registered files and where to upload each.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    files: ListField[File] = Member("files", ModelList, of="File", required=True)
    """The files, in the order asked."""
    signed_urls: Field[list[str]] = Member("signedUrls", list, required=True, secret=True)
    """The signed URL to PUT each file to, in the order asked; send no token to it."""

    def __init__(self, *, files: Iterable[File], signed_urls: list[str]) -> None:
        super().__init__({"files": files, "signedUrls": signed_urls})
