"""Expressions of jq, by the package jq."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._json import decode, encode
from ._failures import USAGE, Failure


class Filter:
    """An expression of jq. Raise Failure, with jq's words, where it is none."""

    def __init__(self, expression: str) -> None:
        try:
            import jq
        except ImportError:
            raise Failure(
                "--jq needs the library jq, which is not installed.",
                "Try: pip install jq. There is none for Windows: leave --jq out and write `| jq EXPRESSION`.",
            ) from None
        try:
            jq.compile(expression)
            self._program = jq.compile(f"({expression}\n)|tojson")  # in which numbers keep their digits
        except ValueError as wrong:
            raise Failure(f"--jq: {_words(wrong)}", "See https://jqlang.org/manual.", USAGE) from None

    def results(self, value: Any) -> Iterator[Any]:
        """Yield what the expression makes of a JSON value; raise Failure where it does not fit it."""
        try:
            for text in self._program.input_text(encode(value).decode()):
                yield decode(text.encode())
        except ValueError as wrong:
            raise Failure(
                f"--jq: {_words(wrong)}", "The request was answered; its answer does not fit the expression."
            ) from None


def _words(wrong: ValueError) -> str:
    """Return the first line of what jq says."""
    return str(wrong).strip().partition("\n")[0].removeprefix("jq: error: ")
