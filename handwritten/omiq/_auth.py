"""Who is calling: a token that somebody copied, or a secret key that gets tokens as they are needed."""

from __future__ import annotations

import logging
from typing import Protocol

from ._answers import json_of, value_of
from ._clock import ServerTime
from ._errors import (
    AuthenticationError,
    BadRequest,
    CallError,
    ConfigurationError,
    LoginRefused,
    PermissionDenied,
    TokenExpired,
    UnexpectedAnswer,
)
from ._exchange import Effort, exchange
from ._orders import order_of
from ._steps import Alone, Flow
from ._token_file import TokenFile
from ._tokens import HIDDEN, Token

_log = logging.getLogger("omiq")


class Identity(Protocol):
    """What signs the requests of a client."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that no message may show."""
        ...

    @property
    def ends(self) -> float | None:
        """When it can sign no more, in Unix seconds of the server's clock; None where it never ends or nobody knows."""
        ...

    def token(self, effort: Effort, time: ServerTime) -> Flow[Token]:
        """Return a token that is valid now."""
        ...

    def replaced(self, token: Token, refused: AuthenticationError, effort: Effort, time: ServerTime) -> Flow[Token]:
        """Return another token than the one that the server has refused; raise `refused` if there is none."""
        ...


class CopiedToken:
    """A short-term token; it can only be renewed by hand (`help-api`)."""

    def __init__(self, token: Token) -> None:
        self._token = token

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._token.text,)

    @property
    def ends(self) -> float | None:
        return self._token.expires

    def token(self, effort: Effort, time: ServerTime) -> Flow[Token]:
        if self._token.expired(time.now()):
            raise TokenExpired("the token has expired")
        return self._token
        yield  # a flow without steps

    def replaced(self, token: Token, refused: AuthenticationError, effort: Effort, time: ServerTime) -> Flow[Token]:
        if token.expired(time.now()):
            raise TokenExpired(refused.words, request=refused.request, status=refused.status) from refused
        raise refused
        yield  # a flow without steps

    def __repr__(self) -> str:
        return f"CopiedToken({HIDDEN})"


class SecretKey:
    """The e-mail address and the secret key of a service account or a person (`help-api`).

    Logs in when first used, ahead of the token's expiry, and once when the server refuses the token; once for all
    threads and tasks of a client, and for all processes of a user on one machine.
    """

    def __init__(self, api_url: str, email: str, secret_key: str) -> None:
        self._api_url = api_url
        self.email = email
        self._secret_key = secret_key
        self._file = TokenFile(api_url, email, secret_key)
        self._token: Token | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self._secret_key, self._token.text) if self._token else (self._secret_key,)

    @property
    def ends(self) -> None:
        return None

    def token(self, effort: Effort, time: ServerTime) -> Flow[Token]:
        held = self._token
        if held is not None and not held.stale(time.now()):
            return held
        ahead = held is not None and not held.expired(time.now())
        renewed = self._renewed(held, effort.anew(retries=0 if ahead else None), time)
        token: Token = yield Alone(renewed, effort.give_up_at)
        return token

    def replaced(self, token: Token, refused: AuthenticationError, effort: Effort, time: ServerTime) -> Flow[Token]:
        _log.warning("%s; signing in again", refused.words or "the server refused the token")
        fresh: Token = yield Alone(self._renewed(token, effort.anew(), time, refused=True), effort.give_up_at)
        return fresh

    def _renewed(self, old: Token | None, effort: Effort, time: ServerTime, *, refused: bool = False) -> Flow[Token]:
        if self._token is not None and self._token is not old:
            return self._token
        shared = self._shared(old, time)
        if shared is None:
            try:
                shared = yield from self._file.locked(self._logged_in(old, effort, time), effort)
            except CallError as failed:
                if refused or old is None or old.expired(time.now()):
                    raise
                _log.warning("renewing the token ahead of its expiry failed: %s", failed.words)
                return old
        self._token = shared
        return shared

    def _shared(self, old: Token | None, time: ServerTime) -> Token | None:
        shared = self._file.read(time.now())
        if shared is None or (old is not None and shared.text == old.text) or shared.stale(time.now()):
            return None
        return shared

    def _logged_in(self, old: Token | None, effort: Effort, time: ServerTime) -> Flow[Token]:
        if (shared := self._shared(old, time)) is not None:
            return shared
        from omiq_generated.api.auth.login import call

        login = call(email=self.email, token=self._secret_key)
        order = order_of(login, self._api_url)
        try:
            response = yield from exchange(order, effort, time, self.secrets)
        except (AuthenticationError, PermissionDenied, BadRequest) as refused:
            raise _refused(refused) from refused
        data = json_of(response, order.name, self.secrets)
        jwt = value_of(login, data, order.name, response, self.secrets)
        try:
            token = Token(jwt, now=time.now())
        except (ConfigurationError, TypeError):
            raise UnexpectedAnswer("the login's answer holds no token", request=order.name, status=200) from None
        self._file.write(token)
        return token

    def __repr__(self) -> str:
        return f"SecretKey({self.email!r}, {HIDDEN})"


def _refused(error: CallError) -> LoginRefused:
    return LoginRefused(error.words, request=error.request, status=error.status, attempts=error.attempts)
