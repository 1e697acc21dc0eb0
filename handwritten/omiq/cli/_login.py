"""Signing in: where the token comes from, the check of it, and the profile that is stored."""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import click

from .. import Client, ConfigurationError, OmiqError
from .._credentials import read_secret_file
from .._profiles.secrets import Secret
from .._profiles.store import Store
from .._profiles.stored import Profile, Stored, checked_name
from .._servers import api_url, gui_url, server_name
from .._token_file import TokenFile
from .._tokens import parse_token
from ._failures import NOT_SIGNED_IN, USAGE, Failure
from ._run import Run

if TYPE_CHECKING:
    from ..models import User

_NO_LETTERS = re.compile(r"[^a-z0-9.]+")


class Wish(NamedTuple):
    """What somebody who signs in has said."""

    server: str | None
    profile: str | None
    secret_file: Path | None
    browser: bool


def log_in(run: Run, wish: Wish) -> None:
    """Sign in, look whether the server takes it, store it, and tell who is signed in."""
    store = Store()
    url = api_url(_server(store.read(), wish))
    if wish.profile is not None:
        checked_name(wish.profile)
    if run.dry_run:
        named = f" as the profile {wish.profile.lower()}" if wish.profile else ""
        run.say(f"Would sign in to {server_name(url)}, and store that{named}.")
        return
    secret = _secret(run, url, wish)
    me, expires = _checked(secret)
    email = secret.email or _text(me, "email")
    user = _text(me, "name")
    shared: TokenFile | None = None

    def choose(stored: Stored) -> str:
        nonlocal shared
        name = (wish.profile or _name(stored, secret, user, email)).lower()
        shared = shared_token(store, stored.get(name))
        return name

    profile = store.keep(secret, choose, user=user, email=email)
    _clear(shared, secret)
    run.say(f"Signed in to {profile.server} as {who(user, email)}, {_until(secret, expires)}.")
    kept = ", its secret in the system's keyring" if profile.place == "keyring" else ""
    run.say(f"Stored as the profile {profile.name}{kept}.")
    for variable in ("OMIQ_TOKEN", "OMIQ_SECRET_FILE"):
        if os.environ.get(variable):
            run.say(f"{variable} is set, and goes before what is stored: unset it.")


def who(user: str | None, email: str | None) -> str:
    """Return how an account is called."""
    return f"{user} ({email})" if user and email else user or email or "somebody whose name the server does not tell"


def span(seconds: float) -> str:
    """Return how long something lasts, in hours and minutes."""
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def shared_token(store: Store, profile: Profile | None) -> TokenFile | None:
    """Return where the token that a profile's secret key got lies; None where it has no key, or none can be read."""
    if profile is None:
        return None
    try:
        return _token_file(store.secrets.of(profile))
    except OmiqError:
        return None


def _token_file(secret: Secret) -> TokenFile | None:
    if secret.email and secret.secret_key:
        return TokenFile(secret.api_url, secret.email, secret.secret_key)
    return None


def _clear(shared: TokenFile | None, secret: Secret) -> None:
    """Remove the token of a key that this secret took the place of."""
    own = _token_file(secret)
    if shared is not None and (own is None or own.path != shared.path):
        shared.remove()


def _server(stored: Stored, wish: Wish) -> str:
    known = stored.get(wish.profile.lower() if wish.profile else stored.current)
    if wish.server:
        return wish.server
    if wish.profile and known is not None:
        return known.server
    current = stored.get(stored.current)
    return os.environ.get("OMIQ_SERVER") or (current.server if current else "app")


def _secret(run: Run, url: str, wish: Wish) -> Secret:
    if wish.secret_file is not None:
        email, secret_key = read_secret_file(wish.secret_file)
        return Secret(url, email=email, secret_key=secret_key)
    page = f"{gui_url(url)}/profile?token=true"
    run.say(f"Copy the token from {page}")
    if sys.stdin.isatty():
        if wish.browser and _has_display():
            _open(page)
        text = click.prompt("Token (it is not shown)", hide_input=True, err=True)
    else:
        text = sys.stdin.read()
    if not text.strip():
        raise Failure("No token came.", f"Copy it from {page}, and type or pipe it in.", USAGE)
    try:
        return Secret(url, token=parse_token(text).text)
    except ConfigurationError as wrong:
        raise Failure(str(wrong), f"It stands on {page}", NOT_SIGNED_IN) from None


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _open(page: str) -> None:
    import webbrowser

    try:
        webbrowser.open(page)
    except (webbrowser.Error, OSError):
        return  # the address has been told


def _checked(secret: Secret) -> tuple[User, float | None]:
    with Client(secret.api_url, token=secret.token, email=secret.email, secret_key=secret.secret_key) as client:
        me = client.users.me()
        return me, parse_token(client._bearer_token()).expires


def _text(me: User, name: str) -> str | None:
    value = me.raw.get(name)
    return value if isinstance(value, str) and value else None


def _until(secret: Secret, expires: float | None) -> str:
    if secret.token is None:
        return "by a secret key, which renews itself"
    if expires is None:
        return "until the server ends it"
    end, now = datetime.fromtimestamp(expires).astimezone(), datetime.now().astimezone()
    day = "" if end.date() == now.date() else f"{end:%Y-%m-%d} "
    return f"until {day}{end:%H:%M} ({span((end - now).total_seconds())})"


def _name(stored: Stored, secret: Secret, user: str | None, email: str | None) -> str:
    """Return what a sign-in is called that nobody has given a name: as before, else by server, and by account."""
    for profile in stored.on(secret.api_url):
        if (
            profile.kind == secret.kind
            and (profile.email or "").lower() == (email or "").lower()
            and (email or profile.user == user)
        ):
            return profile.name
    server = server_name(secret.api_url)
    name = _slug(urlsplit(server).netloc if "://" in server else server)
    account = _slug((email or user or "").partition("@")[0])
    taken = {profile.name for profile in stored.profiles}
    names = chain([name], [f"{name}-{account}"] if account else [], (f"{name}-{number}" for number in count(2)))
    return next(each for each in names if each not in taken)


def _slug(text: str) -> str:
    return _NO_LETTERS.sub("-", text.lower())[:40].strip("-.")
