"""`omiq groups`: with whom things are shared together."""

from __future__ import annotations

import click

from ._command import Group, connected, shown
from ._names import group_id
from ._run import Run

command = Group("groups", help="List groups and their members.", examples=["omiq groups list"])


@command.command("list", examples=["omiq groups list"])
@shown
@connected
@click.pass_obj
def list_(run: Run) -> None:
    """List the groups that you can see."""
    run.output.rows(run.client.groups.list(), ("id", "name"))


@command.command("members", examples=['omiq groups members "T cell study"'])
@click.argument("group")
@shown
@connected
@click.pass_obj
def members(run: Run, group: str) -> None:
    """List the members of a group, given by its id or name; the external ones too."""
    found = run.client.groups.members(group_id(run.client, group))
    rows = [
        {**user.raw, "external": external}
        for external, users in ((False, found.users), (True, found.ext_users or ()))
        for user in users
    ]
    run.output.rows(rows, ("id", "name", "email", "external"))
