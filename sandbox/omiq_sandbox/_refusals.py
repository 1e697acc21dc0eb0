"""The refusals of the API: a status, and words that the caller sees as plain text."""

from __future__ import annotations

NO_PERMISSION = "You do not have permission"
"""The server's words (`pkg-1.10.3`)."""

SUPERSEDED = "There is a more recent login for this account"
"""The server's words (`pkg-1.10.3`)."""

HAS_EXPIRED = "The token has expired"


class Refusal(Exception):
    """The call is refused, and nothing of it is done."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


def not_found(what: str, id_: object) -> Refusal:
    """Say that there is no such thing; `what` is "dataset", "file" and so on."""
    return Refusal(404, f"There is no {what} {id_}")


def no_permission() -> Refusal:
    return Refusal(403, NO_PERMISSION)
