"""`omiq users`: who else is on the server."""

from __future__ import annotations

import click

from ._command import Group, connected, shown
from ._run import Run

command = Group("users", help="Search users.", examples=["omiq users search rosalind"])


@command.command("search", examples=["omiq users search rosalind", "omiq users search @lab.example --columns id,email"])
@click.argument("query")
@shown
@connected
@click.pass_obj
def search(run: Run, query: str) -> None:
    """Search users by what they are called."""
    run.output.rows(run.client.users.search(query), ("id", "name", "email"))
