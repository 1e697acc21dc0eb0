"""Shapes are copied, never values: what a recording holds of anybody is in no file that learning writes."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from omiq._catalog.document import built_in
from omiq._learning.draft import learn
from omiq._learning.placing import catalog_at, put
from omiq._learning.recordings import read
from tests.learning.drafts import SOURCE
from tests.support.har import entry, written
from tests.support.sentinels import SENTINELS, found_in

SPEC = Path(__file__).parents[2] / "spec"
WORD = "sentinelova"  # somebody's name that looks like a word of the API, and is a value too

SENTINEL = st.sampled_from([*SENTINELS.values(), WORD])
NAMES = st.sampled_from(["id", "name", "parentId", "token", "url", "files", "metadata", "config"])
VALUES = st.recursive(
    SENTINEL | st.none() | st.booleans() | st.just(918273645546372),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | SENTINEL, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(NAMES | SENTINEL, VALUES, min_size=1, max_size=4)
SEGMENTS = st.lists(st.sampled_from(["things", "datasets", "search"]) | SENTINEL, max_size=3)
QUERIES = st.lists(st.tuples(NAMES | SENTINEL, SENTINEL), max_size=2)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a call with sentinels in its path, query, body, answer and headers."""
    path = "".join(f"/{quote(segment, safe='')}" for segment in ["things", *draw(SEGMENTS)])
    method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
    more: dict[str, Any] = {} if method == "GET" else {"body": draw(OBJECTS)}
    more["request"] = {"headers": [{"name": "authorization", "value": f"Bearer {SENTINELS['token']}"}]}
    answer = draw(OBJECTS) | {"owner": WORD}
    return entry(method, f"{path}?{urlencode(draw(QUERIES))}".rstrip("?"), answer=answer, **more)


def leaks(text: str) -> list[str]:
    return found_in(text) + [each for each in (WORD, "entinel") if each in text]


@given(st.lists(entries(), min_size=1, max_size=4))
def test_no_value_is_in_the_draft(recorded: list[dict[str, Any]]) -> None:
    """Neither as it is, nor URL-encoded, nor in base64: not from paths, queries, bodies, answers, keys or headers."""
    with TemporaryDirectory() as folder:
        recording = read(written(Path(folder, "a.har"), *recorded))
    assert leaks(learn([recording], built_in(), SOURCE).as_overlay()) == []


@settings(max_examples=5)
@given(st.lists(entries(), min_size=1, max_size=4))
def test_no_value_is_in_the_files_of_a_catalog_and_all_keep_the_rules(recorded: list[dict[str, Any]]) -> None:
    """Whatever was recorded, what comes of it is a catalog."""
    with TemporaryDirectory() as folder:
        spec = Path(shutil.copytree(SPEC, Path(folder, "spec")))
        recording = read(written(Path(folder, "a.har"), *recorded))
        for path in put(learn([recording], catalog_at(spec), SOURCE), spec):
            assert leaks(path.read_text(encoding="utf-8")) == []
