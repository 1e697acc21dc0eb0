"""Every fault that the sandbox can make, as it strikes a job: once at each of its operations, or always at one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

Fault: TypeAlias = Mapping[str, Any]
Job: TypeAlias = Literal["upload", "download", "sync", "export"]
Kind: TypeAlias = Literal["sync", "async"]

JOBS: tuple[Job, ...] = ("upload", "download", "sync", "export")
CLIENTS: tuple[Kind, ...] = ("sync", "async")

OPERATIONS: Mapping[Job, tuple[str, ...]] = {
    "upload": ("listFiles", "registerFiles", "setFilesMetadata", "storage.put"),
    "download": ("listFiles", "getDownloadUrl", "storage.get"),
    "sync": ("listFiles", "registerFiles", "storage.put", "getDownloadUrl", "storage.get"),
    "export": ("getWorkflow", "listFiles", "getDataset", "getArtifactUrl", "initiateExport", "storage.get"),
}
"""Which operations the jobs need, and a fault strikes that names none itself."""
BEHIND: Mapping[Job, tuple[str, ...]] = {
    "upload": ("files.process", "getLongOperation", "deleteFile"),
    "download": ("getLongOperation",),
    "sync": ("files.process", "getLongOperation", "deleteFile"),
    "export": ("getLongOperation",),
}
"""What else happens for the jobs; a fault that strikes there is none of a job that lacks it."""
EACH = "each once"

_HALF = {"kind": "cut", "where": "middle", "operation": "storage.get", "count": 1}
_LOST = {"kind": "cut", "where": "unanswered", "operation": "registerFiles", "count": 1}
_BROKEN: Mapping[str, Fault] = {
    "status 403": {"kind": "status", "status": 403},
    "status 500": {"kind": "status", "status": 500},
    "cut before": {"kind": "cut", "where": "before"},
    "cut unanswered": {"kind": "cut", "where": "unanswered"},
    "cut middle": {"kind": "cut", "where": "middle"},
    "HTML, 200": {"kind": "html"},
}


def _long(**members: Any) -> tuple[Fault, ...]:
    return tuple({"kind": "long_operation", "operation": each, **members} for each in ("listFiles", "initiateExport"))


def _behind(before: Fault, operation: str, **more: Fault) -> dict[str, tuple[Fault, ...]]:
    """Return faults of an operation that only comes after another fault."""
    broken = {**_BROKEN, **more}
    return {f"{name}, {operation}": (before, {**fault, "operation": operation}) for name, fault in broken.items()}


FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "latency, short": ({"kind": "latency", "seconds": 0.01},),
    "latency, beyond patience": ({"kind": "latency", "seconds": 3600},),
    "status 403": ({"kind": "status", "status": 403},),
    "status 404": ({"kind": "status", "status": 404},),
    "status 409": ({"kind": "status", "status": 409},),
    "status 429, Retry-After in seconds": ({"kind": "status", "status": 429, "retry_after": 7},),
    "status 429, Retry-After as a date": (
        {"kind": "status", "status": 429, "retry_after": 7, "retry_after_form": "date"},
    ),
    "status 500": ({"kind": "status", "status": 500},),
    "status 502 after the work": ({"kind": "status", "status": 502, "when": "after"},),
    "status 503, Retry-After": ({"kind": "status", "status": 503, "retry_after": 7},),
    "failed poll": (*_long(polls=1), {"kind": "failed_poll", "operation": "getLongOperation"}),
    **_behind(
        {"kind": "long_operation", "operation": "initiateExport", "polls": 1},
        "getLongOperation",
        forgotten={"kind": "status", "status": 404},
    ),
    **_behind(_LOST, "deleteFile"),
    "token expired": ({"kind": "token_expired"},),
    "superseded": ({"kind": "superseded"},),
    **{
        f"cut {where}{', reset' if reset else ''}": ({"kind": "cut", "where": where, "reset": reset},)
        for where in ("before", "unanswered", "middle", "after")
        for reset in (False, True)
    },
    "short body": ({"kind": "short_body"},),
    "drip": ({"kind": "drip", "bytes": 400, "seconds": 0.002},),
    "HTML, 200": ({"kind": "html"},),
    "HTML, 200, after the work": ({"kind": "html", "when": "after"},),
    "HTML, 502": ({"kind": "html", "status": 502},),
    "unknown value": ({"kind": "unknown_value", "member": "files.*.status", "operation": "listFiles"},),
    "missing member": ({"kind": "missing_member", "member": "files.*.size", "operation": "listFiles"},),
    "missing name": ({"kind": "missing_member", "member": "files.*.displayName", "operation": "listFiles"},),
    "missing URL": (
        {"kind": "missing_member", "member": "url"},
        {"kind": "missing_member", "member": "signedUrls", "operation": "registerFiles"},
    ),
    "null object": ({"kind": "null_object", "member": "files"}, {"kind": "null_object", "member": "url"}),
    "URL expired": ({"kind": "url_expired"},),
    "range ignored": (_HALF, {"kind": "ignore_range", "operation": "storage.get"}),
    "long operation": _long(polls=2),
    "long operation that fails": _long(polls=1, error="Out of memory"),
    "processing failed": ({"kind": "processing_failed", "operation": "files.process"},),
}


class Cell(NamedTuple):
    """A fault at a job: once at `each` of the operations that it strikes, or always at one of them."""

    fault: str
    job: Job
    where: str
    client: Kind

    def faults(self) -> Iterator[Fault]:
        """Yield what is to be set in the sandbox."""
        for fault in FAULTS[self.fault]:
            for operation in _struck(fault, self.job):
                if self.where == EACH:
                    yield {**fault, "operation": operation, "count": 1}
                elif self.where == operation or "operation" in fault:
                    yield {**fault, "operation": operation}


def cells() -> Iterator[Cell]:
    """Yield what can happen: each fault, at each job that it can strike, of both clients.

    Parts that all name their operations are always at all of these: the last stands for them.
    """
    for fault, parts in FAULTS.items():
        for job in JOBS:
            struck = [*dict.fromkeys(operation for part in parts for operation in _struck(part, job))]
            if all("operation" in part for part in parts):
                struck = struck[-1:]
            for where in (EACH, *struck) if _can_strike(parts, job) else ():
                for client in CLIENTS:
                    yield Cell(fault, job, where, client)


def _struck(fault: Fault, job: Job) -> tuple[str, ...]:
    if "operation" not in fault:
        return OPERATIONS[job]
    operation = fault["operation"]
    return (operation,) if operation in (*OPERATIONS[job], *BEHIND[job]) else ()


def _can_strike(parts: Sequence[Fault], job: Job) -> bool:
    everywhere = {operation for operations in BEHIND.values() for operation in operations}
    behind = [part for part in parts if part.get("operation") in everywhere]
    return all(_struck(part, job) for part in (parts[0], *behind))
