"""The list of all commands. The file of one is loaded when it is used: `omiq --help` loads none of them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from .. import __version__
from ._command import Group
from ._failures import EXIT_CODES

NAME = "omiq"
COMPLETE = "_OMIQ_COMPLETE"  # the variable by which a shell asks what completes a line

_COMMANDS = {
    "api": "Send a request to any endpoint.",
    "auth": "Sign in and out, and switch between accounts.",
    "call": "Call any operation of the catalog by its id.",
    "catalog": "Look up what is known of OMIQ's API.",
    "completion": "Print what completes commands in a shell.",
    "datasets": "List, make, tag, share and delete datasets.",
    "doctor": "Check what stands between this machine and OMIQ.",
    "drift": "Tell where answers differ from the catalog.",
    "export": "Export the events of a workflow's populations.",
    "files": "Upload, download, sync, tag and delete files.",
    "groups": "List groups and their members.",
    "sandbox": "Run a local server that behaves as OMIQ is known to.",
    "transfers": "List transfers to other servers.",
    "users": "Search users.",
    "whoami": "Tell who is signed in.",
    "workflows": "List, copy, fetch and save workflows, and what they hold.",
}


class _Root(Group):
    """The group of all commands, each loaded from the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__package__}.{cmd_name}").command
        return command

    def short_helps(self, ctx: click.Context) -> Sequence[tuple[str, str]]:
        return list(_COMMANDS.items())


def _exit_codes() -> str:
    return "\n".join(f"{code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())


root = _Root(
    NAME,
    help="""Work with OMIQ, the cloud platform for flow cytometry.

    Not affiliated with OMIQ or Dotmatics. A name may stand for an id wherever it is the only one of its kind.
    """,
    examples=(
        "omiq auth login --server yourcompany",
        "omiq datasets list",
        'omiq files upload "Panel 3" fcs/',
        'omiq export "T cells" --filter "Cells/CD3+" --folder exports',
    ),
    sections={
        "Exit codes": _exit_codes(),
        "Environment": """\
OMIQ_SERVER       the server, as the browser shows it (yourcompany) or as a URL
OMIQ_TOKEN        a token to sign in with
OMIQ_SECRET_FILE  a secret key file to sign in with
OMIQ_PROFILE      the stored sign-in to take
OMIQ_CATALOG      overlays to take besides those of the folder: files or folders
OMIQ_CHECK        record or warn: compare answers with the catalog
OMIQ_CATALOG      overlays of the catalog: files, and folders of them
NO_COLOR          no colours""",
    },
)
click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")(root)
