"""Who may read, edit and own datasets and workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import UNSET, Unset
from . import change_owner as _change_owner
from . import list_policies as _list_policies
from . import share as _share

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.policy import Policy


class Sharing:
    """Who may read, edit and own datasets and workflows."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def change_owner(
        self, *, resource_id: int, updated_owner_id: int, updated_owner_type: str, resource_type: str = "DATASET"
    ) -> Policy:
        """Give a dataset or workflow another owner.

        A dataset or workflow has one owner, a user or a group.

        `POST /iam/policies/changeowners`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            updated_owner_id: Id of the new owner.
            updated_owner_type: Whether the new owner is a user or a group. Which words the server takes
                is not known.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it.
                `sharing.list_policies(resource_id, resource_type=...)`, `datasets.owners()` or
                `workflows.owners()` show who owns it now.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _change_owner.call(
                resource_id=resource_id,
                updated_owner_id=updated_owner_id,
                updated_owner_type=updated_owner_type,
                resource_type=resource_type,
            )
        )

    def list_policies(self, resource_id: int, *, resource_type: str = "DATASET") -> builtins.list[Policy]:
        """List who has which role on a dataset or workflow.

        `GET /iam/policies`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_policies.call(resource_id, resource_type=resource_type))

    def share(
        self,
        *,
        resource_id: int,
        resource_name: str,
        role: str = "READER",
        user_ids: builtins.list[int] | Unset = UNSET,
        group_ids: builtins.list[int] | Unset = UNSET,
        message: str | Unset = UNSET,
        no_email: bool = True,
        resource_type: str = "DATASET",
    ) -> builtins.list[Policy]:
        """Share a dataset or workflow with users and groups.

        Users share with their connections and with groups. Sharing a workflow gives Reader on its
        dataset too. Where a user has several ways in, the greatest role counts.

        `POST /sharing`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            resource_name: Its name, for the mail (inferred).
            role: The role to give. `EDITOR` is inferred from the names of the roles. Known values:
                `READER`, `EDITOR`.
            user_ids: Ids of the users to share with.
            group_ids: Ids of the groups to share with.
            message: Text for the mail (inferred).
            no_email: Send no mail.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it.
                `sharing.list_policies(resource_id, resource_type=...)` shows whether the users and
                groups have the role. Whether the mail went out only they can tell.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(
            _share.call(
                resource_id=resource_id,
                resource_name=resource_name,
                role=role,
                user_ids=user_ids,
                group_ids=group_ids,
                message=message,
                no_email=no_email,
                resource_type=resource_type,
            )
        )


class AsyncSharing:
    """Who may read, edit and own datasets and workflows."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def change_owner(
        self, *, resource_id: int, updated_owner_id: int, updated_owner_type: str, resource_type: str = "DATASET"
    ) -> Policy:
        """Give a dataset or workflow another owner.

        A dataset or workflow has one owner, a user or a group.

        `POST /iam/policies/changeowners`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            updated_owner_id: Id of the new owner.
            updated_owner_type: Whether the new owner is a user or a group. Which words the server takes
                is not known.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it.
                `sharing.list_policies(resource_id, resource_type=...)`, `datasets.owners()` or
                `workflows.owners()` show who owns it now.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _change_owner.call(
                resource_id=resource_id,
                updated_owner_id=updated_owner_id,
                updated_owner_type=updated_owner_type,
                resource_type=resource_type,
            )
        )

    async def list_policies(self, resource_id: int, *, resource_type: str = "DATASET") -> builtins.list[Policy]:
        """List who has which role on a dataset or workflow.

        `GET /iam/policies`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_policies.call(resource_id, resource_type=resource_type))

    async def share(
        self,
        *,
        resource_id: int,
        resource_name: str,
        role: str = "READER",
        user_ids: builtins.list[int] | Unset = UNSET,
        group_ids: builtins.list[int] | Unset = UNSET,
        message: str | Unset = UNSET,
        no_email: bool = True,
        resource_type: str = "DATASET",
    ) -> builtins.list[Policy]:
        """Share a dataset or workflow with users and groups.

        Users share with their connections and with groups. Sharing a workflow gives Reader on its
        dataset too. Where a user has several ways in, the greatest role counts.

        `POST /sharing`, observed (pkg-1.10.3, help-sharing).

        Args:
            resource_id: Id of the dataset or workflow.
            resource_name: Its name, for the mail (inferred).
            role: The role to give. `EDITOR` is inferred from the names of the roles. Known values:
                `READER`, `EDITOR`.
            user_ids: Ids of the users to share with.
            group_ids: Ids of the groups to share with.
            message: Text for the mail (inferred).
            no_email: Send no mail.
            resource_type: What the id is of. `WORKFLOW` is inferred. Known values: `DATASET`,
                `WORKFLOW`.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it.
                `sharing.list_policies(resource_id, resource_type=...)` shows whether the users and
                groups have the role. Whether the mail went out only they can tell.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(
            _share.call(
                resource_id=resource_id,
                resource_name=resource_name,
                role=role,
                user_ids=user_ids,
                group_ids=group_ids,
                message=message,
                no_email=no_email,
                resource_type=resource_type,
            )
        )
