"""Datasets, which hold the files that workflows analyse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset
from . import create_dataset as _create_dataset
from . import force_delete_dataset as _force_delete_dataset
from . import get_dataset as _get_dataset
from . import list_dataset_owners as _list_dataset_owners
from . import list_datasets as _list_datasets
from . import set_dataset_metadata as _set_dataset_metadata
from . import trash_dataset as _trash_dataset

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.dataset import Dataset
    from ...models.owner import Owner
    from ...types import ModelMap


class Datasets:
    """Datasets, which hold the files that workflows analyse."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(self, *, display_name: str) -> Dataset:
        """Create an empty dataset.

        `POST /datasets`, observed (pkg-1.10.3).

        Args:
            display_name: Name as shown in the GUI.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `datasets.list()` shows whether
                there is a dataset of this name that was not there before.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_create_dataset.call(display_name=display_name))

    def force_delete(self, dataset_id: int) -> dict[str, Any]:
        """Delete a dataset for good.

        Only the owner may do this, and nothing brings the dataset back. What the answer holds is not
        known.

        `POST /datasets/{datasetId}/forcedelete`, observed (pkg-1.10.3, help-sharing).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_force_delete_dataset.call(dataset_id))

    def get(self, dataset_id: int) -> Dataset:
        """Get one dataset.

        `GET /datasets/{datasetId}`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_dataset.call(dataset_id))

    def list(self, *, include_owner: bool | Unset = UNSET, limit: int | Unset = UNSET) -> builtins.list[Dataset]:
        """List the datasets that the user can see.

        `GET /datasets`, observed (pkg-1.10.3).

        Args:
            include_owner: Tell each dataset's owner too.
            limit: List only this many, those updated last; 0 lists all. So it is with workflows.
                (Inferred.)

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_datasets.call(include_owner=include_owner, limit=limit))

    def owners(self) -> ModelMap[Owner]:
        """Get the owner of each dataset.

        `GET /datasets_ops/listowners`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_dataset_owners.call())

    def set_metadata(self, dataset_id: int, *, metadata: dict[str, str]) -> Dataset:
        """Set metadata of a dataset.

        What happens to names that are not sent is not known.

        `POST /datasets/{datasetId}/setmetadata`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            metadata: Metadata of the dataset by name. That the values are text is inferred.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_set_dataset_metadata.call(dataset_id, metadata=metadata))

    def trash(self, dataset_id: int, *, delete: bool = True) -> Dataset:
        """Move a dataset to the Trash.

        Only the owner may do this.

        `POST /datasets/{datasetId}/delete`, observed (pkg-1.10.3, help-sharing).

        Args:
            dataset_id: Id of the dataset.
            delete: To the Trash. What False does is not known.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_trash_dataset.call(dataset_id, delete=delete))


class AsyncDatasets:
    """Datasets, which hold the files that workflows analyse."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(self, *, display_name: str) -> Dataset:
        """Create an empty dataset.

        `POST /datasets`, observed (pkg-1.10.3).

        Args:
            display_name: Name as shown in the GUI.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. `datasets.list()` shows whether
                there is a dataset of this name that was not there before.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_create_dataset.call(display_name=display_name))

    async def force_delete(self, dataset_id: int) -> dict[str, Any]:
        """Delete a dataset for good.

        Only the owner may do this, and nothing brings the dataset back. What the answer holds is not
        known.

        `POST /datasets/{datasetId}/forcedelete`, observed (pkg-1.10.3, help-sharing).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_force_delete_dataset.call(dataset_id))

    async def get(self, dataset_id: int) -> Dataset:
        """Get one dataset.

        `GET /datasets/{datasetId}`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_dataset.call(dataset_id))

    async def list(self, *, include_owner: bool | Unset = UNSET, limit: int | Unset = UNSET) -> builtins.list[Dataset]:
        """List the datasets that the user can see.

        `GET /datasets`, observed (pkg-1.10.3).

        Args:
            include_owner: Tell each dataset's owner too.
            limit: List only this many, those updated last; 0 lists all. So it is with workflows.
                (Inferred.)

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_datasets.call(include_owner=include_owner, limit=limit))

    async def owners(self) -> ModelMap[Owner]:
        """Get the owner of each dataset.

        `GET /datasets_ops/listowners`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_dataset_owners.call())

    async def set_metadata(self, dataset_id: int, *, metadata: dict[str, str]) -> Dataset:
        """Set metadata of a dataset.

        What happens to names that are not sent is not known.

        `POST /datasets/{datasetId}/setmetadata`, observed (pkg-1.10.3).

        Args:
            dataset_id: Id of the dataset.
            metadata: Metadata of the dataset by name. That the values are text is inferred.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_set_dataset_metadata.call(dataset_id, metadata=metadata))

    async def trash(self, dataset_id: int, *, delete: bool = True) -> Dataset:
        """Move a dataset to the Trash.

        Only the owner may do this.

        `POST /datasets/{datasetId}/delete`, observed (pkg-1.10.3, help-sharing).

        Args:
            dataset_id: Id of the dataset.
            delete: To the Trash. What False does is not known.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_trash_dataset.call(dataset_id, delete=delete))
