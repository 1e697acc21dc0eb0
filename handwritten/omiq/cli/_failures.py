"""What can go wrong, as one line of what happened, one of what to do, and an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .. import _errors as errors
from ._words import in_words_of_the_command

if TYPE_CHECKING:
    from omiq_generated.types import Call

FAILED, USAGE, NOT_SIGNED_IN, NOT_FOUND, NO_PERMISSION, PARTLY_DONE, INTERRUPTED = 1, 2, 3, 4, 5, 6, 130

EXIT_CODES = {
    0: "done",
    FAILED: "failed",
    USAGE: "wrong arguments or settings; nothing was sent",
    NOT_SIGNED_IN: "not signed in, or the sign-in has expired",
    NOT_FOUND: "not found",
    NO_PERMISSION: "no permission",
    PARTLY_DONE: "done in part: some files failed",
    INTERRUPTED: "interrupted",
}

_BY_ERROR: tuple[tuple[type[Exception], int], ...] = (
    (errors.AuthenticationError, NOT_SIGNED_IN),
    (errors.NotFound, NOT_FOUND),
    (errors.PermissionDenied, NO_PERMISSION),
    (errors.NotSignedIn, NOT_SIGNED_IN),
    (errors.ConfigurationError, USAGE),
)


class Failure(Exception):
    """What ends the command: `words` say what happened, `advice` what to do, `code` is the exit code."""

    def __init__(self, words: str, advice: str = "", code: int = FAILED) -> None:
        super().__init__(words)
        self.words = words
        self.advice = advice
        self.code = code


class WouldSend(Exception):
    """A request that a dry run does not send; `secrets` are what it must not show."""

    def __init__(self, call: Call[Any], api_url: str, secrets: tuple[str, ...]) -> None:
        super().__init__(f"would send {call.operation.method} {call.path}")
        self.call = call
        self.api_url = api_url
        self.secrets = secrets


def failure_of(error: BaseException) -> Failure:
    """Return what an error means to somebody at a terminal."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return Failure(str(error) or "Interrupted.", code=INTERRUPTED)
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "omiq"
        return Failure(error.format_message(), f"Try `{command} --help`.", USAGE)
    if isinstance(error, click.ClickException):
        return Failure(error.format_message(), code=USAGE)
    if isinstance(error, errors.OmiqError):
        return _of_omiq(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Failure(f"{where}{error.strerror or type(error).__name__}")
    return Failure(
        f"This program has a mistake: {type(error).__name__}.",
        "Repeat the command with --debug, and report what it shows.",
    )


def _of_omiq(error: errors.OmiqError) -> Failure:
    words, _, advice = in_words_of_the_command(str(error)).partition("\n")
    return Failure(words, advice, _partly(error) if isinstance(error, errors.TransferError) else _code(error))


def _partly(error: errors.TransferError) -> int:
    """Return the code of a job on many files: where none was done, that of the reason that all have in common."""
    results = getattr(error, "results", ())
    if any(entry.state in ("done", "skipped") for entry in results):
        return PARTLY_DONE
    codes = {_code(entry.error) for entry in results if entry.error is not None}
    return codes.pop() if len(codes) == 1 else FAILED


def _code(error: Exception) -> int:
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), FAILED)
