"""Describe the parameters of an operation, from the paths and queries that were seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from omiq_generator.names import python_name

from .templates import PathParameter, Seen
from .words import phrase
from .yaml_text import Flow, Noted

_ENOUGH: Final = 2  # requests, all with a parameter, that make it required
_ID: Final = {"type": "integer", "format": "int64"}
_NUMBERS: Final = frozenset({"id", "integer", "number"})


def parameters(seen: Seen, is_data: Callable[[str], bool]) -> tuple[list[dict[str, Any]], int]:
    """Return the parameters in the path and then those in the query, and how many of the query are left out.

    That are those whose names may be data, or are those of others in Python.
    """
    total = len(seen.exchanges)
    used = {python_name(each.name) for each in seen.parameters}
    requests, kinds, repeated = Counter[str](), dict[str, Counter[str]](), set[str]()
    for exchange in seen.exchanges:
        names = Counter(name for name, _ in exchange.query)
        requests.update(names.keys())
        repeated |= {name for name, count in names.items() if count > 1}
        for name, kind in exchange.query:
            kinds.setdefault(name, Counter())[kind] += 1
    found = [_in_path(each) for each in seen.parameters]
    for name in kinds:
        if not name.startswith("<") and not is_data(name) and (python := python_name(name)) not in used:
            used.add(python)
            found.append(_in_query(name, kinds[name], requests[name], total, is_list=name in repeated))
    return found, len(seen.parameters) + len(kinds) - len(found)


def _in_path(parameter: PathParameter) -> dict[str, Any]:
    name = parameter.name.rstrip("0123456789")
    what = "Id" if name.lower().endswith("id") else "Name"
    about = phrase((name.removesuffix("Id").removesuffix("Name"),))
    note = "review: made of words that varied or that also were values" if "<word>" in parameter.kinds else ""
    return {
        "name": Noted(parameter.name, note),
        "in": "path",
        "required": True,
        "schema": Flow(_type_in_path(parameter)),
        "description": f"{what} of the {about}.",
    }


def _type_in_path(parameter: PathParameter) -> Mapping[str, Any]:
    """Return the catalog's schema where what was seen is of it, else one of what was seen."""
    known, kinds = parameter.known, set(parameter.kinds)
    if known is not None and (kinds == {"<id>"} or "string" in known["type"]):
        return known
    if kinds == {"<id>"}:
        return _ID
    return {"type": ["integer", "string"] if "<id>" in kinds else "string"}


def _in_query(name: str, kinds: Counter[str], requests: int, total: int, *, is_list: bool) -> dict[str, Any]:
    schema = _type(kinds)
    is_required = requests == total and total >= _ENOUGH
    return {
        "name": Noted(name, f"in {requests} of {total}"),
        "in": "query",
        **({"required": True} if is_required else {}),
        "schema": Flow({"type": "array", "items": schema} if is_list else schema),
    }


def _type(kinds: Counter[str]) -> dict[str, Any]:
    if _NUMBERS.issuperset(kinds):
        return {"type": "number"} if "number" in kinds else _ID if "id" in kinds else {"type": "integer"}
    return {"type": "boolean"} if set(kinds) == {"boolean"} else {"type": "string"}
