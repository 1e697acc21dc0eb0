"""Sharing a dataset or a workflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

import click

from omiq_generated.types import UNSET

from ._failures import USAGE, Failure
from ._names import group_id, user_id
from ._run import Run

C = TypeVar("C", bound=Callable[..., Any])


class Terms(TypedDict):
    """With whom something is shared, and how."""

    users: tuple[str, ...]
    groups: tuple[str, ...]
    role: str
    message: str | None
    mail: bool


def sharing(function: C) -> C:
    """Add the options that say with whom something is shared, and how."""
    for option in (
        click.option("--mail", is_flag=True, help="Send them a mail."),
        click.option("--message", metavar="TEXT", help="Text of the mail."),
        click.option(
            "--role",
            default="READER",
            show_default=True,
            metavar="ROLE",
            help="READER or EDITOR (that word is inferred).",
        ),
        click.option(
            "--group", "groups", multiple=True, metavar="GROUP", help="Name or id of a group; may be repeated."
        ),
        click.option(
            "--user",
            "users",
            multiple=True,
            metavar="USER",
            help="Name, mail address or id of a user; may be repeated.",
        ),
    ):
        function = option(function)
    return function


def share_with(run: Run, kind: str, id: int, name: str, terms: Terms) -> None:
    """Share a resource, and show the policies that it has then."""
    if not terms["users"] and not terms["groups"]:
        raise Failure("Nobody to share with is named.", "Give --user or --group.", USAGE)
    client = run.client
    users = [user_id(client, each) for each in terms["users"]]
    groups = [group_id(client, each) for each in terms["groups"]]
    found = client.sharing.share(
        resource_id=id,
        resource_name=name,
        role=terms["role"].upper(),
        user_ids=users or UNSET,
        group_ids=groups or UNSET,
        message=terms["message"] or UNSET,
        no_email=not terms["mail"],
        resource_type=kind,
    )
    run.output.rows(found, ("resourceType", "resourceId", "role"))
