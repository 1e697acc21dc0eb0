"""What one run of the command was told, and what it has at hand."""

from __future__ import annotations

import shlex
import sys
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .._printable import printable
from ._failures import USAGE, Failure
from ._streams import tell

if TYPE_CHECKING:
    from .. import Client
    from .._catalog.overlays import Overlays
    from ._output import Output


class Run:
    """The options that all commands share, the client, and where results are shown."""

    def __init__(self) -> None:
        self.debug = False
        self.dry_run = False
        self.yes = False
        self.no_progress = False
        self.form: str | None = None
        self.columns: str | None = None
        self.server: str | None = None
        self.profile: str | None = None
        self.secret_file: str | None = None
        self.overlay: tuple[str, ...] = ()
        self._open = ExitStack()

    def note(self, name: str, value: Any) -> None:
        """Hear what an option says."""
        if name == "form" and self.form not in (None, value):
            raise Failure(f"--{self.form} and --{value} cannot be had together.", "Give one of them.", USAGE)
        setattr(self, name, value)
        if name == "debug" and value:
            import logging

            logging.getLogger("omiq").setLevel(logging.DEBUG)

    @cached_property
    def client(self) -> Client:
        """The client, signed in by the options, else the environment, else the stored profile."""
        from .. import Client
        from ._dry_run import DryClient
        from ._interrupts import watch

        watch()
        kind = DryClient if self.dry_run else Client
        return self._open.enter_context(kind(self.server, profile=self.profile, secret_file=self.secret_file))

    @property
    def watched_client(self) -> Client:
        """The client, which tells on a terminal that a long operation still runs."""
        if self.progress is False or not sys.stderr.isatty():
            return self.client
        return self.client.with_options(
            on_poll=lambda poll: self.say(
                f"Long operation {poll.long_operation_id} still runs after {poll.seconds:.0f} s."
            )
        )

    @cached_property
    def overlays(self) -> Overlays:
        """The overlays of options, environment and the user's folder; raise where one of an option is broken."""
        from .._catalog.overlays import Overlays

        return Overlays(self.overlay)

    @cached_property
    def output(self) -> Output:
        """Where results are shown."""
        from ._output import Output

        return Output(self.form, self.columns)

    @property
    def signing(self) -> str:
        """The command that prints the token that this run signs with."""
        given = {"--server": self.server, "--profile": self.profile, "--secret-file": self.secret_file}
        options = (each for option, value in given.items() if value is not None for each in (option, value))
        return shlex.join(["omiq", "auth", "token", *options])

    @property
    def progress(self) -> bool | None:
        """What the client's jobs take as `progress`."""
        return False if self.no_progress else None

    def say(self, words: str) -> None:
        """Tell somebody what happens, on stderr."""
        tell(words)

    def confirm(self, question: str) -> None:
        """Ask before something is destroyed; raise Failure where the answer is no, or nobody is there to answer."""
        if self.yes or self.dry_run:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Failure(f"{question} Nobody is there to answer.", "Give --yes where that is meant.", USAGE)
        import click

        if not click.confirm(printable(question), err=True):
            raise Failure("Nothing was done.")

    def close(self) -> None:
        """Close the client."""
        self._open.close()
