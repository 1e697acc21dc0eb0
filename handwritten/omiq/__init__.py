"""The open Python client for OMIQ, the cloud platform for flow cytometry.

Not affiliated with OMIQ or Dotmatics. Start with `Client` or `AsyncClient`; the errors are under `OmiqError`, the
views of what the server answers in `omiq.models`; `RawArguments` tells what raw calls take. Names are loaded when they
are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from omiq_generated.api import OPERATIONS
    from omiq_generated.types import UNSET, Call, Model, Operation, as_is, list_of

    from . import models
    from ._answers import Answer
    from ._calls import RawArguments
    from ._client import AsyncClient, Client
    from ._clock import Clock
    from ._credentials import SecretFileWarning
    from ._errors import (
        AuthenticationError,
        BadRequest,
        CallError,
        ConfigurationError,
        Conflict,
        ConnectionFailed,
        LoginRefused,
        LoginSuperseded,
        LongOperationError,
        LongOperationFailed,
        LongOperationUnfinished,
        NotFound,
        NotSignedIn,
        OmiqError,
        OutcomeUnknown,
        PermissionDenied,
        RateLimited,
        ServerError,
        TimedOut,
        TokenExpired,
        TransferError,
        UnexpectedAnswer,
        UnexpectedShape,
    )
    from ._exports.results import Exports
    from ._options import Poll
    from ._raw import AsyncRaw, Raw
    from ._streams import AsyncStream, Stream
    from ._transfers.foresight import TokenEndsEarly
    from ._transfers.progress import FileProgress, Progress, ProgressArgument, Report
    from ._transfers.results import Transfer, Transfers, TransfersIncomplete

__version__ = "0.1.0"

__all__ = [
    "OPERATIONS",
    "UNSET",
    "Answer",
    "AsyncClient",
    "AsyncRaw",
    "AsyncStream",
    "AuthenticationError",
    "BadRequest",
    "Call",
    "CallError",
    "Client",
    "Clock",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "Exports",
    "FileProgress",
    "LoginRefused",
    "LoginSuperseded",
    "LongOperationError",
    "LongOperationFailed",
    "LongOperationUnfinished",
    "Model",
    "NotFound",
    "NotSignedIn",
    "OmiqError",
    "Operation",
    "OutcomeUnknown",
    "PermissionDenied",
    "Poll",
    "Progress",
    "ProgressArgument",
    "RateLimited",
    "Raw",
    "RawArguments",
    "Report",
    "SecretFileWarning",
    "ServerError",
    "Stream",
    "TimedOut",
    "TokenEndsEarly",
    "TokenExpired",
    "Transfer",
    "TransferError",
    "Transfers",
    "TransfersIncomplete",
    "UnexpectedAnswer",
    "UnexpectedShape",
    "as_is",
    "list_of",
    "models",
]

_HOMES = {
    "omiq_generated.api": ("OPERATIONS",),
    "omiq_generated.types": ("UNSET", "Call", "Model", "Operation", "as_is", "list_of"),
    "omiq._answers": ("Answer",),
    "omiq._calls": ("RawArguments",),
    "omiq._client": ("AsyncClient", "Client"),
    "omiq._clock": ("Clock",),
    "omiq._credentials": ("SecretFileWarning",),
    "omiq._exports.results": ("Exports",),
    "omiq._options": ("Poll",),
    "omiq._raw": ("AsyncRaw", "Raw"),
    "omiq._streams": ("AsyncStream", "Stream"),
    "omiq._transfers.foresight": ("TokenEndsEarly",),
    "omiq._transfers.progress": ("FileProgress", "Progress", "ProgressArgument", "Report"),
    "omiq._transfers.results": ("Transfer", "Transfers", "TransfersIncomplete"),
}


if not TYPE_CHECKING:  # to a type checker any name would be an attribute

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module 'omiq' has no attribute {name!r}")
        if name == "models":
            return import_module("omiq.models")
        home = next((module for module, names in _HOMES.items() if name in names), "omiq._errors")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
