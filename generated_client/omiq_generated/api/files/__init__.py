"""The FCS files and other files of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import delete_file as _delete_file
from . import get_download_url as _get_download_url
from . import get_file as _get_file
from . import list_files as _list_files
from . import register_files as _register_files
from . import set_files_metadata as _set_files_metadata

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterable

    from ...client import AsyncExecutor, Executor
    from ...models.file import File
    from ...models.file_spec import FileSpec
    from ...models.registered_files import RegisteredFiles


class Files:
    """The FCS files and other files of a dataset."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def delete(self, dataset_id: int, file_id: int) -> dict[str, Any]:
        """Delete a file.

        What the answer holds is not known.

        `DELETE /datasets/{datasetId}/files/{fileId}`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_delete_file.call(dataset_id, file_id))

    def download_url(self, dataset_id: int, file_id: int) -> str:
        """Get a signed URL that a file can be downloaded from.

        `GET /datasets/{datasetId}/files/{fileId}/download`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_download_url.call(dataset_id, file_id))

    def get(self, dataset_id: int, file_id: int) -> File:
        """Get one file.

        That the answer is the file itself, in no envelope, is inferred.

        `GET /datasets/{datasetId}/files/{fileId}`, observed (pkg-1.10.3, urgap).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_file.call(dataset_id, file_id))

    def list(self, dataset_id: int) -> builtins.list[File]:
        """List the files of a dataset.

        `GET /datasets/{datasetId}/files`, observed (pkg-1.10.3, urgap).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_files.call(dataset_id))

    def register(self, dataset_id: int, *, files: Iterable[FileSpec]) -> RegisteredFiles:
        """Register files to be uploaded, and get a signed URL for each.

        The bytes of each file go to its URL by PUT, with Content-Type `application/octet-stream`,
        Content-Length and no token. The answer's lists are in the order asked.

        `POST /datasets/{datasetId}/files`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            files: The files to be uploaded.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `files.list(dataset_id)` shows
                whether the files were registered. Their URLs are lost with the answer: delete them with
                `files.delete(dataset_id, file_id)` and register them again.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_register_files.call(dataset_id, files=files))

    def set_metadata(self, dataset_id: int, *, omiq_metadatas: dict[str, dict[str, str]]) -> builtins.list[File]:
        """Set metadata of files of a dataset.

        What happens to names that are not sent is not known.

        `POST /datasets/{datasetId}/setomiqmetadata`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            omiq_metadatas: Metadata by file id, which is a text here. That the values are text is
                inferred.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_set_files_metadata.call(dataset_id, omiq_metadatas=omiq_metadatas))


class AsyncFiles:
    """The FCS files and other files of a dataset."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def delete(self, dataset_id: int, file_id: int) -> dict[str, Any]:
        """Delete a file.

        What the answer holds is not known.

        `DELETE /datasets/{datasetId}/files/{fileId}`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_delete_file.call(dataset_id, file_id))

    async def download_url(self, dataset_id: int, file_id: int) -> str:
        """Get a signed URL that a file can be downloaded from.

        `GET /datasets/{datasetId}/files/{fileId}/download`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_download_url.call(dataset_id, file_id))

    async def get(self, dataset_id: int, file_id: int) -> File:
        """Get one file.

        That the answer is the file itself, in no envelope, is inferred.

        `GET /datasets/{datasetId}/files/{fileId}`, observed (pkg-1.10.3, urgap).

        Args:
            dataset_id: Id of the dataset.
            file_id: Id of the file.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_file.call(dataset_id, file_id))

    async def list(self, dataset_id: int) -> builtins.list[File]:
        """List the files of a dataset.

        `GET /datasets/{datasetId}/files`, observed (pkg-1.10.3, urgap).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_files.call(dataset_id))

    async def register(self, dataset_id: int, *, files: Iterable[FileSpec]) -> RegisteredFiles:
        """Register files to be uploaded, and get a signed URL for each.

        The bytes of each file go to its URL by PUT, with Content-Type `application/octet-stream`,
        Content-Length and no token. The answer's lists are in the order asked.

        `POST /datasets/{datasetId}/files`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            files: The files to be uploaded.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `files.list(dataset_id)` shows
                whether the files were registered. Their URLs are lost with the answer: delete them with
                `files.delete(dataset_id, file_id)` and register them again.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_register_files.call(dataset_id, files=files))

    async def set_metadata(self, dataset_id: int, *, omiq_metadatas: dict[str, dict[str, str]]) -> builtins.list[File]:
        """Set metadata of files of a dataset.

        What happens to names that are not sent is not known.

        `POST /datasets/{datasetId}/setomiqmetadata`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            omiq_metadatas: Metadata by file id, which is a text here. That the values are text is
                inferred.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_set_files_metadata.call(dataset_id, omiq_metadatas=omiq_metadatas))
