"""`omiq auth`: signing in and out, and switching between accounts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._command import Group, connected, destroying, shown, writing
from ._failures import NOT_SIGNED_IN, USAGE, Failure
from ._run import Run

if TYPE_CHECKING:
    from .._profiles.store import Store
    from .._profiles.stored import Stored

command = Group(
    "auth",
    help="Sign in and out, and switch between accounts.",
    examples=["omiq auth login --server yourcompany", "omiq auth status"],
)


@command.command(
    "login",
    examples=[
        "omiq auth login --server yourcompany",
        "omiq auth login --server yourcompany --secret-file secret.json",
        "pbpaste | omiq auth login",
    ],
)
@click.option("--server", metavar="NAME", help="Server, as the browser shows it, or a URL; else that of --profile.")
@click.option("--profile", metavar="NAME", help="What to call this sign-in; else as the server is called.")
@click.option(
    "--secret-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Secret key file to sign in with, and to keep.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@writing
@click.pass_obj
def login(run: Run, server: str | None, profile: str | None, secret_file: Path | None, no_browser: bool) -> None:
    """Sign in once, for all later commands and programs.

    Opens your profile page, and asks for the token that is shown there. From a pipe it reads the token. What signs in
    is checked, then stored: in the system's keyring, else in a file that only you can read.
    """
    from ._login import Wish, log_in

    log_in(run, Wish(server, profile, secret_file, not no_browser))


@command.command("status", examples=["omiq auth status", "omiq auth status --json"])
@shown
@connected
@click.pass_obj
def status(run: Run) -> None:
    """Tell who is signed in, how, and for how long; list what is stored, the current profile with a star."""
    from ._account import show

    show(run)


@command.command("switch", examples=["omiq auth switch robot", "omiq auth switch"])
@click.argument("name", required=False)
@writing
@click.pass_obj
def switch(run: Run, name: str | None) -> None:
    """Make another stored profile the current one; of two, the other one."""
    from .._profiles.store import Store

    store = Store()
    wanted = _other(store.read()) if name is None else name
    if run.dry_run:
        run.say(f"Would make {store.profile(wanted).name} the current profile.")
        return
    profile = store.switch(lambda stored: wanted)
    run.say(f"The current profile is {profile.name}, on {profile.server}.")


@command.command("logout", examples=["omiq auth logout", "omiq auth logout robot", "omiq auth logout --all --yes"])
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="Forget all stored profiles.")
@destroying
@click.pass_obj
def logout(run: Run, name: str | None, every: bool) -> None:
    """Forget a stored profile and its secret: the current one, unless another is named; --all asks first.

    The server does not hear of it: a token that somebody else has holds until its end.
    """
    from .._profiles.store import Store

    if name is not None and every:
        raise Failure("A name and --all cannot be had together.", "Give one of them.", USAGE)
    store = Store()
    stored = store.read()
    wanted = stored.current if name is None else name
    if not every and wanted is None:
        raise Failure("There is no current profile.", "`omiq auth status` lists all.", NOT_SIGNED_IN)
    names = [profile.name for profile in stored.profiles] if every else [wanted or ""]
    if every and names:
        run.confirm(f"Forget {', '.join(names)}?")
    for each in names:
        _forget(run, store, each)
    if every and not stored.profiles:
        run.say("There was no stored profile.")


@command.command("token", examples=['curl -H "Authorization: Bearer $(omiq auth token)" https://api.omiq.ai/api/user'])
@connected
@click.pass_obj
def token(run: Run) -> None:
    """Print the token that signs calls now, for scripts; a secret key gets one, or takes the one that is shared."""
    text = run.client._bearer_token()
    if sys.stdout.isatty():
        run.say("Who has this token can act as you until it ends: show it to nobody.")
    click.echo(text)


def _other(stored: Stored) -> str:
    names = [profile.name for profile in stored.profiles]
    others = [name for name in names if name != stored.current]
    if len(others) == 1:
        return others[0]
    if not others:
        raise Failure("There is no other profile.", "`omiq auth login` adds one.", USAGE)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure(f"There are several profiles: {', '.join(names)}.", "Name one of them.", USAGE)
    chosen: str = click.prompt("Profile", type=click.Choice(names), err=True)
    return chosen


def _forget(run: Run, store: Store, name: str) -> None:
    from ._login import shared_token

    profile = store.profile(name)
    if run.dry_run:
        run.say(f"Would forget the profile {profile.name}, on {profile.server}.")
        return
    shared = shared_token(store, profile)
    store.forget(name)
    if shared is not None:
        shared.remove()
    run.say(f"Forgot the profile {profile.name}, on {profile.server}.")
