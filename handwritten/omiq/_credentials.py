"""Where the server and the credentials come from: arguments, else the environment, else a stored profile."""

from __future__ import annotations

import json
import os
import stat
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ._auth import CopiedToken, Identity, SecretKey
from ._errors import ConfigurationError, TokenExpired
from ._servers import api_url
from ._tokens import HIDDEN, parse_token

if TYPE_CHECKING:
    from ._profiles.stored import Kind, Profile


class SecretFileWarning(UserWarning):
    """A secret key file can be read by other users of the machine."""


class Account(NamedTuple):
    """Who is calling which server. `source` is the argument or the variable that says so, else `profile` does."""

    api_url: str
    identity: Identity
    source: str = ""
    profile: Profile | None = None

    @property
    def kind(self) -> Kind:
        """What the identity signs in by."""
        return "secret key" if isinstance(self.identity, SecretKey) else "token"


class Given(NamedTuple):
    """The credentials among the arguments of a client."""

    token: str | None
    secret_file: str | os.PathLike[str] | None
    email: str | None
    secret_key: str | None

    def __repr__(self) -> str:
        return f"Given({HIDDEN})"


def account_from(server: str | None, given: Given, profile: str | None, *, now: float) -> Account:
    """Return who is calling; raise ConfigurationError or TokenExpired where the credentials cannot serve."""
    source = ""
    if profile is None and given == _NOTHING:
        given, source = _from_environment(os.environ)
        if given != _NOTHING:
            _check_server(server, os.environ.get("OMIQ_SERVER"), source)
    if given == _NOTHING:
        return _stored(server, profile, now)
    token, secret_file, email, secret_key = given
    parts = (token is not None, secret_file is not None, email is not None or secret_key is not None)
    if sum(parts) != 1 or profile is not None:
        raise ConfigurationError("Give one of: token, secret_file, or email with secret_key, or profile.")
    url = api_url(os.environ.get("OMIQ_SERVER") or "app" if server is None else server)
    if token is not None:
        return Account(url, _copied(token, now), source or "token")
    if secret_file is not None:
        email, secret_key = read_secret_file(Path(secret_file))
    if not email or not secret_key:
        raise ConfigurationError("A secret key has two values: give both email and secret_key.")
    return Account(url, SecretKey(url, email, secret_key), source or ("secret_file" if secret_file else "secret_key"))


def _stored(server: str | None, name: str | None, now: float) -> Account:
    from ._profiles.choice import chosen
    from ._profiles.store import Store

    store = Store()
    profile = chosen(store.read(), server, name, os.environ)
    secret = store.secrets.of(profile)
    if secret.token is not None:
        return Account(secret.api_url, _copied(secret.token, now), profile=profile)
    return Account(
        secret.api_url, SecretKey(secret.api_url, secret.email or "", secret.secret_key or ""), profile=profile
    )


def read_secret_file(path: Path) -> tuple[str, str]:
    """Return the e-mail address and the secret key in a secret key file: JSON with `email` and `token` (`help-api`)."""
    if str(path).lstrip().startswith("{"):
        raise ConfigurationError("secret_file is the path of a file, not its content.")
    try:
        data = json.loads(path.read_bytes())
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as wrong:
        raise ConfigurationError(f"The secret key file {str(path)!r} cannot be read: {wrong.strerror}.") from None
    except (ValueError, RecursionError):
        raise ConfigurationError(f"The secret key file {str(path)!r} is not JSON.") from None
    if os.name == "posix" and mode & 0o077:
        warnings.warn(
            f"The secret key file {str(path)!r} can be read by other users of this machine: chmod 600 it.",
            SecretFileWarning,
            stacklevel=4,  # the line that makes the client
        )
    return _text(data, "email", path), _text(data, "token", path)


def _text(data: Any, key: str, path: Path) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"The secret key file {str(path)!r} has no text under {key!r}.")
    return value


def _from_environment(environment: Mapping[str, str]) -> tuple[Given, str]:
    """Return the credentials that variables give, and the name of that variable."""
    token, secret_file = environment.get("OMIQ_TOKEN") or None, environment.get("OMIQ_SECRET_FILE") or None
    if token and secret_file:
        raise ConfigurationError("OMIQ_TOKEN and OMIQ_SECRET_FILE are both set: unset one.")
    return Given(token, secret_file, None, None), "OMIQ_TOKEN" if token else "OMIQ_SECRET_FILE"


def _check_server(server: str | None, elsewhere: str | None, source: str) -> None:
    if server is not None and elsewhere and api_url(server) != api_url(elsewhere):
        raise ConfigurationError(
            f"{source} is set for the server {elsewhere} (OMIQ_SERVER), and is not sent to {server}.\n"
            f"Leave out that server, set OMIQ_SERVER to it with credentials of its own, or unset {source}."
        )


_NOTHING = Given(None, None, None, None)


def _copied(text: str, now: float) -> CopiedToken:
    token = parse_token(text)
    if token.expired(now):
        raise TokenExpired(f"the token expired {_ago(now - (token.expires or now))} ago by the clock of this machine")
    return CopiedToken(token)


def _ago(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{seconds / 60:.0f} minutes"
