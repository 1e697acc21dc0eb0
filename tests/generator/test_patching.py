"""A JSON Merge Patch of a YAML file: members change, and every other letter stays."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from omiq_generator.patching import merged, patched

TEXT = """\
# The schemas of things.
Thing:
  description: >-
    A thing,
    which is told of   in two lines.

  x-omiq: {certainty: observed, sources: [letter]}  # the letter of May
  type: object
  required: [id, name]
  properties:
    id: {type: integer}
    name:
      type: string  # as shown
      description: Name.
    other:
      $ref: '#/components/schemas/Thing'

# The end.
Last:
  type: object
  required:
    - id
    - name
  properties: {id: {type: integer}, name: {type: string}}
"""

NAMES = st.text("abcxyz_-$ ", min_size=1, max_size=6).filter(lambda name: name == name.strip())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("ab:#-'\"{}[],&*!|>%@` \n\té", max_size=12)
    | st.sampled_from(["null", "1", "yes", "a: b"])
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
OBJECTS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


def differing(patch: dict[str, Any], text: str = TEXT) -> tuple[list[str], list[str]]:
    """Apply a patch, and return the lines that went and those that came."""
    old, new = text.split("\n"), patched(text, patch).split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_member_of_a_block_and_of_a_flow_is_replaced() -> None:
    """Comments beside it stay."""
    name = {"properties": {"name": {"type": ["string", "null"]}}}
    assert differing({"Thing": name}) == (
        ["      type: string  # as shown"],
        ["      type: [string, 'null']  # as shown"],
    )
    assert differing({"Thing": {"x-omiq": {"sources": ["letter", "drift-2026-11-28"]}}})[1] == [
        "  x-omiq: {certainty: observed, sources: [letter, drift-2026-11-28]}  # the letter of May"
    ]


def test_list_of_lines_becomes_one_line() -> None:
    assert "  required: [id]\n  properties: {id" in patched(TEXT, {"Last": {"required": ["id"]}})


def test_new_member_goes_behind_the_last_one() -> None:
    """Not behind the empty line and the comment that belong to what follows."""
    new = {"type": "integer", "x-omiq": {"certainty": "observed", "sources": ["letter"]}}
    text = patched(TEXT, {"Thing": {"properties": {"size": new, "more": {"type": "string"}}}})
    assert (
        """\
      $ref: '#/components/schemas/Thing'
    size:
      type: integer
      x-omiq: {certainty: observed, sources: [letter]}
    more: {type: string}

# The end.
"""
        in text
    )
    assert "name: {type: string}, size: {type: integer}}" in patched(
        TEXT, {"Last": {"properties": {"size": {"type": "integer"}}}}
    )


def test_member_is_taken_out() -> None:
    """With its line; what takes its place goes where it was."""
    assert differing({"Thing": {"required": None}}) == (["  required: [id, name]"], [])
    assert "properties: {name: {type: string}}" in patched(TEXT, {"Last": {"properties": {"id": None}}})
    assert "properties: {id: {type: integer}}" in patched(TEXT, {"Last": {"properties": {"name": None}}})
    other = {"$ref": None, "anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]}
    assert differing({"Thing": {"properties": {"other": other}}}) == (
        ["      $ref: '#/components/schemas/Thing'"],
        ["      anyOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]"],
    )


def test_empty_patch_changes_nothing() -> None:
    assert patched(TEXT, {}) == TEXT
    assert patched(TEXT, {"Thing": {"properties": {}}}) == TEXT


def test_ends_of_lines_stay() -> None:
    crlf = TEXT.replace("\n", "\r\n")
    patch = {"Thing": {"required": ["id"]}}
    assert patched(crlf, patch) == patched(TEXT, patch).replace("\n", "\r\n")


def test_file_without_a_last_line_feed() -> None:
    assert patched("a: 1", {"b": 2}) == "a: 1\nb: 2"


@pytest.mark.parametrize("text", ["- a\n", "a: &b {c: 1}\nd: *b\n"])
def test_form_that_cannot_be_edited_is_refused(text: str) -> None:
    """Rather than that anything else changes."""
    with pytest.raises(ValueError, match="cannot be edited"):
        patched(text, {"a": {"c": 2}, "d": {"e": 1}})


def read_back(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return None


@given(document=OBJECTS, patch=OBJECTS, flow=st.booleans())
def test_any_file_says_what_the_patch_says_of_it(
    *, document: dict[str, Any], patch: dict[str, Any], flow: bool
) -> None:
    """Whether its objects are written in lines or in braces; what the patch does not name is as it was."""
    yaml, stream = YAML(typ="safe", pure=True), StringIO()
    yaml.default_flow_style = flow
    yaml.dump(document, stream)
    text = stream.getvalue()
    assume(read_back(text) == document)  # the writer has mistakes of its own
    assert read_back(patched(text, patch)) == merged(document, patch)
