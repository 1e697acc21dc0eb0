"""Parameters of the path and the query, typed as the catalog says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._refusals import Refusal
from .contract import Operation

_GREATEST_ID = 2**63 - 1
_BOOLEANS = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}


def of_path(operation: Operation, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of a path. Raise Refusal: 404 for an id that nothing can have."""
    return {
        parameter.name: _id(parameter.name, texts[parameter.name])
        if parameter.type == "integer"
        else texts[parameter.name]
        for parameter in operation.path_parameters
    }


def of_query(operation: Operation, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of a query. Raise Refusal: 400 for a wrong, missing or unknown one."""
    found = {}
    known = {parameter.name for parameter in operation.query_parameters}
    for name in texts.keys() - known:
        raise Refusal(400, f"query.{name}: is not a parameter of {operation.name}")
    for parameter in operation.query_parameters:
        if parameter.name in texts:
            found[parameter.name] = _READERS[parameter.type](parameter.name, texts[parameter.name])
        elif parameter.required:
            raise Refusal(400, f"query.{parameter.name}: must be given")
    return found


def _id(name: str, text: str) -> int:
    number = _whole(text)
    if number is None or not 1 <= number <= _GREATEST_ID:
        raise Refusal(404, f"There is no {name.removesuffix('Id')} {text[:40]}")
    return number


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(_GREATEST_ID)) else None


def _integer(name: str, text: str) -> int:
    number = _whole(text)
    if number is None or not 0 <= number <= _GREATEST_ID:
        raise Refusal(400, f"query.{name}: must be a whole number, not below 0")
    return number


def _boolean(name: str, text: str) -> bool:
    if text not in _BOOLEANS:
        raise Refusal(400, f"query.{name}: must be true or false")
    return _BOOLEANS[text]


def _string(name: str, text: str) -> str:
    return text


_READERS: Mapping[str, Callable[[str, str], Any]] = {"integer": _integer, "boolean": _boolean, "string": _string}
