"""Who is signed in, by what, and for how long."""

from __future__ import annotations

import os

from ... import Client
from ..._errors import NotSignedIn, OmiqError
from ..._servers import api_url
from ..._tokens import Token
from .findings import Finding, failed

_SOON = 15.0  # minutes


class SignIn:
    """A client made as other commands make theirs, or the error that came of it."""

    def __init__(self, server: str | None, profile: str | None, secret_file: str | None) -> None:
        self._asked = server, profile, secret_file
        self._error: OmiqError | None = None
        self._client: Client | None = None
        try:
            self._client = Client(server, profile=profile, secret_file=secret_file, timeout=15, retries=0, deadline=30)
        except OmiqError as error:
            self._error = error

    def api_url(self) -> str:
        """Return which server it is, also where nobody is signed in; raise ConfigurationError for one that is none."""
        if self._client is not None:
            return self._client.api_url
        server, profile, secret_file = self._asked
        by_credentials = secret_file or os.environ.get("OMIQ_TOKEN") or os.environ.get("OMIQ_SECRET_FILE")
        if profile is not None or not by_credentials:
            from ..._profiles.choice import chosen
            from ..._profiles.store import Store

            try:
                return chosen(Store().read(), server, profile, os.environ).api_url
            except OmiqError:  # which is told by another check
                pass
        return api_url(server or os.environ.get("OMIQ_SERVER") or "app")

    def check(self, *, reached: bool) -> Finding:
        """Say who is signed in; where the server was not reached, what the token alone tells."""
        if isinstance(self._error, NotSignedIn):
            return failed(self._error)._replace(status="warning")
        if self._client is None:
            return failed(self._error or OmiqError("unknown"), "Mend it, or sign in again: `omiq auth login`")
        with self._client as client:
            by = source(client)
            if not reached:
                words = f"by {by}{_lasting(client._session.token_left())}; the server was not asked"
                return Finding("warning", words, "Mend what keeps the server from being reached first.")
            try:
                user = client.users.me()
                left = Token(client._bearer_token()).expires
            except OmiqError as error:
                return failed(error)
            left = None if left is None else left - client._session.server_time.now()
            found = f"{user.name or 'somebody without a name'}, by {by}{_lasting(left)}"
            if left is not None and left < _SOON * 60 and client._account.kind == "token":
                return Finding("warning", found, "Copy a new token before long jobs: `omiq auth login`")
            return Finding("ok", found)


def source(client: Client) -> str:
    """Return what signed a client in."""
    account = client._account
    if account.profile is not None:
        return f"the {account.kind} of the profile {account.profile.name!r}"
    return f"the {account.kind} that {account.source if account.source.isupper() else '--secret-file'} gives"


def _lasting(seconds: float | None) -> str:
    return "" if seconds is None else f", for {max(0, int(seconds // 60))} more minutes"
