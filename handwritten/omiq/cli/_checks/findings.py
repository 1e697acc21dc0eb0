"""What a check finds, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, TypeAlias

from ..._errors import OmiqError
from .._words import in_words_of_the_command


class Finding(NamedTuple):
    """The outcome of a check. `advice` says what to do."""

    status: Literal["ok", "warning", "failed"]
    found: str
    advice: str = ""


Check: TypeAlias = tuple[str, Callable[[], Finding | None]]


def failed(error: OmiqError, advice: str = "") -> Finding:
    """Return what an error of the client means."""
    words, _, says = in_words_of_the_command(str(error)).partition("\n")
    return Finding("failed", words, says or advice)


def findings(checks: Iterable[Check]) -> Iterator[tuple[str, Finding]]:
    """Yield what each check finds, those left out that find nothing to look at. No check stops the others."""
    for name, check in checks:
        try:
            finding = check()
        except OmiqError as error:
            finding = failed(error)
        except Exception as wrong:  # noqa: BLE001 (what was looked at may be broken in any way)
            finding = Finding("failed", f"This cannot be looked at: {type(wrong).__name__}.", "Please report it.")
        if finding is not None:
            yield name, finding
