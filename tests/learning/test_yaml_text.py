"""YAML that reads as what was written, in the catalog's style."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from omiq._learning.yaml_text import Flow, Noted, lines, plain
from omiq_generator import yaml_file

TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" ")).map(lambda text: " ".join(text.split()))
WORDS = st.sampled_from(
    ["true", "no", "null", "1", "1e5", "- a", "a: b", "a #b", "'", '"', "", "~", "#/a/b", "{a}", "x" * 130]
)
SCALARS = TEXTS | WORDS | st.booleans()
KEYS = TEXTS | WORDS
FLOW = st.dictionaries(KEYS, SCALARS | st.lists(SCALARS), max_size=3).map(Flow)


def blocks(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    noted = st.builds(Noted, inner, st.text("ab c;#: ").map(str.strip))
    objects = st.dictionaries(KEYS, inner | noted, max_size=3)
    return objects | st.lists(st.dictionaries(KEYS, inner | noted, min_size=1, max_size=2), min_size=1, max_size=3)


@given(st.dictionaries(KEYS, st.recursive(SCALARS | st.lists(SCALARS) | FLOW, blocks, max_leaves=8), min_size=1))
def test_what_is_written_is_what_is_read(value: dict[str, Any]) -> None:
    """Whatever texts are in it, with comments or without."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.yaml")
        path.write_text("\n".join(lines(value)) + "\n", encoding="utf-8")
        read = yaml_file.read(path)
    assert read.findings == []
    assert read.value == plain(value)


def test_style_is_that_of_the_catalog() -> None:
    value = {
        "/a/{b}": {"get": Noted({"tags": ["a"], "200": {"$ref": "#/a"}}, "seen once")},
        "list": [{"name": Noted("a", "in 1 of 2"), "schema": Flow({"type": "integer"})}],
    }
    assert (
        "\n".join(lines(value))
        == """\
/a/{b}:
  get:  # seen once
    tags: [a]
    '200':
      $ref: '#/a'
list:
  - name: a  # in 1 of 2
    schema: {type: integer}"""
    )
