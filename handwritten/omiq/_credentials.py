"""Where the server and the credentials come from: arguments, else the environment."""

from __future__ import annotations

import json
import os
import stat
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._auth import CopiedToken, Identity, SecretKey
from ._errors import ConfigurationError, NotSignedIn, TokenExpired
from ._tokens import parse_token


class SecretFileWarning(UserWarning):
    """A secret key file can be read by other users of the machine."""


def identity_from(
    api_url: str,
    *,
    token: str | None,
    secret_file: str | os.PathLike[str] | None,
    email: str | None,
    secret_key: str | None,
    now: float,
) -> Identity:
    """Return who is calling; raise ConfigurationError or TokenExpired where the credentials cannot serve."""
    if token is secret_file is email is secret_key is None:
        token, secret_file = _from_environment(os.environ)
    if sum((token is not None, secret_file is not None, email is not None or secret_key is not None)) != 1:
        raise ConfigurationError("Give one of: token, secret_file, or email with secret_key.")
    if token is not None:
        return _copied(token, now)
    if secret_file is not None:
        email, secret_key = read_secret_file(Path(secret_file))
    if not email or not secret_key:
        raise ConfigurationError("A secret key has two values: give both email and secret_key.")
    return SecretKey(api_url, email, secret_key)


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


def _from_environment(environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    token, secret_file = environment.get("OMIQ_TOKEN") or None, environment.get("OMIQ_SECRET_FILE") or None
    if token and secret_file:
        raise ConfigurationError("OMIQ_TOKEN and OMIQ_SECRET_FILE are both set: unset one.")
    if not token and not secret_file:
        raise NotSignedIn(
            "There are no credentials to sign in with.\n"
            "Give token=… or secret_file=…, set OMIQ_TOKEN or OMIQ_SECRET_FILE, or sign in once by `omiq auth login`."
        )
    return token, secret_file


def _copied(text: str, now: float) -> CopiedToken:
    token = parse_token(text)
    if token.expired(now):
        raise TokenExpired(f"the token expired {_ago(now - (token.expires or now))} ago by the clock of this machine")
    return CopiedToken(token)


def _ago(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{seconds / 60:.0f} minutes"
