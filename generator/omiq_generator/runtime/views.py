"""Typed views of JSON: nothing is copied or converted, and a wrong shape raises only when it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, MutableSequence
from importlib import import_module
from itertools import islice
from typing import Any, ClassVar, Final, Generic, Literal, Self, TypeAlias, TypeVar, cast, overload

from .shapes import fits, name_of, require, unexpected
from .shown import SECRET, Shown, shown

MEMBERS_SHOWN: Final = 8


class Unset:
    """The type of `UNSET`: not given, so not sent. (None is given: it is sent as null.)"""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class Model:
    """A JSON object as it came, `raw`, with its documented members as attributes.

    All members, documented or not, are there as items: `model["displayName"]`, `"displayName" in model`.
    Two models are equal where they are of one class and their JSON is.
    """

    __slots__ = ("raw",)
    __hash__ = None  # type: ignore[assignment]
    __iter__: ClassVar[None] = None

    raw: dict[str, Any]
    _members: ClassVar[dict[str, Member[Any, Any]]] = {}

    def __init_subclass__(cls) -> None:
        members = [member for member in vars(cls).values() if issubclass(type(member), Member)]
        cls._members = cls._members | {member.key: member for member in members}

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.raw = given(members)

    @classmethod
    def view(cls, raw: Any) -> Self:
        """See a JSON object as this model, without copying it.

        Raises:
            UnexpectedShape: `raw` is not an object.
        """
        require(raw, (dict,), cls.__name__)
        self = cls.__new__(cls)
        self.raw = raw
        return self

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.raw[key] = to_json(value)

    def __delitem__(self, key: str) -> None:
        del self.raw[key]

    def __contains__(self, key: object) -> bool:
        return key in self.raw

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.raw == other.raw

    def __copy__(self) -> Self:
        return self.view(self.raw.copy())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._shown())})"

    def __rich_repr__(self) -> Iterator[tuple[str, Shown]]:
        yield from self._shown()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def _shown(self) -> Iterator[tuple[str, Shown]]:
        for key, value in islice(self.raw.items(), MEMBERS_SHOWN):
            member = self._members.get(key)
            secret = member is not None and member.secret and value is not None
            yield member.name if member else repr(shown(key)), SECRET if secret else shown(value)
        if len(self.raw) > MEMBERS_SHOWN:
            yield "…", Shown(f"{len(self.raw) - MEMBERS_SHOWN} more")


M = TypeVar("M", bound=Model)
D = TypeVar("D")


class ModelList(MutableSequence[M]):
    """A JSON list of objects, `raw`, seen as a list of models. What is changed here changes there."""

    __slots__ = ("_model", "raw")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, raw: list[Any], model: type[M]) -> None:
        self.raw = raw
        self._model = model

    def __len__(self) -> int:
        return len(self.raw)

    @overload
    def __getitem__(self, index: int) -> M: ...
    @overload
    def __getitem__(self, index: slice) -> ModelList[M]: ...
    def __getitem__(self, index: int | slice) -> M | ModelList[M]:
        if isinstance(index, slice):
            return ModelList(self.raw[index], self._model)
        return self._model.view(self.raw[index])

    def __iter__(self) -> Iterator[M]:
        return map(self._model.view, self.raw)

    @overload
    def __setitem__(self, index: int, value: M) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[M]) -> None: ...
    def __setitem__(self, index: int | slice, value: M | Iterable[M]) -> None:
        self.raw[index] = to_json(value)

    def __delitem__(self, index: int | slice) -> None:
        del self.raw[index]

    def insert(self, index: int, value: M) -> None:
        self.raw.insert(index, to_json(value))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ModelList | list):
            return NotImplemented
        return bool(self.raw == to_json(other))

    def __copy__(self) -> ModelList[M]:
        return self[:]

    def __repr__(self) -> str:
        return f"<ModelList of {len(self)} {self._model.__name__}>"


class ModelMap(MutableMapping[str, M]):
    """A JSON object whose members are all of one model, `raw`, seen as a dict.

    What is changed here changes there.
    JSON keys are text; a number as key stands for its digits: `owners[12]` is `owners["12"]`.
    """

    __slots__ = ("_model", "raw")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, raw: dict[str, Any], model: type[M]) -> None:
        self.raw = raw
        self._model = model

    def __len__(self) -> int:
        return len(self.raw)

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __getitem__(self, key: str | int) -> M:
        return self._model.view(self.raw[_text(key)])

    def __setitem__(self, key: str | int, value: M) -> None:
        self.raw[_text(key)] = to_json(value)

    def __delitem__(self, key: str | int) -> None:
        del self.raw[_text(key)]

    def __contains__(self, key: object) -> bool:
        return _text(key) in self.raw

    @overload
    def get(self, key: str | int, default: None = None, /) -> M | None: ...
    @overload
    def get(self, key: str | int, default: M | D, /) -> M | D: ...
    def get(self, key: str | int, default: Any = None, /) -> Any:
        return self[key] if key in self else default  # noqa: SIM401

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ModelMap | dict):
            return NotImplemented
        return bool(self.raw == to_json(other))

    def __copy__(self) -> ModelMap[M]:
        return ModelMap(self.raw.copy(), self._model)

    def __repr__(self) -> str:
        return f"<ModelMap of {len(self)} {self._model.__name__}>"


R = TypeVar("R")
W = TypeVar("W")
T = TypeVar("T")

_JSON_TYPES: Final[dict[type, type]] = {Model: dict, ModelList: list, ModelMap: dict}


class Member(Generic[R, W]):
    """A documented member: read as R, set as W.

    `types` are those that it may have in JSON, none for any; or, for a member made of the model `of`, how it is
    seen: as Model, ModelList or ModelMap. Where it is absent or null it reads as None, if it is not `required`.
    """

    __slots__ = ("_home", "_of", "_type", "_types", "_view", "key", "name", "required", "secret")

    def __init__(self, key: str, *types: type, of: str = "", required: bool = False, secret: bool = False) -> None:
        self.key = key
        self.name = key
        self.required = required
        self.secret = secret
        self._types = tuple(_JSON_TYPES.get(type_, type_) for type_ in types)
        self._type = self._types[0] if self._types else object
        self._view: Callable[[Any], Any] | None = None
        self._of = (types[0], of) if of else None
        self._home = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self._home = owner.__module__.rpartition(".")[0]

    @overload
    def __get__(self, model: None, owner: type, /) -> Self: ...
    @overload
    def __get__(self, model: Model, owner: type, /) -> R: ...
    def __get__(self, model: Model | None, owner: type, /) -> Self | R:
        if model is None:
            return self
        value = model.raw.get(self.key)
        if value.__class__ is not self._type:
            if value is None and not self.required:
                return cast("R", None)
            self._check(value, model)
        if self._of is None:
            return cast("R", value)
        return cast("R", (self._view or self._find_view())(value))

    def __set__(self, model: Model, value: W, /) -> None:
        model.raw[self.key] = to_json(value)

    def __delete__(self, model: Model, /) -> None:
        try:
            del model.raw[self.key]
        except KeyError:
            raise AttributeError(f"{type(model).__name__} has no {self.key!r}") from None

    def _check(self, value: Any, model: Model) -> None:
        if self._types and not fits(value, self._types):
            got = name_of(value) if self.key in model.raw else "nothing"
            raise unexpected(f"{type(model).__name__}.{self.name}", self._types, got)

    def _find_view(self) -> Callable[[Any], Any]:
        kind, name = cast("tuple[Any, str]", self._of)
        model: type[Model] = getattr(import_module(self._home), name)
        self._view = model.view if kind is Model else lambda raw: kind(raw, model)
        return self._view


Field: TypeAlias = Member[T, T]
OptField: TypeAlias = Member[T | None, T | None]
ListField: TypeAlias = Member[ModelList[M], Iterable[M]]
OptListField: TypeAlias = Member[ModelList[M] | None, Iterable[M] | None]
MapField: TypeAlias = Member[ModelMap[M], Mapping[str, M]]
OptMapField: TypeAlias = Member[ModelMap[M] | None, Mapping[str, M] | None]


def to_json(value: Any) -> Any:
    """Return `value` as JSON: models as what they view, any mapping as dict, any other iterable as list.

    Raises:
        TypeError: UNSET is in it.
    """
    if isinstance(value, str | bytes | bytearray):
        return value
    if value is UNSET:
        raise TypeError("UNSET is no JSON value: leave the member out, or delete it")
    if isinstance(value, Model | ModelList | ModelMap):
        return cast("Any", value).raw
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, Iterable):
        return [to_json(item) for item in cast("Any", value)]
    return value


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not UNSET, as JSON."""
    return {key: to_json(value) for key, value in members.items() if value is not UNSET}


def _text(key: object) -> Any:
    return str(key) if isinstance(key, int) else key
