"""What `omiq auth status` tells: who is signed in, how, for how long, and what else is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .. import AuthenticationError, ConfigurationError, OmiqError
from .._auth import SecretKey
from .._printable import printable
from .._profiles.store import Store
from .._profiles.stored import Profile, Stored
from .._servers import server_name
from .._tokens import parse_token
from ._failures import Failure, failure_of
from ._login import span, who
from ._run import Run

if TYPE_CHECKING:
    from .. import Client


def show(run: Run) -> None:
    """Print who is signed in and what is stored; raise Failure where nobody is, or the server cannot tell."""
    store = Store()
    stored = store.read()
    account, failure = _account(run, store)
    in_use = account.get("profile") or stored.current
    document = account | {"profiles": [_row(each, current=each.name == in_use) for each in stored.profiles]}
    if run.form or run.columns:
        run.output.one(document)
    else:
        sys.stdout.writelines(f"{printable(line)}\n" for line in (*_told(account), *_listed(stored, in_use)))
    if failure is not None:
        sys.stdout.flush()
        raise failure


def _account(run: Run, store: Store) -> tuple[dict[str, Any], Failure | None]:
    try:
        client = run.client.with_options(retries=1)
    except OmiqError as wrong:
        failure = failure_of(wrong)
        return {"signedIn": False, "problem": failure.words}, failure
    known = _known(client, store)
    try:
        me = client.users.me().raw
        expires = parse_token(client._bearer_token()).expires
    except OmiqError as wrong:
        failure = failure_of(wrong)
        refused = isinstance(wrong, AuthenticationError | ConfigurationError)
        return {"signedIn": False if refused else None, **known, "problem": failure.words}, failure
    left = None if expires is None else int((expires - client._session.server_time.now()) // 60)
    told = {"user": me.get("name"), "email": me.get("email") or known["email"]}
    told |= {"isServiceAccount": me.get("isServiceAccount"), "minutesLeft": left}
    return {"signedIn": True, **known, **told}, None


def _known(client: Client, store: Store) -> dict[str, Any]:
    """Return what is known without asking the server."""
    account = client._account
    identity = account.identity
    if account.profile is not None:
        file = store.secrets.file(account.profile.name)
        credential = "keyring" if account.profile.place == "keyring" else f"file {file}"
    elif account.source.startswith("OMIQ_"):
        credential = f"environment variable {account.source}"
    else:
        credential = "flag --secret-file"
    return {
        "server": server_name(account.api_url),
        "apiUrl": account.api_url,
        "kind": account.kind,
        "credential": credential,
        "profile": account.profile.name if account.profile else None,
        "user": account.profile.user if account.profile else None,
        "email": identity.email if isinstance(identity, SecretKey) else account.profile and account.profile.email,
    }


def _row(profile: Profile, *, current: bool) -> dict[str, Any]:
    return {
        "name": profile.name,
        "current": current,
        "server": profile.server,
        "kind": profile.kind,
        "user": profile.user,
        "email": profile.email,
        "place": profile.place,
    }


def _told(account: dict[str, Any]) -> Iterator[str]:
    if "server" not in account:
        return
    state = {True: "Signed in to", False: "Not signed in to", None: "Cannot ask"}[account["signedIn"]]
    yield f"{state} {account['server']}, as {who(account['user'], account['email'])}"
    yield f"  by         {_means(account)}"
    yield f"  from       {account['credential']}"
    if account["profile"]:
        yield f"  profile    {account['profile']}"
    if isinstance(account.get("isServiceAccount"), bool):
        yield f"  account    {'a service account' if account['isServiceAccount'] else 'of a person'}"


def _means(account: dict[str, Any]) -> str:
    left = account.get("minutesLeft")
    rest = "" if left is None else f"{span(left * 60)} left"
    if account["kind"] == "secret key":
        return "a secret key, as service accounts sign in" + (
            f" (its token: {rest}, renewed by itself)" if rest else ""
        )
    return "a short-term token" + (f", {rest}" if rest else "")


def _listed(stored: Stored, in_use: str | None) -> Iterator[str]:
    if not stored.profiles:
        return
    rows = [(each.name, each.server, each.kind, each.email or each.user or "", each.place) for each in stored.profiles]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield "Stored profiles:"
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{'*' if row[0] == in_use else ' '} {cells}".rstrip()
