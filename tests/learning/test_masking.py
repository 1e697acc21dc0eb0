"""Masked JSON says what is of the API, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq._shapes import ID, is_member_name, is_word, masked
from tests.support.sentinels import SENTINELS, found_in

MEMBERS = ["id", "displayName", "fileIds", "metadata", "size", "token", "owners", "rawFileBlobId", "updatedAt", "f1Val"]
STAND_INS = ["<text>", "<id>", "<key>", "<id 1>", "<text 7>", "<token>", "<e-mail>"]
TEXTS = st.one_of(st.text(max_size=40), st.sampled_from([*SENTINELS.values(), *STAND_INS, *MEMBERS, "DATASET", "12"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(918273645546372), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=30,
)


@given(VALUES)
def test_masking_again_changes_nothing(value: Any) -> None:
    """What is masked is its own mask, so that whoever reads it may mask it once more."""
    assert masked(masked(value)) == masked(value)


@given(VALUES)
def test_no_sentinel_gets_through(value: Any) -> None:
    """No token, URL, address, name, file name or id is left, be it a value or a key."""
    assert found_in(json.dumps(masked(value))) == []


@given(VALUES)
def test_all_that_is_left_is_a_stand_in_or_a_member_name(value: Any) -> None:
    """Each text is one of the stand-ins, each number, too; each key is a name of the API or numbered."""
    check(masked(value))


def check(value: Any) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            assert is_member_name(key) or key.partition(" ")[0] in ("<text", "<id", "<key")
            check(member)
    elif isinstance(value, list):
        assert len({repr(item) for item in value}) == len(value)
        for item in value:
            check(item)
    else:
        assert value in (None, True, 0, ID, 0.5) or (value.startswith("<") and value.endswith(">"))


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"name": "Jane", "count": 7, "share": 0.25, "open": False, "at": None}, ["<text>", 0, 0.5, True, None]),
        ({"id": 271715923047819, "taskId": 3, "fileIds": [1, 2], "size": 4_000_000_000}, [ID, ID, [ID], 0]),
        ({"other": 271715923047819, "createdAt": 1_764_000_000_000_000}, [ID, 0]),
        ({"id": "17", "key": "271715923047819", "pages": "17"}, ["<id>", "<id>", "<text>"]),
        ({"at": "2026-11-20T12:00:00Z", "day": "2026-11-20"}, ["<date-time>", "<text>"]),
        (
            {"a": "https://example.org/x", "b": "https://example.org/x?Signature=abc&Expires=1"},
            ["<url>", "<signed-url>"],
        ),
        ({"a": "/files/x?X-Goog-Signature=abc"}, ["<signed-url>"]),
        ({"a": SENTINELS["uuid"], "b": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "c": SENTINELS["hex"]}, ["<key>"] * 3),
        ({"a": SENTINELS["token"], "b": SENTINELS["secret key"], "token": "x" * 42}, ["<token>"] * 3),
        ({"a": SENTINELS["e-mail"], "b": SENTINELS["file"]}, ["<e-mail>", "<text>"]),
        ({"a": [1, 2, None, 3, {"b": 1}, {"b": 2}]}, [[0, None, {"b": 0}]]),
        ({"a": []}, [[]]),
    ],
)
def test_stand_ins(value: dict[str, Any], shape: list[Any]) -> None:
    """Each kind of value has its stand-in; lists hold each shape once."""
    assert list(masked(value).values()) == shape
    assert list(masked(value)) == list(value)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"271715923047819": {"a": 1}, "271715923047820": {"a": 2}}, {"<id 1>": {"a": 0}}),
        ({"17": 1, "18": "x", SENTINELS["uuid"]: 1}, {"<id 1>": 0, "<id 2>": "<text>", "<key 1>": 0}),
        ({"Study": "A", "patient": "B"}, {"<text 1>": "<text>"}),
        ({"Study": "A", "patient": 7}, {"<text 1>": "<text>", "patient": 0}),
        ({"metadata": {"study": "A", "patient": None}}, {"metadata": {"<text 1>": "<text>", "<text 2>": None}}),
        ({"omiqMetadatas": {"17": {"study": "A"}}}, {"omiqMetadatas": {"<id 1>": {"<text 1>": "<text>"}}}),
        ({"": 1, "jane.sentinelova": 1, "Jane": 1}, {"<text 1>": 0}),
    ],
)
def test_keys_that_are_data(value: Any, shape: Any) -> None:
    """Ids and names as keys are numbered by kind; where one key is data and all values are alike, all keys are."""
    assert masked(value) == shape


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *((name, True) for name in ("id", "displayName", "f1Val", "addOrigRowIdx", "$ref", "_id", "isURL", "md5")),
        *(
            (name, False)
            for name in ("", "Study", "a b", "study-1", "cd4Cells20261120", "file.fcs", "é", "id\n", "x" * 41)
        ),
        *((name, False) for name in SENTINELS.values()),
    ],
)
def test_names_of_members(name: str, is_one: bool) -> None:
    """The API's names are camelCase words; with many digits in them they are ids."""
    assert is_member_name(name) is is_one


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("datasets_ops", True), ("listowners", True), ("jane-doe", False), ("a__b", False), ("_", False)],
)
def test_words_of_a_path(word: str, is_one: bool) -> None:
    """Segments are words as members have them, also with a low line between; a slug is somebody's name."""
    assert is_word(word) is is_one


def test_words_are_gathered() -> None:
    """Values that could be words elsewhere are told apart: themselves, users of e-mail addresses, stems of files."""
    words: set[str] = set()
    masked({"a": ["project", "jane@example.org", "sample.fcs", "Jane Doe", "271715923047819"]}, words)
    assert words == {"project", "jane", "sample"}


def test_depth_is_bounded() -> None:
    """What is nested beyond all sense is cut, and stays a mask of itself."""
    value: Any = 1
    for _ in range(5000):
        value = [{"a": value}]
    shape = masked(value)
    assert masked(shape) == shape
    assert len(json.dumps(shape)) < 2000


def test_a_long_list_takes_no_more_than_its_shapes() -> None:
    """A hundred thousand items of one shape are one."""
    assert masked([{"id": number, "name": f"Sample {number}"} for number in range(100_000)]) == [
        {"id": ID, "name": "<text>"}
    ]
