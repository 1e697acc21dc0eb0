"""The secrets of stored sign-ins: in the system's keyring, else in files that only their owner can read."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import msgspec

from .._errors import ConfigurationError, NotSignedIn
from .._tokens import HIDDEN
from .files import made_private, write_privately
from .stored import Kind, Place, Profile

_log = logging.getLogger("omiq")
_SERVICE = "omiq"


class Secret(msgspec.Struct, frozen=True, omit_defaults=True):
    """A token, or the two values of a secret key, and the server that it belongs to."""

    api_url: str
    token: str | None = None
    email: str | None = None
    secret_key: str | None = None

    @property
    def kind(self) -> Kind:
        """What it is."""
        return "token" if self.token else "secret key"

    def __repr__(self) -> str:
        return f"Secret({self.api_url}, {HIDDEN})"


class Secrets:
    """The secrets of the profiles whose settings are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "secrets"

    def file(self, name: str) -> Path:
        """Return the file in which the secret of a profile lies where no keyring keeps it."""
        return self._folder / f"secret-{name}.json"

    def keep(self, name: str, secret: Secret) -> Place:
        """Put a secret away and return where it lies; a warning says so where that is no keyring."""
        text = msgspec.json.encode(secret).decode()
        file = self.file(name)
        if _keyring_keeps(name, text):
            file.unlink(missing_ok=True)
            return "keyring"
        made_private(self._folder)
        write_privately(file, text.encode())
        _clear_keyring(name)
        _log.warning("no keyring of the system can be used: the secret lies in %s, which only you can read", file)
        return "file"

    def of(self, profile: Profile) -> Secret:
        """Return the secret of a profile.

        Raise NotSignedIn where it is gone, ConfigurationError where it cannot be read, or is another server's.
        """
        in_keyring = profile.place == "keyring"
        text = _from_keyring(profile) if in_keyring else self._from_file(profile)
        if text is None:
            raise NotSignedIn(f"The secret of the profile {profile.name!r} is gone.\n{_again(profile)}")
        secret = _read(text)
        if secret is None or secret.api_url != profile.api_url:
            where = "the keyring" if in_keyring else str(self.file(profile.name))
            raise ConfigurationError(
                f"What {where} holds for the profile {profile.name!r} is no secret of {profile.api_url}.\n"
                f"{_again(profile)}"
            )
        return secret

    def forget(self, profile: Profile) -> None:
        """Remove the secret of a profile; raise ConfigurationError where the keyring does not let go of it."""
        self.file(profile.name).unlink(missing_ok=True)
        if profile.place == "keyring":
            _delete_from_keyring(profile.name)
        else:
            _clear_keyring(profile.name)

    def _from_file(self, profile: Profile) -> str | None:
        file = self.file(profile.name)
        try:
            if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
                _log.warning("%s can be read by other users of this machine: chmod 600 it", file)
            return file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as wrong:
            raise ConfigurationError(
                f"{file} cannot be read: {getattr(wrong, 'strerror', None) or 'it is not text'}.\n{_again(profile)}"
            ) from None


def _read(text: str) -> Secret | None:
    try:
        secret = msgspec.json.decode(text, type=Secret)
    except (ValueError, RecursionError):
        return None
    return secret if bool(secret.token) != bool(secret.email and secret.secret_key) else None


def keyring_backend() -> str | None:
    """Return the name of the keyring that would keep secrets, None where there is none."""
    try:
        import keyring
        import keyring.core

        backend = keyring.get_keyring()
        return f"{type(backend).__module__}.{type(backend).__qualname__}" if backend.priority > 0 else None
    except Exception:  # noqa: BLE001 (a library that is missing, or a backend that does not start)
        return None


def _keyring_keeps(name: str, text: str) -> bool:
    if keyring_backend() is None:
        return False
    import keyring

    try:
        keyring.set_password(_SERVICE, name, text)
        return keyring.get_password(_SERVICE, name) == text
    except Exception:  # noqa: BLE001 (backends raise whatever their system raises)
        return False


def _from_keyring(profile: Profile) -> str | None:
    try:
        import keyring

        return keyring.get_password(_SERVICE, profile.name)
    except ImportError:
        raise ConfigurationError(
            f"The secret of the profile {profile.name!r} is in the keyring, which needs the library `keyring`.\n"
            "Try: pip install 'omiq-client[cli]'"
        ) from None
    except Exception as wrong:  # noqa: BLE001 (backends raise whatever their system raises)
        raise ConfigurationError(
            f"The keyring does not give the secret of the profile {profile.name!r}: {type(wrong).__name__}.\n"
            f"Unlock it, or sign in again: {_command(profile)}"
        ) from None


def _delete_from_keyring(name: str) -> None:
    try:
        import keyring

        if keyring.get_password(_SERVICE, name) is not None:
            keyring.delete_password(_SERVICE, name)
    except Exception as wrong:  # noqa: BLE001 (backends raise whatever their system raises)
        raise ConfigurationError(
            f"The keyring keeps the secret of the profile {name!r}: {type(wrong).__name__}.\n"
            f"Unlock it and try again, or remove its entry {name!r} of {_SERVICE!r} by hand."
        ) from None


def _clear_keyring(name: str) -> None:
    """Remove what an earlier sign-in may have left in a keyring, where there is one."""
    if keyring_backend() is None:
        return
    try:
        _delete_from_keyring(name)
    except ConfigurationError:
        _log.warning("the keyring does not answer: it may hold an older secret of the profile %r", name)


def _again(profile: Profile) -> str:
    return f"Sign in again: {_command(profile)}"


def _command(profile: Profile) -> str:
    return f"`omiq auth login --profile {profile.name}`"
