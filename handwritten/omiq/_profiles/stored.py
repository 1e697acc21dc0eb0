"""What is known of the stored sign-ins, without their secrets: a value, and the JSON text that it is kept as."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from .._errors import ConfigurationError
from .._servers import api_url

Kind: TypeAlias = Literal["token", "secret key"]
Place: TypeAlias = Literal["keyring", "file"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}", re.ASCII)


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored sign-in, without its secret, which lies at `place` and is sent to `server` alone.

    `user` and `email` are those that the server told when it was stored.
    """

    name: str
    server: str
    kind: Kind
    place: Place
    user: str | None = None
    email: str | None = None

    @property
    def api_url(self) -> str:
        """The base URL of the server's API."""
        return api_url(self.server)


class Stored(msgspec.Struct, frozen=True):
    """All stored sign-ins; `current` names the one that counts where nothing else is said."""

    version: Literal[1] = 1
    current: str | None = None
    profiles: tuple[Profile, ...] = ()

    def get(self, name: str | None) -> Profile | None:
        """Return the profile of this name, None where there is none."""
        return next((profile for profile in self.profiles if profile.name == name), None)

    def on(self, api_url: str) -> Sequence[Profile]:
        """Return the profiles of a server, the current one first."""
        found = (profile for profile in self.profiles if profile.api_url == api_url)
        return sorted(found, key=lambda profile: profile.name != self.current)

    def added(self, profile: Profile) -> Stored:
        """Return these with one more, in place of one of its name; it is the current one."""
        others = (each for each in self.profiles if each.name != profile.name)
        return Stored(current=profile.name, profiles=(*others, profile))

    def removed(self, name: str) -> Stored:
        """Return these without one; where that was the current one there is none."""
        others = tuple(each for each in self.profiles if each.name != name)
        return Stored(current=None if self.current == name else self.current, profiles=others)


def checked_name(name: str) -> str:
    """Return the name of a profile, in lower case; raise ConfigurationError where it cannot be one."""
    if not _NAME.fullmatch(name.lower()):
        raise ConfigurationError(
            f"A profile cannot be called {name[:100]!r}.\n"
            "Take up to 100 letters from a to z, digits and any of . _ @ + -"
        )
    return name.lower()


def encoded(stored: Stored) -> bytes:
    """Return the JSON text, which people can read."""
    return msgspec.json.format(msgspec.json.encode(stored), indent=2) + b"\n"


def decoded(text: bytes) -> Stored:
    """Return what a JSON text holds; raise ValueError, without a word of the text, where it is none of ours."""
    try:
        stored = msgspec.json.decode(text, type=Stored)
    except msgspec.ValidationError as wrong:
        raise ValueError(f"not as it should be at {str(wrong).rpartition(' - at ')[2]}") from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ValueError("not JSON") from None
    names = [profile.name for profile in stored.profiles]
    if len(set(names)) < len(names):
        raise ValueError("holding two profiles of one name")
    if stored.current is not None and stored.current not in names:
        raise ValueError("naming a current profile that is not there")
    for profile in stored.profiles:
        _check(profile)
    return stored


def _check(profile: Profile) -> None:
    try:
        proper = checked_name(profile.name) == profile.name and bool(profile.api_url)
    except ConfigurationError:
        proper = False
    if not proper:
        raise ValueError("holding a profile whose name or server cannot be one")
