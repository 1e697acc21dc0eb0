"""The manual `docs/cli.md`, written from the help of each command: `python -m omiq.cli.manual`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from ._root import NAME, root

_HEAD = """\
# The command line

`pip install "omiq-client[cli]"` brings the command `omiq`. This page is its help, written by `make docs`.
"""


def manual() -> str:
    """Return the manual as Markdown, a section for each command."""
    return "\n".join([_HEAD, *_sections(root, None, NAME)])


def _sections(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    with click.Context(command, info_name=name, parent=parent, **command.context_settings) as context:
        yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group) and not getattr(command, "from_catalog", False):
            for each in command.list_commands(context):
                found = command.get_command(context, each)
                if found is not None and not found.hidden:
                    yield from _sections(found, context, each)


if __name__ == "__main__":
    sys.stdout.write(manual())
