"""`omiq completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import sys

import click

from ._command import Command

_HOW = """\
bash   add to ~/.bashrc:  eval "$(omiq completion bash)"
zsh    add to ~/.zshrc, below compinit:  eval "$(omiq completion zsh)"
fish   once:  omiq completion fish > ~/.config/fish/completions/omiq.fish"""


@click.command(
    "completion",
    cls=Command,
    examples=['eval "$(omiq completion bash)"'],
    sections={"To have it in each new shell": _HOW},
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what completes commands and options in a shell, by the Tab key. bash must be 4.4 or later."""
    from click.shell_completion import get_completion_class

    from ._root import COMPLETE, NAME, root

    kind = get_completion_class(shell)
    if kind is not None:
        sys.stdout.write(f"{kind(root, {}, NAME, COMPLETE).source()}\n")
