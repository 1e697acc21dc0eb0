"""JSON that comes back as it went: integers of any length, `1.0` apart from `1`, key order, `1E400`.

msgspec does the work. What it refuses though it is JSON (a number that no float can hold, half a surrogate
pair) goes through the standard library. Floats are IEEE doubles, as in every JSON that OMIQ writes.
"""

from __future__ import annotations

import json
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from omiq_generated.types import Model, ModelList, ModelMap

if TYPE_CHECKING:
    from decimal import Decimal

_VIEWS = (Model, ModelList, ModelMap)


def decode(data: bytes) -> Any:
    """Return the value of a JSON text; raise ValueError where it is not JSON."""
    try:
        try:
            return _decoder().decode(data)
        except ValueError:
            return json.loads(data, parse_float=_float_or_decimal, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None


def encode(value: Any) -> bytes:
    """Return the JSON text of a value, views of models included; raise ValueError or TypeError with the place."""
    try:
        try:
            data: bytes = _encoder().encode(value)
        except UnicodeEncodeError:
            data = _written(value).encode()
        if b"null" in data or b"NaN" in data or b"Infinity" in data:
            _refuse_non_finite(value, "")
    except RecursionError:
        raise ValueError("the value holds itself or is nested too deeply") from None
    return data


@cache
def _decoder() -> Any:
    import msgspec

    return msgspec.json.Decoder()


@cache
def _encoder() -> Any:
    import msgspec

    return msgspec.json.Encoder(decimal_format="number", enc_hook=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, _VIEWS):
        return value.raw
    raise TypeError(f"a {type(value).__name__} cannot be written as JSON")


def _written(value: Any) -> str:
    """Write half a surrogate pair as an escape, which msgspec does not."""
    if isinstance(value, _VIEWS):
        value = value.raw
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(str(key))}:{_written(member)}' for key, member in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_written, value))}]"
    return str(value) if isinstance(value, _decimal()) else json.dumps(value)


@cache
def _decimal() -> type[Decimal]:
    from decimal import Decimal

    return Decimal


def _float_or_decimal(text: str) -> Any:
    number = float(text)
    return number if isfinite(number) else _decimal()(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _refuse_non_finite(value: Any, place: str) -> None:
    if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, _decimal()) and not value.is_finite()):
        raise ValueError(f"{value} at {place or 'the top'} cannot be written as JSON")
    if isinstance(value, _VIEWS):
        value = value.raw
    if isinstance(value, dict):
        for key, member in value.items():
            _refuse_non_finite(member, f"{place}/{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse_non_finite(item, f"{place}/{index}")
