"""`omiq sandbox`: the command of the sandbox, where it is installed."""

from __future__ import annotations

import runpy
import sys

import click

from ._command import Command
from ._failures import Failure

_PROGRAM = "omiq_sandbox"


class _HandedOn(Command):
    """A command whose arguments are for another program, --help among them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.args = list(args)
        return ctx.args


@click.command("sandbox", cls=_HandedOn, examples=["omiq sandbox --help", "omiq sandbox serve --data ~/sandbox"])
@click.pass_context
def command(context: click.Context) -> None:
    """Run a local server that behaves as OMIQ is known to. All arguments are those of `omiq-sandbox`."""
    sys.argv = [_PROGRAM, *context.args]
    try:
        runpy.run_module(_PROGRAM, run_name="__main__", alter_sys=True)
    except ModuleNotFoundError as missing:
        raise Failure(
            f"The sandbox is not installed: {missing}.", "Try: pip install 'omiq-client[sandbox]'"
        ) from missing
