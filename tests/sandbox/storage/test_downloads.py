"""What the storage answers to GET and HEAD: whole, in part, or nothing new."""

from __future__ import annotations

import hashlib
import sqlite3
from base64 import b64encode
from email.message import Message
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq_sandbox
from omiq_sandbox._state import digests
from omiq_sandbox._storage.fields import content_disposition
from omiq_sandbox._storage.ranges import Span, Unsatisfiable, asked_span

from .conftest import BYTES, Object

SIZE = len(BYTES)


def test_whole_object_comes_with_its_digest(stored: Object) -> None:
    """Length, ETag, date and the digest of the whole come along."""
    answer = httpx.get(stored.url)
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(hashlib.sha256(BYTES).digest()).decode()}:"
    assert answer.headers["etag"] == f'"{hashlib.sha256(BYTES).hexdigest()}"'
    assert answer.headers["last-modified"].endswith("GMT")


def test_head_tells_what_get_would(stored: Object) -> None:
    """HEAD has the headers of GET, and no body."""
    head, whole = httpx.head(stored.url), httpx.get(stored.url)
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000000-", 1_000_000, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        ("bytes=5-99999999", 5, SIZE),
        ("bytes=-99999999", 0, SIZE),
    ],
)
def test_range_comes_alone(stored: Object, asked: str, start: int, end: int) -> None:
    """A single range is answered with just its bytes, and the digest is still that of the whole."""
    answer = httpx.get(stored.url, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, BYTES[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["repr-digest"] == httpx.head(stored.url).headers["repr-digest"]


@pytest.mark.parametrize(
    "asked", ["bytes=1-2,4-5", "bytes=9-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=²-3", f"bytes=0-{'9' * 5000}"]
)
def test_range_that_says_nothing_is_ignored(stored: Object, asked: str) -> None:
    """Several ranges, another unit or nonsense: the whole object comes."""
    answer = httpx.get(stored.url, headers={b"Range": asked.encode()})
    assert (answer.status_code, answer.content) == (200, BYTES)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0"])
def test_range_beyond_the_end_is_refused(stored: Object, asked: str) -> None:
    """The refusal tells the size."""
    answer = httpx.get(stored.url, headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"], answer.content) == (416, f"bytes */{SIZE}", b"")


def test_if_range_gives_the_rest_of_the_same_bytes_alone(stored: Object) -> None:
    """With this object's ETag the range counts; with any other, or a date, the whole comes."""
    head = httpx.head(stored.url).headers
    for condition, status in [
        (head["etag"], 206),
        ('"another"', 200),
        (f"W/{head['etag']}", 200),
        (head["last-modified"], 200),
    ]:
        answer = httpx.get(stored.url, headers={"Range": "bytes=10-", "If-Range": condition})
        assert (answer.status_code, len(answer.content)) == (status, SIZE if status == 200 else SIZE - 10)


def test_conditions_on_the_etag_hold(stored: Object) -> None:
    """If-None-Match answers 304 to who has the bytes, If-Match 412 to who means others."""
    tag = httpx.head(stored.url).headers["etag"]

    def status(**condition: str) -> int:
        return httpx.get(stored.url, headers={k.replace("_", "-"): v for k, v in condition.items()}).status_code

    assert status(if_none_match=tag) == status(if_none_match=f'"x", W/{tag}') == status(if_none_match="*") == 304
    assert status(if_none_match='"x"') == status(if_match=tag) == status(if_match="*") == 200
    assert status(if_match='"x"') == status(if_match=f"W/{tag}") == 412


def test_object_that_is_gone_is_not_found(sandbox: omiq_sandbox.Server, stored: Object) -> None:
    """A good signature for a removed object, or for what cannot be one, leads nowhere."""
    state = sandbox._sandbox
    state.blobs.remove(stored.name)
    assert httpx.get(stored.url).status_code == 404
    for name in ("nothing", "..", "sandbox.sqlite3"):
        signed = state.signatures.sign("GET", f"blobs/{name}", state.clock.now() + 60)
        assert httpx.get(sandbox.storage_url + signed.replace("..", "%2e%2e")).status_code == 404


def test_object_that_goes_while_it_is_opened_comes_whole(
    sandbox: omiq_sandbox.Server, stored: Object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it is open, its bytes are there to be hashed and sent."""
    digest_of = digests.digest_of

    def remove_first(db: sqlite3.Connection, blob: str) -> bytes | None:
        sandbox._sandbox.blobs.remove(blob)
        return digest_of(db, blob)

    monkeypatch.setattr(digests, "digest_of", remove_first)
    answer = httpx.get(stored.url)
    assert (answer.status_code, answer.content) == (200, BYTES)


def test_empty_object_comes_whole(sandbox: omiq_sandbox.Server) -> None:
    """No bytes are an object too, of which no range can be had."""
    state = sandbox._sandbox
    part = state.blobs.new_path()
    part.touch()
    url = state.download_url(state.blobs.keep(part), "empty.csv")
    assert (httpx.get(url).status_code, httpx.get(url).content) == (200, b"")
    assert httpx.get(url, headers={"Range": "bytes=0-"}).status_code == 416


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_every_range_is_that_of_a_slice(size: int, first: int, last: int) -> None:
    """`a-b`, `a-` and `-n` stand for the slices that Python takes, and never for an empty one."""
    numbers = list(range(size))
    wanted = {
        f"bytes={first}-": numbers[first:],
        f"bytes=-{last}": numbers[-last:] if last else [],
    }
    if first <= last:
        wanted[f"bytes={first}-{last}"] = numbers[first : last + 1]
    for header, slice_ in wanted.items():
        if not slice_:
            with pytest.raises(Unsatisfiable):
                asked_span(header, size)
        else:
            assert asked_span(header, size) == Span(slice_[0], slice_[-1] + 1)


@given(st.text())
def test_every_file_name_fits_into_a_header(name: str) -> None:
    """Any name is plain ASCII in the header, breaks out of nothing, and comes back as it was (RFC 6266)."""
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    plain = message.get_param("filename", header="Content-Disposition")
    assert header.count('"') == 2
    assert plain is not None
    assert unquote(header.rpartition("''")[2]) == name.encode(errors="replace").decode()
