"""Fields of a command line: what they make, that it comes back as it went, and that what is none is a Failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq._json import encode
from omiq.cli._failures import Failure
from omiq.cli._fields import nested, query_of, typed
from omiq.cli._inputs import Inputs

KEYS = st.text(min_size=1).filter(lambda key: not set("[]=") & set(key))
SCALARS = st.text() | st.booleans() | st.none() | st.integers()
OBJECTS = st.recursive(
    SCALARS | st.lists(SCALARS, min_size=1),
    lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=4),
    max_leaves=12,
)
ROUGH = st.text("ab[]=@1.", max_size=12)


def made(*texts: str, typed: tuple[str, ...] = ()) -> dict[str, Any]:
    return nested(texts, typed, Inputs())


def fields_of(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield the fields that make a value, and the values that they have."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from fields_of(member, f"{place}[{key}]" if place else key)
    elif isinstance(value, list):
        for item in value:
            yield f"{place}[]", item
    else:
        yield place, value


@given(st.dictionaries(KEYS, OBJECTS, max_size=4))
def test_objects_come_back_as_they_went(value: dict[str, Any]) -> None:
    """Whatever an object holds, but empty objects and lists in lists, can be written as fields."""
    pairs = list(fields_of(value, ""))
    texts = [f"{place}={item}" for place, item in pairs if isinstance(item, str)]
    rest = [f"{place}={written(item)}" for place, item in pairs if not isinstance(item, str)]
    assert sorted_lists(nested(texts, rest, Inputs())) == sorted_lists(value)


def written(item: bool | int | None) -> str:
    return "null" if item is None else str(item).lower()


def sorted_lists(value: Any) -> Any:
    """Return a value with the texts of lists before the rest: those of -f come first."""
    if isinstance(value, dict):
        return {key: sorted_lists(member) for key, member in value.items()}
    return sorted(value, key=lambda item: not isinstance(item, str)) if isinstance(value, list) else value


@given(st.lists(ROUGH, max_size=5), st.lists(ROUGH, max_size=5))
def test_any_words_make_an_object_or_a_failure(texts: list[str], typed: list[str]) -> None:
    with suppress(Failure):
        found = nested(texts, typed, Inputs())
        encode(found)
        query_of(found)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        (["a=1"], {"a": "1"}),
        (["a="], {"a": ""}),
        (["a=b=c"], {"a": "b=c"}),
        (["a[b]=1", "a[c]=2"], {"a": {"b": "1", "c": "2"}}),
        (["a[]=1", "a[]=2"], {"a": ["1", "2"]}),
        (["a[]"], {"a": []}),
        (["a[b][]"], {"a": {"b": []}}),
        (["a[]", "a[]=1"], {"a": ["1"]}),
        (["a[b][]=1", "a[b][]=2"], {"a": {"b": ["1", "2"]}}),
        (["a[][b]=1", "a[][c]=2", "a[][b]=3"], {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
        (["a[][b][]=1", "a[][b][]=2"], {"a": [{"b": ["1", "2"]}]}),
        (["a[][b][c]=1", "a[][b][c]=2"], {"a": [{"b": {"c": "1"}}, {"b": {"c": "2"}}]}),
        (["a b[c.d]=1"], {"a b": {"c.d": "1"}}),
    ],
)
def test_nesting(fields: list[str], value: dict[str, Any]) -> None:
    """It is that of `gh api`."""
    assert made(*fields) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("null", None),
        ("0", 0),
        ("-12", -12),
        ("1.10", Decimal("1.10")),
        ("1e400", Decimal("1e400")),
        ("007", "007"),
        ("1.", "1."),
        ("+1", "+1"),
        ("True", "True"),
        ("NaN", "NaN"),
        ("", ""),
        ("\u0661", "\u0661"),
    ],
)
def test_types(text: str, value: Any) -> None:
    """What JSON has no word for is a text."""
    found = typed(text, Inputs())
    assert (type(found), str(found)) == (type(value), str(value))


def test_depth_has_a_bound() -> None:
    with pytest.raises(Failure, match="keys"):
        made("a" + "[b]" * 5_000 + "=1")
