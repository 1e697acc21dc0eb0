"""The signed-in user, and other people on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import answer_connection as _answer_connection
from . import get_user as _get_user
from . import search_users as _search_users
from . import set_preferences as _set_preferences

if TYPE_CHECKING:
    import builtins

    from ...client import AsyncExecutor, Executor
    from ...models.user import User


class Users:
    """The signed-in user, and other people on the server."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def answer_connection(self, *, requester_id: int, connect: bool) -> User:
        """Answer another user's connection request.

        Connected users can share datasets and workflows with each other.

        `PATCH /users/connection`, observed (pkg-1.10.3, help-sharing).

        Args:
            requester_id: Id of the user who asked.
            connect: Accept the request; that False refuses it is inferred.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. See in OMIQ's GUI whether the
                requester stands among your connections or the request is still open; no known call
                lists them.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_answer_connection.call(requester_id=requester_id, connect=connect))

    def me(self) -> User:
        """Get the signed-in user.

        `GET /user`, observed (pkg-1.10.3, urgap).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_get_user.call())

    def search(self, query: str) -> builtins.list[User]:
        """Search the server's users.

        `GET /users/search`, observed (pkg-1.10.3).

        Args:
            query: The text to search for.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_search_users.call(query))

    def set_preferences(self, *, prefs: dict[str, Any]) -> User:
        """Set preferences of the signed-in user.

        `POST /user/setprefs`, observed (pkg-1.10.3).

        Args:
            prefs: Preferences by name. Which there are is not known.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_set_preferences.call(prefs=prefs))


class AsyncUsers:
    """The signed-in user, and other people on the server."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def answer_connection(self, *, requester_id: int, connect: bool) -> User:
        """Answer another user's connection request.

        Connected users can share datasets and workflows with each other.

        `PATCH /users/connection`, observed (pkg-1.10.3, help-sharing).

        Args:
            requester_id: Id of the user who asked.
            connect: Accept the request; that False refuses it is inferred.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            OutcomeUnknown: nobody can tell whether the server did it. See in OMIQ's GUI whether the
                requester stands among your connections or the request is still open; no known call
                lists them.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_answer_connection.call(requester_id=requester_id, connect=connect))

    async def me(self) -> User:
        """Get the signed-in user.

        `GET /user`, observed (pkg-1.10.3, urgap).

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_get_user.call())

    async def search(self, query: str) -> builtins.list[User]:
        """Search the server's users.

        `GET /users/search`, observed (pkg-1.10.3).

        Args:
            query: The text to search for.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_search_users.call(query))

    async def set_preferences(self, *, prefs: dict[str, Any]) -> User:
        """Set preferences of the signed-in user.

        `POST /user/setprefs`, observed (pkg-1.10.3).

        Args:
            prefs: Preferences by name. Which there are is not known.

        Raises:
            PermissionDenied: the caller's role does not allow it.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_set_preferences.call(prefs=prefs))
