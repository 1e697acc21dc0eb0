"""The kinds of faults, and which calls each of them strikes."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, Field

from .operations import known_operation

Seconds: TypeAlias = Annotated[float, Field(ge=0, le=10**9)]
MemberPath: TypeAlias = Annotated[str, Field(min_length=1)]
"""Where a member stands in an answer: `dataset.metadata`, `files.0.status`, `files.*.status`."""


class Fault(BaseModel, extra="forbid", strict=True, frozen=True):
    """What all kinds have in common: the calls that they strike.

    `operation` is an `operationId` of the catalog (`createDataset`), its name on the client (`datasets.create`),
    `storage.get`, `storage.put`, or `*` for every request. The first `skip` of these stay untouched; of the others each
    is struck by `probability`, drawn from a generator of the fault's own that starts at `seed`, `count` times at most.
    """

    kind: str
    operation: Annotated[str, AfterValidator(known_operation)] = "*"
    skip: Annotated[int, Field(ge=0)] = 0
    count: Annotated[int, Field(ge=1)] | None = None
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    seed: int = 0


class Latency(Fault, frozen=True):
    """The work begins `seconds` later. With the operation `files.process`: a file stays in PROCESSING so long."""

    kind: Literal["latency"] = "latency"
    seconds: Seconds


class Status(Fault, frozen=True):
    """An error, `before` anything was done or `after` all of it was."""

    kind: Literal["status"] = "status"
    status: Annotated[int, Field(ge=400, le=599)]
    retry_after: Annotated[int, Field(ge=0)] | None = None
    retry_after_form: Literal["seconds", "date"] = "seconds"
    when: Literal["before", "after"] = "before"
    words: str | None = None


class FailedPoll(Fault, frozen=True):
    """A poll of a long operation fails; the operation itself goes on."""

    kind: Literal["failed_poll"] = "failed_poll"
    operation: Literal["getLongOperation"] = "getLongOperation"
    status: Annotated[int, Field(ge=400, le=599)] = 502


class TokenExpired(Fault, frozen=True):
    """The token is refused as expired (401)."""

    kind: Literal["token_expired"] = "token_expired"


class Superseded(Fault, frozen=True):
    """The token is refused, because the account logged in anew (401)."""

    kind: Literal["superseded"] = "superseded"


class Cut(Fault, frozen=True):
    """The connection is closed, and no header announces it.

    `before`: nothing was done; `unanswered`: all was done, no byte of the answer is sent; `middle`: half of the body is
    sent; `after`: all of it. With `reset` the peer sees a reset (RST) in place of an end (FIN).
    """

    kind: Literal["cut"] = "cut"
    where: Literal["before", "unanswered", "middle", "after"]
    reset: bool = False


class ShortBody(Fault, frozen=True):
    """The body ends so many `missing` bytes before its Content-Length."""

    kind: Literal["short_body"] = "short_body"
    missing: Annotated[int, Field(ge=1)] = 1


class Drip(Fault, frozen=True):
    """The body comes in pieces of so many `bytes`, with a pause of `seconds` after each."""

    kind: Literal["drip"] = "drip"
    bytes: Annotated[int, Field(ge=1)] = 1
    seconds: Seconds


class Html(Fault, frozen=True):
    """A page of HTML comes in place of the answer, `before` anything was done or `after` all of it was."""

    kind: Literal["html"] = "html"
    status: Annotated[int, Field(ge=200, le=599)] = 200
    when: Literal["before", "after"] = "before"


class UnknownValue(Fault, frozen=True):
    """A member holds a text that nobody has heard of."""

    kind: Literal["unknown_value"] = "unknown_value"
    member: MemberPath
    value: str = "UNHEARD_OF"


class MissingMember(Fault, frozen=True):
    """A member is left out."""

    kind: Literal["missing_member"] = "missing_member"
    member: MemberPath


class NullObject(Fault, frozen=True):
    """A member is null."""

    kind: Literal["null_object"] = "null_object"
    member: MemberPath


class UrlExpired(Fault, frozen=True):
    """The signed URLs of the answer have expired already."""

    kind: Literal["url_expired"] = "url_expired"


class IgnoreRange(Fault, frozen=True):
    """A Range is not heeded: the whole comes, with 200."""

    kind: Literal["ignore_range"] = "ignore_range"
    operation: Literal["storage.get"] = "storage.get"


class LongOperation(Fault, frozen=True):
    """The answer comes by a long operation, after so many `polls` without one, or it fails with `error`."""

    kind: Literal["long_operation"] = "long_operation"
    polls: Annotated[int, Field(ge=0)] = 1
    error: str | None = None


class ProcessingFailed(Fault, frozen=True):
    """An uploaded file ends FAILED."""

    kind: Literal["processing_failed"] = "processing_failed"
    operation: Literal["files.process"] = "files.process"
    reason: str = "The processing failed"


AnyFault: TypeAlias = Annotated[
    Latency
    | Status
    | FailedPoll
    | TokenExpired
    | Superseded
    | Cut
    | ShortBody
    | Drip
    | Html
    | UnknownValue
    | MissingMember
    | NullObject
    | UrlExpired
    | IgnoreRange
    | LongOperation
    | ProcessingFailed,
    Field(discriminator="kind"),
]
