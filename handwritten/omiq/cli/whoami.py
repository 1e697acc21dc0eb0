"""`omiq whoami`: who is signed in."""

from __future__ import annotations

import click

from ._command import Command, connected, shown
from ._run import Run


@click.command("whoami", cls=Command, examples=["omiq whoami", "omiq whoami --profile robot --columns name,email"])
@shown
@connected
@click.pass_obj
def command(run: Run) -> None:
    """Tell who is signed in, as the server knows them."""
    run.output.one(run.client.users.me())
