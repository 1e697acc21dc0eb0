"""The way in and the way out: from arguments to an exit code, with every error told in a line or two."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from contextlib import redirect_stderr, suppress
from io import StringIO
from typing import Any

import click

from ._failures import WouldSend, failure_of
from ._root import COMPLETE, NAME, root
from ._run import Run
from ._streams import prepare, results, tell
from ._words import in_words_of_the_command


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    if COMPLETE in os.environ:
        return _completed(arguments)
    prepare()
    run = Run()
    try:
        _tell_warnings()
        with results(), root.make_context(NAME, list(arguments), obj=run) as context:
            _invoke(context, run)
        return 0
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.format_message())
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (whatever happens is told, never as a traceback)
        return _told(error, debug=run.debug)
    finally:
        run.close()


def _invoke(context: click.Context, run: Run) -> None:
    try:
        root.invoke(context)
    except WouldSend as unsent:
        from ._dry_run import show

        show(unsent, run)


def _completed(arguments: Sequence[str]) -> int:
    """Answer a shell that completes a line. What is wrong with the line so far, or an overlay, is no news to it."""
    with suppress(Exception), redirect_stderr(StringIO()):
        root.main(list(arguments), prog_name=NAME, obj=Run())
    return 1


def _told(error: BaseException, *, debug: bool) -> int:
    if debug:
        import traceback

        for line in "".join(traceback.format_exception(error)).splitlines():
            tell(line)
    failure = failure_of(error)
    for line in (f"{NAME}: {failure.words}", *failure.advice.splitlines()):
        tell(line)
    return failure.code


class _Stderr(logging.Handler):
    """Writes to what stderr is at the moment: above a bar where one is drawn."""

    def emit(self, record: logging.LogRecord) -> None:
        tell(in_words_of_the_command(self.format(record)))


def _tell_warnings() -> None:
    """Write what the client logs and warns of to stderr, a line for each."""
    handler = _Stderr()
    handler.setFormatter(logging.Formatter(f"{NAME}: %(message)s"))
    log = logging.getLogger("omiq")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False

    def show(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
        if not issubclass(category, DeprecationWarning):
            log.warning("%s", message)

    warnings.showwarning = show
