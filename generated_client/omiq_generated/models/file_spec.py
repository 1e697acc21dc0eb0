from __future__ import annotations

from ..types import Field, Member, Model


class FileSpec(Model):
    """A file that is to be uploaded.

    Observed (pkg-1.10.3).
    """

    __slots__ = ()

    display_name: Field[str] = Member("displayName", str, required=True)
    """Name to be shown in the GUI."""
    file_name: Field[str] = Member("fileName", str, required=True)
    content_type: Field[str] = Member("contentType", str, required=True)
    """MIME type of the file."""
    dataset_id: Field[int] = Member("datasetId", int, required=True)
    """Id of the dataset that the file goes to."""

    def __init__(self, *, display_name: str, file_name: str, content_type: str, dataset_id: int) -> None:
        super().__init__(
            {"displayName": display_name, "fileName": file_name, "contentType": content_type, "datasetId": dataset_id}
        )
