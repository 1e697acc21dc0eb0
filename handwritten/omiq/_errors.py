"""The errors: one tree, by cause.

* OmiqError
  + ConfigurationError      an argument, an environment variable or a file is wrong; nothing was sent
    - NotSignedIn           there are no credentials at all
  + UnexpectedShape         a member that was read is not of the documented shape
  + CallError               a call did not give what it was asked for
    - AuthenticationError
      . TokenExpired        the token's time is over, and it can only be renewed by hand
      . LoginSuperseded     a more recent login of the same account ended this one
      . LoginRefused        the server does not accept the token or the secret key
    - PermissionDenied
    - NotFound
    - Conflict              the resource is locked, or not in the state that the call needs
    - RateLimited
    - BadRequest            the server refused the request for another reason
    - ServerError
    - ConnectionFailed
      . TimedOut
    - OutcomeUnknown        a write failed so that nobody can tell whether the server acted
    - LongOperationError
      . LongOperationFailed
      . LongOperationUnfinished
    - UnexpectedAnswer      the answer is not what the catalog says
  + TransferError           the bytes of a file did not get where they should
    - TransfersIncomplete   some files of a job failed; names each
"""

from __future__ import annotations

from typing import Final

from omiq_generated.errors import OmiqError, UnexpectedShape

__all__ = [
    "AuthenticationError",
    "BadRequest",
    "CallError",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "LoginRefused",
    "LoginSuperseded",
    "LongOperationError",
    "LongOperationFailed",
    "LongOperationUnfinished",
    "NotFound",
    "NotSignedIn",
    "OmiqError",
    "OutcomeUnknown",
    "PermissionDenied",
    "RateLimited",
    "ServerError",
    "TimedOut",
    "TokenExpired",
    "TransferError",
    "UnexpectedAnswer",
    "UnexpectedShape",
]


class ConfigurationError(OmiqError):
    """An argument, an environment variable or a file is wrong. Nothing was sent."""


class NotSignedIn(ConfigurationError):
    """There are no credentials: no argument, no environment variable, no stored profile. Nothing was sent."""


class CallError(OmiqError):
    """A call did not give what it was asked for.

    `request` is the method and path, `status` the HTTP status where there was an answer, `words` what the
    server (or the network) said, `advice` what to do, `attempts` how often the request was tried.
    """

    advice_by_default = ""

    def __init__(
        self, words: str, *, request: str = "", status: int | None = None, advice: str = "", attempts: int = 0
    ) -> None:
        super().__init__(words)
        self.words = words
        self.request = request
        self.status = status
        self.advice = advice or self.advice_by_default
        self.attempts = attempts

    def __str__(self) -> str:
        answer = " ".join(part for part in ("" if self.status is None else str(self.status), self.words) if part)
        tries = f" ({self.attempts} attempts)" if self.attempts > 1 else ""
        head = f"{self.request}: {answer}{tries}" if self.request else answer + tries
        return f"{head}\n{self.advice}" if self.advice else head


class AuthenticationError(CallError):
    """The server does not know who is calling."""


class TokenExpired(AuthenticationError):
    """The token's time is over, and it can only be renewed by hand."""

    advice_by_default = (
        "Copy a new token from the profile page of the server (…/profile?token=true): `omiq auth login` takes it. "
        "A secret key file renews itself."
    )


class LoginSuperseded(AuthenticationError):
    """A more recent login of the same account ended this one."""

    advice_by_default = (
        "Somebody signed in with the same account after this program did. "
        "Give each machine an account of its own, or sign in again."
    )


class LoginRefused(AuthenticationError):
    """The server does not accept the token or the secret key."""

    advice_by_default = "Check that the token or the secret key belongs to this server and was not revoked."


class PermissionDenied(CallError):
    """The caller's role does not allow the call."""

    advice_by_default = "Ask the owner of the resource for a greater role (Reader, Editor, Owner)."


class NotFound(CallError):
    """There is no such resource, or the caller may not see it."""

    advice_by_default = "Check the id and the server; a resource that is not shared with you may look the same."


class Conflict(CallError):
    """The resource is locked, or not in the state that the call needs."""

    advice_by_default = "Fetch the resource again, look at what changed, and repeat the call on the new state."


class RateLimited(CallError):
    """The server asks for fewer requests."""

    advice_by_default = "Wait, then repeat the call; `with_options(retries=…, deadline=…)` lets the client wait longer."


class BadRequest(CallError):
    """The server refused the request."""

    advice_by_default = "Check the arguments of the call against what the server says."


class ServerError(CallError):
    """The server failed."""

    advice_by_default = "Try again later; if it lasts, send the request and the time to the vendor's support."


class ConnectionFailed(CallError):
    """The server could not be reached, or the connection broke."""

    advice_by_default = "Check the server's name, the network, and the proxy and certificate settings."


class TimedOut(ConnectionFailed):
    """No answer came in time."""

    advice_by_default = "`with_options(timeout=…, deadline=…)` gives the server more time."


class OutcomeUnknown(CallError):
    """A write failed so that nobody can tell whether the server carried it out.

    `advice` says what to look up before the call is made again; the error that happened is the `__cause__`.
    """

    advice_by_default = "Look up whether the server carried it out before you repeat the call."


class LongOperationError(CallError):
    """A long operation did not come to a good end; `long_operation_id` names it."""

    long_operation_id: int | str = ""


class LongOperationFailed(LongOperationError):
    """The server carried the operation out and it failed."""

    advice_by_default = "Mend what the server complains of and make the call again: that begins a new operation."


class LongOperationUnfinished(LongOperationError):
    """The client stopped waiting; the operation may still be running on the server."""


class UnexpectedAnswer(CallError):
    """The answer is not what the catalog says."""

    advice_by_default = (
        "The server may have changed: `client.raw` shows the answer as it came. "
        "A proxy or a wrong server name gives such answers too."
    )


class TransferError(OmiqError):
    """The bytes of a file did not get where they should.

    `words` says what happened, `status` is the storage host's HTTP status where it answered, `advice` what to do.
    """

    advice_by_default = "What has arrived is kept: make the same call again to go on."

    def __init__(self, words: str, *, status: int | None = None, advice: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.status = status
        self.advice = advice or self.advice_by_default

    def __str__(self) -> str:
        return f"{self.words}\n{self.advice}"


for _name in __all__:
    if globals()[_name].__module__ == __name__:
        globals()[_name].__module__ = "omiq"  # tracebacks and pickles have the public name

BY_STATUS: Final[dict[int, type[CallError]]] = {
    401: LoginRefused,
    403: PermissionDenied,
    404: NotFound,
    408: ServerError,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    423: Conflict,
    429: RateLimited,
}


def error_for(status: int) -> type[CallError]:
    """Return the error that an HTTP status other than success stands for."""
    if status >= 500:
        return ServerError
    if status < 400:
        return UnexpectedAnswer
    return BY_STATUS.get(status, BadRequest)
