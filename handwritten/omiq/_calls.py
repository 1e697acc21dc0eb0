"""Calls that are not made by a method of the typed client: raw ones, and catalogued ones by their id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, get_args, get_origin

from omiq_generated.types import UNSET, Call, Model, Operation, Retry, as_is, list_of

from ._errors import ConfigurationError
from ._nearest import nearest
from ._urls import checked_path

if TYPE_CHECKING:
    from ._catalog.additions import Addition

T = TypeVar("T")
_READS = ("GET", "HEAD", "OPTIONS")
_NOT_FOR_CALLERS = ("authorization", "host", "content-length", "transfer-encoding")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*")


class RawArguments(TypedDict, total=False):
    """What a raw call takes beside its path.

    `params` go into the query (None is left out, a list repeats its name), `json` (models too) or `content` is the
    body, `envelope` names the member to take out of the answer, `model` is a model (or `list[Model]`) to view it as,
    `retry` is `safe`, `idempotent` or `never`: reads are `safe` and all else is `never` unless you say so.
    """

    params: Mapping[str, Any] | None
    json: Any
    content: bytes | None
    headers: Mapping[str, str] | None
    envelope: str | None
    model: type[Any] | None
    retry: Retry | None


def raw_call(
    api_url: str,
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    json: Any = UNSET,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    envelope: str | None = None,
    model: type[Any] | None = None,
    retry: Retry | None = None,
) -> Call[Any]:
    """Describe a call of any endpoint; raise ConfigurationError where it cannot be sent."""
    method = method.upper()
    if not (method.isascii() and method.isalpha()) or method == "CONNECT":
        raise ConfigurationError(f"{method!r} is not an HTTP method.")
    if retry not in (None, *get_args(Retry)):
        raise ConfigurationError(f"retry is one of {', '.join(get_args(Retry))}, not {retry!r}.")
    if json is not UNSET and content is not None:
        raise ConfigurationError("Give json or content, not both.")
    path = checked_path(api_url, path)
    return Call(
        Operation(
            id=f"{method} {path.partition('?')[0]}",
            method=method,
            path=path,
            envelope=envelope,
            retry=retry or ("safe" if method in _READS else "never"),
        ),
        path,
        reader(model),
        query=params or {},
        json=json,
        headers=_checked_headers(headers or {}),
        content=content,
    )


def checked_call(call: Call[T], api_url: str) -> Call[T]:
    """Return a call that may have been made by hand; raise ConfigurationError where it would leave the API's origin."""
    return call._replace(path=checked_path(api_url, call.path), headers=_checked_headers(call.headers))


def catalogued_call(
    operation_id: str, arguments: Mapping[str, Any], added: Callable[[], Mapping[str, Addition]]
) -> Call[Any]:
    """Describe a call of a catalogued operation; raise ConfigurationError for a name that it does not know.

    `added` returns the operations of overlays; it is called where none that is built in has the id. Where they are
    broken, the error tells of the nearest built-in name too.
    """
    from omiq_generated.api import OPERATIONS, build

    if operation_id in OPERATIONS:
        _check_names(OPERATIONS[operation_id], arguments)
        return build(operation_id, **arguments)
    try:
        additions = added()
    except ConfigurationError as broken:
        raise ConfigurationError(f"{_unknown(operation_id, OPERATIONS)}\n{broken}") from None
    if operation_id not in additions:
        raise ConfigurationError(_unknown(operation_id, [*OPERATIONS, *additions]))
    _check_names(additions[operation_id].operation, arguments)
    return additions[operation_id].call(**arguments)


def _unknown(operation_id: str, known: Iterable[str]) -> str:
    return f"There is no operation {operation_id!r}{nearest(operation_id, known)}"


def _check_names(operation: Operation, arguments: Mapping[str, Any]) -> None:
    known = [parameter.argument for parameter in operation.parameters]
    for name in arguments:
        if name not in known:
            raise ConfigurationError(f"{operation.id} has no argument {name!r}{nearest(name, known)}")
    missing = [each.argument for each in operation.parameters if each.required and each.argument not in arguments]
    if missing:
        raise ConfigurationError(f"{operation.id} needs {', '.join(missing)}.")


def reader(model: Any) -> Callable[[Any], Any]:
    """Return what reads an answer as `model`: a model's class, `list[Model]`, or None for the JSON as it came."""
    if model is None:
        return as_is
    if get_origin(model) is list and _is_model(*get_args(model)):
        return list_of(*get_args(model))
    if _is_model(model):
        view: Callable[[Any], Any] = model.view
        return view
    raise ConfigurationError(f"model is a class of omiq.models, or a list of one (list[Dataset]), not {model!r}.")


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _checked_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    for name, value in headers.items():
        if name.lower() in _NOT_FOR_CALLERS:
            raise ConfigurationError(f"The header {name!r} is set by the client alone.")
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise ConfigurationError(f"The header {name!r} cannot be sent: name and value are ASCII on one line.")
    return headers
