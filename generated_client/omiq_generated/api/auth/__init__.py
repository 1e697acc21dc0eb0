"""Sign in with a secret key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import login as _login

if TYPE_CHECKING:
    from ...client import AsyncExecutor, Executor


class Auth:
    """Sign in with a secret key."""

    __slots__ = ("_executor",)

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def login(self, *, email: str, token: str) -> str:
        """Exchange a secret key for a token.

        The secret key file of the GUI holds both arguments.

        `POST /auth/login`, observed (pkg-1.10.3, help-api).

        Args:
            email: Mail address of the user or service account.
            token: The secret key (42 characters when last seen).

        Raises:
            LoginRefused: the server does not accept the secret key.
            CallError: the call failed otherwise; the subclass says why.
        """
        return self._executor.execute(_login.call(email=email, token=token))


class AsyncAuth:
    """Sign in with a secret key."""

    __slots__ = ("_executor",)

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def login(self, *, email: str, token: str) -> str:
        """Exchange a secret key for a token.

        The secret key file of the GUI holds both arguments.

        `POST /auth/login`, observed (pkg-1.10.3, help-api).

        Args:
            email: Mail address of the user or service account.
            token: The secret key (42 characters when last seen).

        Raises:
            LoginRefused: the server does not accept the secret key.
            CallError: the call failed otherwise; the subclass says why.
        """
        return await self._executor.execute(_login.call(email=email, token=token))
