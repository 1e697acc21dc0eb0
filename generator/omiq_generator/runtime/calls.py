"""Calls as data: what is sent, and how the answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast

from .shapes import fits, name_of, require
from .views import UNSET, Model, ModelMap

T = TypeVar("T")
M = TypeVar("M", bound=Model)

Retry: TypeAlias = Literal["safe", "idempotent", "never"]


class Parameter(NamedTuple):
    """What an operation is told: `name` in the API, `argument` in Python."""

    name: str
    argument: str
    place: Literal["path", "query", "body"]
    required: bool


class Operation(NamedTuple):
    """What the catalog says of an operation.

    `name` is where it stands on the client ("datasets.list"), `envelope` the member of the answer that holds
    the result, `look_up` what to look at after a write of unknown outcome.
    """

    id: str
    method: str
    path: str
    name: str = ""
    summary: str = ""
    parameters: tuple[Parameter, ...] = ()
    envelope: str | None = None
    retry: Retry = "never"
    authenticated: bool = True
    certainty: str = "inferred"
    sources: tuple[str, ...] = ()
    look_up: str = ""


class Call(NamedTuple, Generic[T]):
    """A request and how to `read` the result out of its answer; an executor carries it out.

    `path` is filled in and quoted; `json` and `query` hold JSON values; `content` is a body that is not JSON.
    """

    operation: Operation
    path: str
    read: Callable[[Any], T]
    query: Mapping[str, Any] = {}
    json: Any = UNSET
    headers: Mapping[str, str] = {}
    content: bytes | None = None

    def __repr__(self) -> str:
        return f"Call({self.operation.id}: {self.operation.method} {self.path})"


def as_is(data: Any) -> Any:
    """Read any answer as it came."""
    return data


def typed(*types: type[T]) -> Callable[[Any], T]:
    """Read an answer that is of one of `types` in JSON. (Of any other shape: UnexpectedShape, as below.)"""

    def read(data: Any) -> T:
        require(data, types, "answer")
        return cast("T", data)

    return read


def list_of(model: type[M]) -> Callable[[Any], list[M]]:
    """Read an answer that is a list of objects."""

    def read(data: Any) -> list[M]:
        require(data, (list,), "answer")
        return [model.view(item) for item in data]

    return read


def map_of(model: type[M]) -> Callable[[Any], ModelMap[M]]:
    """Read an answer that is an object with members of one model."""

    def read(data: Any) -> ModelMap[M]:
        require(data, (dict,), "answer")
        return ModelMap(data, model)

    return read


def or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Read an answer that may be null."""
    return lambda data: None if data is None else read(data)


def fill(template: str, /, **values: str | int) -> str:
    """Fill in a path template, each value quoted as one segment of the path.

    Raises:
        TypeError: a value is neither text nor an integer.
        ValueError: a value is empty, "." or "..", which would lead to another path.
    """
    from urllib.parse import quote

    segments: dict[str, str] = {}
    for name, value in values.items():
        if not fits(value, (str, int)):
            raise TypeError(f"{name}: expected text or an integer, got {name_of(value)}")
        if value in ("", ".", ".."):
            raise ValueError(f"{name}: {value!r} cannot stand in a path")
        segments[name] = quote(str(value), safe="")
    return template.format(**segments)
