"""Groups that datasets and workflows can be shared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import get_group_members as _get_group_members
from . import list_groups as _list_groups

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.group import Group
    from ...models.group_members import GroupMembers


class Groups:
    """Groups that datasets and workflows can be shared with."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def list(self) -> builtins.list[Group]:
        """List the groups.

        `GET /groups`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_list_groups.call())

    def members(self, group_id: int) -> GroupMembers:
        """Get the members of a group.

        `GET /group/{groupId}/memberinfo`, observed (pkg-1.10.3).

        Args:
            group_id: Id of the group.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_group_members.call(group_id))


class AsyncGroups:
    """Groups that datasets and workflows can be shared with."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def list(self) -> builtins.list[Group]:
        """List the groups.

        `GET /groups`, observed (pkg-1.10.3).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_list_groups.call())

    async def members(self, group_id: int) -> GroupMembers:
        """Get the members of a group.

        `GET /group/{groupId}/memberinfo`, observed (pkg-1.10.3).

        Args:
            group_id: Id of the group.

        Raises:
            NotFound: there is no such resource, or the caller may not see it.
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_group_members.call(group_id))
