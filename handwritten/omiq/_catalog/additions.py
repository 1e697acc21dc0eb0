"""Operations of overlays, callable without generated code: what the generator would write of one, carried out."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from omiq_generated.types import (
    UNSET,
    Call,
    Operation,
    Parameter,
    as_is,
    fill,
    given,
    list_of,
    map_of,
    or_none,
    to_json,
    typed,
)

from .document import built_in, name_of

_TYPES: Final = {each.__name__: each for each in (dict, list, str, int, float, bool)}


class Addition:
    """An operation of an overlay, of what the generator is fed of it: its 200 answer."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self._said: Mapping[str, Any] = answer["x-omiq"]
        self._schema: Mapping[str, Any] = answer["content"]["application/json"]["schema"]
        self.operation = Operation(
            **self._said["operation"],
            sources=tuple(self._said["sources"]),
            parameters=tuple(
                Parameter(each["key"], each["name"], each["place"], not each["optional"]) for each in self._arguments
            ),
        )

    def call(self, /, **arguments: Any) -> Call[Any]:
        """Make a call, with the arguments that a generated method would take; all that are required are there."""
        values = {each["name"]: arguments.get(each["name"], _default(each)) for each in self._arguments}
        return Call(
            self.operation,
            fill(self.operation.path, **self._in("path", values)),
            self._reader(),
            query=given(self._in("query", values)),
            json=self._body(values),
        )

    @property
    def _arguments(self) -> list[Mapping[str, Any]]:
        arguments: list[Mapping[str, Any]] = self._said["arguments"]
        return arguments

    def _in(self, place: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {each["key"]: values[each["name"]] for each in self._arguments if each["place"] == place}

    def _body(self, values: Mapping[str, Any]) -> Any:
        body: Mapping[str, Any] = self._said["body"]
        if "whole" in body:
            return to_json(values[body["whole"]])
        return given({key: values[name] for key, name in body["members"].items()}) if body else UNSET

    def _reader(self) -> Callable[[Any], Any]:
        """Return what reads an answer: as views where it is of a built-in schema, else as the JSON that it is."""
        answer = self._said["answer"]
        types = [_TYPES[name] for name in answer["shapes"]]
        read = _view_of(answer["kind"], self._schema) or (typed(*types) if types else as_is)
        return or_none(read) if answer["nullable"] else read


def answers_of(projected: Mapping[str, Any], ids: Iterable[str]) -> dict[str, Any]:
    """Return the 200 answers of operations, by their ids, of the document that the generator is fed."""
    operations = {each["operationId"]: each for item in projected["paths"].values() for each in item.values()}
    return {id: operations[id]["responses"]["200"] for id in ids}


def _default(argument: Mapping[str, Any]) -> Any:
    code: str = argument["default"]
    return UNSET if code == "UNSET" else literal_eval(code)


def _view_of(kind: str, schema: Mapping[str, Any]) -> Callable[[Any], Any] | None:
    """Return what reads an answer as views of a built-in schema, None where it is of none."""
    name = name_of(schema.get("items", schema))
    if kind == "plain" or name not in built_in().schemas:
        return None
    from omiq_generated import models

    model = getattr(models, name)
    views: dict[str, Callable[[Any], Any]] = {"model": model.view, "list": list_of(model), "map": map_of(model)}
    return views[kind]
