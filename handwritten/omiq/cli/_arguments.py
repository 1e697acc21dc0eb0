"""The arguments of an operation as options of a command: their texts, and the JSON values that these stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ._failures import USAGE, Failure
from ._fields import is_integer, number
from ._inputs import Inputs

if TYPE_CHECKING:
    from .._catalog.entries import Argument

_BOOLEANS = {"true": True, "false": False}
_PYTHON = {"array": list, "object": dict}
_METAVARS = {"boolean": "true|false", "array": "JSON", "object": "JSON", "string": "TEXT"}


def options_of(arguments: Sequence[Argument]) -> list[click.Parameter]:
    """Return an option for each argument. A boolean without a value is true."""
    return [_option(argument) for argument in arguments]


def _option(argument: Argument) -> click.Option:
    alone: dict[str, Any] = {"is_flag": False, "flag_value": "true"} if argument.types == ("boolean",) else {}
    needed = "  [required]" if argument.parameter.required else ""
    return click.Option(
        [argument.option, argument.parameter.argument], metavar=metavar(argument), help=argument.help + needed, **alone
    )


def metavar(argument: Argument) -> str:
    """Return the word that stands for its value in the help."""
    return _METAVARS.get(argument.types[0], argument.types[0].upper())


def values_of(arguments: Sequence[Argument], texts: Mapping[str, str | None], command: str) -> dict[str, Any]:
    """Return the values of those arguments that are given; raise Failure where one is wrong or required ones lack."""
    given = {name: text for name, text in texts.items() if text is not None}
    missing = [each.option for each in arguments if each.parameter.required and each.parameter.argument not in given]
    if missing:
        raise Failure(f"{', '.join(missing)} must be given.", f"Try `{command} --help`.", USAGE)
    inputs = Inputs()
    return {
        each.parameter.argument: _value(each, given[each.parameter.argument], inputs)
        for each in arguments
        if each.parameter.argument in given
    }


def _value(argument: Argument, text: str, inputs: Inputs) -> Any:
    types = argument.types
    if "null" in types and text == "null":
        return None
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    if "integer" in types and is_integer(text):
        return number(text)
    if "string" in types:
        return text
    if "array" in types or "object" in types:
        return _document(argument, text, inputs)
    raise Failure(f"{argument.option} takes {_KINDS.get(types[0], argument.kind)}, not {text[:60]!r}.", "", USAGE)


_KINDS = {"integer": "a whole number", "boolean": "true or false"}


def _document(argument: Argument, text: str, inputs: Inputs) -> Any:
    from .._json import decode

    source = text[1:] if text.startswith("@") else None
    try:
        value = decode(text.encode() if source is None else inputs.data(source))
    except ValueError as wrong:
        raise Failure(f"{argument.option} is not JSON: {wrong}.", "Write JSON in quotes, or @FILE.", USAGE) from None
    if not isinstance(value, tuple(_PYTHON[kind] for kind in argument.types if kind in _PYTHON)):
        raise Failure(f"{argument.option} takes a JSON {argument.kind}, not {text[:60]!r}.", "", USAGE)
    return value
