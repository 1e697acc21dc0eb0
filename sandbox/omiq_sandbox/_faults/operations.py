"""The names by which faults find their calls."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from pydantic_core import PydanticCustomError

_OURS = ("storage.get", "storage.put", "files.process", "*")
_INVENTED = "sandbox."


def known_operation(name: str) -> str:
    """Return the name, or raise PydanticCustomError with those that are nearest to it."""
    if name in _names() or name.startswith(_INVENTED):
        return name
    near = ", ".join(get_close_matches(name, _names())) or "none"
    raise PydanticCustomError(
        "unknown_operation", "There is no operation {name}; the nearest are: {near}", {"name": repr(name), "near": near}
    )


@cache
def _names() -> frozenset[str]:
    document = json.loads(files("omiq_sandbox").joinpath("openapi.json").read_bytes())
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [name for each in operations for name in (each["operationId"], each["x-omiq"]["method"])]
    return frozenset([*_OURS, *names])
