"""Nothing of a recording's values gets into what is learned from it."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from omiq._learning.recordings import read
from omiq._recording.exchange import line_of
from tests.support.har import entry, written
from tests.support.sentinels import SENTINELS, found_in

SENTINEL = st.sampled_from(list(SENTINELS.values()))
NAMES = st.sampled_from(["id", "name", "files", "metadata", "owners", "createdBy", "val", "longOpId"]) | SENTINEL
VALUES = st.recursive(
    SENTINEL | st.none() | st.just(918273645546372) | st.sampled_from([7, 0.5, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
SEGMENTS = st.lists(st.sampled_from(["projects", "longops", "things"]) | SENTINEL, min_size=1, max_size=4)


def packed(value: Any, how: str) -> dict[str, Any]:
    """Return the content of an answer as browsers and proxies keep it."""
    text = json.dumps(value)
    if how == "text":
        return {"size": len(text), "mimeType": "application/json", "text": text}
    data = gzip.compress(text.encode()) if how == "gzip" else text.encode()
    return {"size": 1, "mimeType": "application/json", "text": b64encode(data).decode(), "encoding": "base64"}


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an entry with sentinels wherever an entry has room for one."""
    path = "".join(f"/{quote(segment, safe='')}" for segment in draw(SEGMENTS))
    query = urlencode(draw(st.lists(st.tuples(NAMES, SENTINEL | st.just("7")), max_size=3)))
    left = draw(SENTINEL)
    named = [{"name": left, "value": left}]
    return entry(
        draw(st.sampled_from(["GET", "POST", left])),
        f"{path}?{query}",
        status=draw(st.sampled_from([200, 201, 304, 404, 0])),
        request={
            "headers": [*named, {"name": "authorization", "value": f"Bearer {SENTINELS['token']}"}],
            "cookies": named,
            "queryString": named,
            "postData": draw(st.sampled_from([None, {"mimeType": "", "params": named}]))
            or {"mimeType": "application/json", "text": json.dumps(draw(VALUES))},
            "comment": left,
        },
        response={
            "headers": named,
            "cookies": named,
            "redirectURL": left,
            "content": {**packed(draw(VALUES), draw(st.sampled_from(["text", "base64", "gzip"]))), "comment": left},
        },
        comment=left,
        startedDateTime=left,
        pageref=left,
    )


@given(st.lists(entries(), min_size=1, max_size=4))
def test_no_sentinel_of_a_har_file_is_read(drawn: list[dict[str, Any]]) -> None:
    """They stand as values, in lists, paths, queries, keys, headers, cookies, forms, comments and packed bodies."""
    with TemporaryDirectory() as folder:
        found = read(written(Path(folder) / "a.har", entry("GET", "/user", answer={}), *drawn))
    text = "".join(line_of(each).decode() for each in found.exchanges)
    assert found_in(f"{found!r} {found.exchanges} {found.words} {found.unread} {text}") == []
