from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..types import UNSET, Field, Member, Model, ModelList, OptField, OptListField, Unset

if TYPE_CHECKING:
    from ..models.feature import Feature


class File(Model):
    """A file of a dataset.

    Observed (urgap, pkg-1.10.3).
    """

    __slots__ = ()

    id: Field[int] = Member("id", int, required=True)
    """Id of the file."""
    dataset_id: OptField[int] = Member("datasetId", int)
    """Id of the file's dataset."""
    file_name: OptField[str] = Member("fileName", str)
    display_name: OptField[str] = Member("displayName", str)
    """Name as shown in the GUI. Two files of a dataset may have the same."""
    raw_file_blob_id: OptField[Any] = Member("rawFileBlobId")
    """Id of the stored bytes, in a form that is not known."""
    job_name: OptField[str] = Member("jobName", str)
    """Name of a job; that it is the one that processes the file is inferred."""
    status: OptField[str] = Member("status", str)
    """State of the processing; `COMPLETE` and `FAILED` are final. A third party's test data has
    `completed`: others may come. Known values: `UNSET`, `UPLOADING`, `PROCESSING`, `COMPLETE`,
    `FAILED`.
    """
    size: OptField[int] = Member("size", int)
    """Size in bytes (the unit is inferred)."""
    features: OptListField[Feature] = Member("features", ModelList, of="Feature")
    """The columns of the file; that these are its channels and what tasks computed is inferred."""

    def __init__(
        self,
        *,
        id: int,
        dataset_id: int | Unset = UNSET,
        file_name: str | Unset = UNSET,
        display_name: str | Unset = UNSET,
        raw_file_blob_id: Any = UNSET,
        job_name: str | Unset = UNSET,
        status: str | Unset = UNSET,
        size: int | Unset = UNSET,
        features: Iterable[Feature] | Unset = UNSET,
    ) -> None:
        super().__init__(
            {
                "id": id,
                "datasetId": dataset_id,
                "fileName": file_name,
                "displayName": display_name,
                "rawFileBlobId": raw_file_blob_id,
                "jobName": job_name,
                "status": status,
                "size": size,
                "features": features,
            }
        )
