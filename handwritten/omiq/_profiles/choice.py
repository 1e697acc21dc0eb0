"""Which stored sign-in counts. A profile is a unit: its secret is used with its own server alone."""

from __future__ import annotations

from collections.abc import Mapping

from .._errors import ConfigurationError, NotSignedIn
from .._servers import api_url
from .store import named
from .stored import Profile, Stored

_OTHER_WAYS = "or give token=… or secret_file=…, set OMIQ_TOKEN or OMIQ_SECRET_FILE."


def chosen(stored: Stored, server: str | None, profile: str | None, environment: Mapping[str, str]) -> Profile:
    """Return the profile that the arguments ask for, else the environment, else the current one.

    Raise ConfigurationError where a profile is asked for that is not there, or is of another server than the one that
    is named with it, NotSignedIn where none is left.
    """
    by_default, elsewhere = environment.get("OMIQ_PROFILE") or None, environment.get("OMIQ_SERVER") or None
    if profile is not None:
        return _of(named(stored, profile), server)
    if server is not None:
        return _on(server, stored, by_default)
    if by_default is not None:
        return _of(named(stored, by_default), elsewhere)
    if elsewhere is not None:
        return _on(elsewhere, stored, None)
    current = stored.get(stored.current)
    if current is None:
        raise _none_chosen(stored)
    return current


def _of(profile: Profile, server: str | None) -> Profile:
    if server is not None and api_url(server) != profile.api_url:
        raise ConfigurationError(
            f"The profile {profile.name!r} is of the server {profile.server}, and is not used with {server}.\n"
            f"Leave out one of the two, or sign in there: `omiq auth login --server {server}`"
        )
    return profile


def _on(server: str, stored: Stored, by_default: str | None) -> Profile:
    found = stored.on(api_url(server))
    preferred = [each for each in found if each.name == (by_default.lower() if by_default else stored.current)]
    if len(preferred or found) == 1:
        return (preferred or found)[0]
    if not found:
        raise NotSignedIn(
            f"There are no credentials for the server {server}.\n"
            f"Sign in once by `omiq auth login --server {server}`, {_OTHER_WAYS}"
        )
    names = ", ".join(each.name for each in found)
    raise NotSignedIn(f"Several profiles are of {server}: {names}.\nChoose one by --profile, OMIQ_PROFILE or profile=…")


def _none_chosen(stored: Stored) -> NotSignedIn:
    if not stored.profiles:
        return NotSignedIn(
            f"There are no credentials to sign in with.\nSign in once by `omiq auth login`, {_OTHER_WAYS}"
        )
    names = ", ".join(each.name for each in stored.profiles)
    return NotSignedIn(f"None of the stored profiles is the current one: {names}.\nChoose one: `omiq auth switch NAME`")
