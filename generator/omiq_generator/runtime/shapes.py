"""The types that JSON values have, and what they are called."""

from typing import Any, Final

from .errors import UnexpectedShape

_NAMES: Final[dict[type, str]] = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "an integer",
    float: "a number",
    type(None): "null",
}


def fits(value: object, types: tuple[type, ...]) -> bool:
    """Tell whether a value is of one of the types, where an integer is a number, and true is not an integer."""
    if isinstance(value, bool):
        return bool in types
    return isinstance(value, types) or (isinstance(value, int) and float in types)


def name_of(value: object) -> str:
    """Name the type of a value."""
    if type(value).__name__ == "Decimal":  # what a number becomes that no float can hold
        return "a number beyond floats"
    return next((name for type_, name in _NAMES.items() if isinstance(value, type_)), type(value).__name__)


def unexpected(where: str, types: tuple[type, ...], got: str) -> UnexpectedShape:
    """Make the error that says what was expected where, and what was found."""
    expected = " or ".join(_NAMES[type_] for type_ in types)
    return UnexpectedShape(f"{where}: expected {expected}, got {got}")


def require(value: Any, types: tuple[type, ...], where: str) -> None:
    """Raise UnexpectedShape where a value is of none of the types."""
    if not fits(value, types):
        raise unexpected(where, types, name_of(value))
