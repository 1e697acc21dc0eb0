"""Reading recordings: which calls are the API's, what they become, and what is left out."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import zlib
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq import ConfigurationError
from omiq._learning.har import TOO_DEEP
from omiq._learning.nesting import Shallow, TooDeep
from omiq._learning.recordings import read
from omiq._recording.exchange import Exchange, Recording, line_of
from omiq._shapes import ID
from omiq_generated.types import UNSET
from tests.support.har import entry, har, written

PROJECT = {"project": {"id": 5, "name": "Jane's"}}
MASKED = {"project": {"id": ID, "name": "<text>"}}

BROTLI = {"headers": [{"name": "content-encoding", "value": "br"}]}
FORM = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "Jane"}]}
ELSEWHERE = json.dumps(har(entry("GET", "https://x.example.org/a?token=Jane"))).encode()


def reading(folder: Path, *entries: Any, api_url: str | None = None) -> Recording:
    return read(written(folder / "a.har", *entries), api_url)


def content(text: str, **more: Any) -> dict[str, Any]:
    return {"content": {"size": len(text), "mimeType": "application/json", "text": text, **more}}


def test_a_call(tmp_path: Path) -> None:
    """Path, query, request and answer are there by their shape."""
    found = reading(
        tmp_path,
        entry(
            "POST", "/projects/271715923047819/things?limit=5&datasetId=271715923047819", body={"a": 1}, answer=PROJECT
        ),
    )
    query = (("limit", "integer"), ("datasetId", "id"))
    assert found.exchanges == [Exchange("POST", "/projects/<id>/things", query, 200, {"a": 0}, MASKED)]
    assert not found.unread


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/a/7/b", "/a/<id>/b", ()),
        ("/a/5e471e10-ab1e-4dad-8bad-decafc0ffee5", "/a/<key>", ()),
        ("/a/Jane%20Doe/file.fcs", "/a/<text>/<text>", ()),
        ("/datasets_ops/listowners", "/datasets_ops/listowners", ()),
        (
            "/a?on=true&off=False&n=-5&x=1.5&q=Jane&e=&id=7",
            "/a",
            ("boolean", "boolean", "integer", "number", "text", "text", "id"),
        ),
        ("/a?u=5e471e10-ab1e-4dad-8bad-decafc0ffee5&at=2026-11-20T12%3A00%3A00Z", "/a", ("text", "text")),
    ],
)
def test_paths_and_queries(target: str, path: str, query: tuple[str, ...], tmp_path: Path) -> None:
    """Segments are words or stand-ins, parameters have a kind."""
    found = reading(tmp_path, entry("GET", target, answer={})).exchanges[0]
    assert (found.path, tuple(kind for _, kind in found.query)) == (path, query)


def test_names_of_parameters_that_are_data(tmp_path: Path) -> None:
    """A parameter whose name is somebody's is one without a name."""
    assert reading(tmp_path, entry("GET", "/a?Jane=1", answer={})).exchanges[0].query == (("<text>", "integer"),)


def test_other_servers_are_left_out(tmp_path: Path) -> None:
    """Only the API's calls count: neither storage nor pages nor other APIs, nor what is sent ahead, nor logins."""
    found = reading(
        tmp_path,
        entry("GET", "/user", answer={"user": {}}),
        entry("OPTIONS", "/user"),
        entry("POST", "/auth/login", body={"email": "a", "token": "b"}, answer={"jwt": "c"}),
        entry("GET", "https://storage.example.org/bucket/file?Signature=x", answer={}),
        entry("GET", "https://app.omiq.ai/index.html"),
        entry("GET", "https://tracker.example.org/api/events", answer={}),
        entry("GET", "https://tracker.example.org/api/pages", answer={}),
        entry("GET", "data:text/plain,hello"),
    )
    assert [each.path for each in found.exchanges] == ["/user"]
    assert not found.unread


@pytest.mark.parametrize(
    ("urls", "base"),
    [
        (["https://x.example.org/api/user", "https://x.example.org/api/new"], "https://x.example.org/api"),
        (["https://a.example.org/api/new", "https://b.example.org/v/api/datasets"], "https://b.example.org/v/api"),
        (["https://a.example.org/api/new", "https://lab-api.omiq.ai/api/new"], "https://lab-api.omiq.ai/api"),
        (["https://a.example.org/api/new", "https://b.example.org/new"], "https://a.example.org/api"),
        (["https://API.omiq.ai:443/api/user"], "https://api.omiq.ai/api"),
        (["http://127.0.0.1:8080/api/new"], "http://127.0.0.1:8080/api"),
    ],
)
def test_server_is_found(urls: list[str], base: str, tmp_path: Path) -> None:
    """The API is where catalogued calls go, else OMIQ's host, else where JSON comes from below /api."""
    entries = [entry("GET", url, answer={}) for url in urls]
    assert reading(tmp_path, *entries).exchanges == reading(tmp_path, *entries, api_url=base).exchanges


def test_server_is_given(tmp_path: Path) -> None:
    """A name or a URL says which server is meant, whatever else was called."""
    entries = [entry("GET", "/user", answer={}), entry("GET", "https://lab-api.omiq.ai/api/new", answer={})]
    for api in ("lab", "https://lab.omiq.ai", "https://lab-api.omiq.ai/api"):
        assert [each.path for each in reading(tmp_path, *entries, api_url=api).exchanges] == ["/new"]


@pytest.mark.parametrize(
    ("result", "answer"), [({"project": {"id": 5}}, {"project": {"id": ID}}), ({"error": "no"}, UNSET), (None, UNSET)]
)
def test_long_operations(result: Any, answer: Any, tmp_path: Path) -> None:
    """The answer to a call that began a long operation is what a later poll says of it."""
    found = reading(
        tmp_path,
        entry("POST", "/projects/7/run", body={}, answer={"longOpId": 77}),
        entry("POST", "/projects/7/stop", body={}, answer={"longOpId": 78}),
        entry("GET", "/longops/77", answer={}),
        entry("GET", "/longops/77", answer={"val": result}, time=13),
    )
    assert found.exchanges[:2] == [
        Exchange("POST", "/projects/<id>/run", (), 200, {}, answer, long_operation=True),
        Exchange("POST", "/projects/<id>/stop", (), 200, {}, UNSET, long_operation=True),
    ]


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (json.dumps(PROJECT).encode(), ""),
        (codecs.BOM_UTF8 + json.dumps(PROJECT).encode(), ""),
        (json.dumps(PROJECT).encode(), "br"),
        (gzip.compress(json.dumps(PROJECT).encode(), mtime=0), "gzip"),
        (gzip.compress(json.dumps(PROJECT).encode(), mtime=0), ""),
        (zlib.compress(json.dumps(PROJECT).encode()), "deflate"),
        (zlib.compress(json.dumps(PROJECT).encode(), wbits=-15), "deflate"),
    ],
)
def test_base64_and_compressed_bodies(packed: bytes, coding: str, tmp_path: Path) -> None:
    """A body is unpacked where it is still packed."""
    more = content(b64encode(packed).decode(), encoding="base64")
    more["headers"] = [{"name": "Content-Encoding", "value": coding}] if coding else []
    found = reading(tmp_path, entry("GET", "/projects/5", response=more))
    assert (found.exchanges[0].answer, found.unread) == (MASKED, {})


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (content("GwA=", encoding="base64") | BROTLI, "an answer is compressed as br"),
        (content("AAAAA", encoding="base64"), "an answer has broken base64"),
        (content("x", encoding="rot13"), "an answer has an encoding other than base64"),
        (content('{"a": '), "an answer is no whole JSON"),
        (content("<html>", mimeType="text/html"), "an answer is not JSON"),
        (content("7", mimeType="text/plain"), "an answer is not JSON"),
        ({"content": {"size": 70000, "mimeType": "application/json"}}, "an answer was left out of the recording"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_read(more: Any, why: str, tmp_path: Path) -> None:
    """The call counts without its answer, and the recording says why."""
    found = reading(tmp_path, entry("GET", "/projects/5", response=more))
    assert found.exchanges == [Exchange("GET", "/projects/<id>", (), 200)]
    assert found.unread == {why: 1}


@pytest.mark.parametrize(
    ("posted", "request_", "unread"),
    [
        ({"mimeType": "application/json;charset=utf-8", "text": '{"a": "Jane"}'}, {"a": "<text>"}, {}),
        ({"mimeType": "", "text": '{"a": "Jane"}', "params": []}, {"a": "<text>"}, {}),
        ({"mimeType": "application/json", "text": ""}, UNSET, {}),
        (None, UNSET, {}),
        (FORM, UNSET, {"a request sent a form, not JSON": 1}),
        ({"mimeType": "multipart/form-data", "text": "--x"}, UNSET, {"a request is not JSON": 1}),
    ],
)  # fmt: skip
def test_requests(posted: Any, request_: Any, unread: Any, tmp_path: Path) -> None:
    """What was sent is read where it is JSON."""
    found = reading(tmp_path, entry("POST", "/projects", answer={}, request={"postData": posted}))
    assert (found.exchanges[0].request, found.unread) == (request_, unread)


def test_entries_that_are_no_calls(tmp_path: Path) -> None:
    """Failed requests, web sockets and entries of another form are counted; those twice in the file are taken once."""
    found = reading(
        tmp_path,
        entry("GET", "/user", answer={}),
        entry("GET", "/user", answer={}),
        entry("GET", "/user", status=304, response={"content": {"size": 12, "mimeType": ""}}),
        entry("GET", "/user", status=0),
        entry("GET", "wss://api.omiq.ai/api/live", status=101),
        entry("BREW", "/user"),
        {"request": {"url": 5}},
        ["no entry"],
    )
    assert [(each.status, each.answer) for each in found.exchanges] == [(200, {}), (304, UNSET)]
    assert found.unread == {
        "a request got no answer (failed, blocked or cancelled)": 1,
        "a web socket is no call": 1,
        "an entry is not as HAR describes it": 3,
    }


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    """All whole entries count, wherever the file ends."""
    entries = [entry("GET", f"/projects/{number}", answer=PROJECT) for number in range(1, 4)]
    text = json.dumps(har(*entries)).encode()
    first_end = text.index(b'"timings"')
    for end in range(first_end + 60, len(text) - 3, 97):
        (tmp_path / "cut.har").write_bytes(text[:end])
        found = read(tmp_path / "cut.har")
        assert {each.path for each in found.exchanges} == {"/projects/<id>"}
        assert list(found.unread.items()) == [("the file is cut off: what came after this is lost", 1)]


def test_a_file_that_is_broken_in_the_middle(tmp_path: Path) -> None:
    """What stands before the break counts."""
    text = json.dumps(har(*[entry("GET", f"/projects/{number}", answer={}) for number in range(1, 4)]))
    (tmp_path / "broken.har").write_text(text.replace("/projects/3", "/projects/3\x00"), "utf-8")
    found = read(tmp_path / "broken.har")
    assert len(found.exchanges) == 2
    assert list(found.unread.items()) == [("the file is broken: what came after this is lost", 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    """Recordings of both kinds are read in what editors and shells make of them."""
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    exchanges = reading(tmp_path, entry("GET", "/projects/5", answer={"a": "é"})).exchanges
    for text in ((tmp_path / "a.har").read_text("utf-8"), b"".join(map(line_of, exchanges)).decode()):
        (tmp_path / "b").write_bytes(mark + text.encode(encoding))
        assert read(tmp_path / "b").exchanges == exchanges


def test_lines_that_are_broken(tmp_path: Path) -> None:
    """A line that was cut short, or is no exchange, is counted; its neighbours are read, and masked once more."""
    kept = Exchange("GET", "/a/<id>", (("limit", "integer"),), 200, UNSET, {"a": "<text>"})
    edited = b'{"method":"GET","path":"/a/Jane","query":[["Jane","x"]],"status":200,"answer":{"a":"Jane"}}\n'
    lines = [line_of(kept), line_of(kept)[:20], b"\n", b"\n[]\n", b'{"method":"GET"}\n', edited]
    (tmp_path / "calls.jsonl").write_bytes(b"".join(lines))
    found = read(tmp_path / "calls.jsonl")
    assert found.exchanges == [kept, Exchange("GET", "/a/<text>", (("<text>", "text"),), 200, UNSET, {"a": "<text>"})]
    assert found.unread == {"a line is broken": 3}


@pytest.mark.parametrize(
    ("written_", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (gzip.compress(b"{}", mtime=0), "is compressed"),
        (b"PK\x03\x04...", "is compressed"),
        (b"<html>", "is not JSON at line 1, column 1. In the browser's developer tools"),
        (b'{"log":\n {"entries": [nothing]}}', "is not JSON at line 2, column 15"),
        (b'{"log": {"entries": [{"a": ', "is cut off before the end of its first entry"),
        (b"[1, 2]", "holds no entry of a HAR file"),
        (b'{"log": {"entries": []}}', "holds no entry of a HAR file"),
        (b'{"log": {"entries": [{"a": 1}]}}', "holds no call of an API of OMIQ: it holds no call"),
        (b'{"method": 5}', "holds no whole line of a recording"),
        (b"\xff\xfe\x00", "is cut off before the end of its first entry"),
        (b"\xff\xfe\x00\xd8\x00\xd8A\x00", "is not JSON"),
        (ELSEWHERE, "its calls went to x.example.org. Say by --server"),
    ],
)  # fmt: skip
def test_files_that_are_no_recordings(written_: bytes, words: str, tmp_path: Path) -> None:
    """The error has the path, what is wrong where, and what to do."""
    path = tmp_path / "recording"
    path.write_bytes(written_)
    with pytest.raises(ConfigurationError) as caught:
        read(path)
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize("name", ["missing", "."])
def test_files_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    """The error has the path, and what the system says."""
    with pytest.raises(ConfigurationError, match="cannot be read: "):
        read(tmp_path / name)


def test_server_that_was_not_called(tmp_path: Path) -> None:
    """The error names the server that was meant, and those that were called."""
    with pytest.raises(
        ConfigurationError, match=r"no call of https://lab-api.omiq.ai/api: its calls went to api.omiq.ai\."
    ):
        reading(tmp_path, entry("GET", "/user"), api_url="lab")


def test_a_recording_shows_no_words(tmp_path: Path) -> None:
    """Words that could be somebody's name are kept for comparison, and not shown."""
    found = reading(tmp_path, entry("GET", "/a", answer={"name": "sentinel"}))
    assert found.words == {"sentinel"}
    assert repr(found) == "<Recording of 1 exchanges, 0 unread>"


@given(st.binary(max_size=40).map(lambda text: text.replace(b"\x00", b'\\"[')), st.integers(1, 7))
def test_brackets_in_texts_are_not_nested(text: bytes, size: int) -> None:
    """However a text is escaped and wherever it is cut: it is read on as it is, and only what is outside counts."""
    value = json.dumps([text.decode("latin-1") * 9, "[" * 500, '\\"{' * 200, {"a": [[]]}]).encode()
    file = Shallow(io.BytesIO(value))
    assert b"".join(iter(lambda: file.read(size), b"")) == value


@pytest.mark.parametrize("size", [7, 1 << 20])
@pytest.mark.parametrize("text", ["[" * 200, "[" * 200 + "]" * 200, '{"a":' * 200, '{"\\\\":[' * 120 + "]}" * 120])
def test_file_that_is_nested_too_deep(text: str, size: int) -> None:
    """It is given up before its reader runs out of memory."""
    file = Shallow(io.BytesIO(text.encode()))
    with pytest.raises(TooDeep):
        list(iter(lambda: file.read(size), b""))


def test_what_comes_before_a_nested_part_is_read(tmp_path: Path) -> None:
    """A file of 400 kB that is nested 200,000 deep ends in a moment."""
    path = written(tmp_path / "a.har", entry("GET", "/datasets", answer={}), entry("GET", "/a", filler="x" * (1 << 20)))
    path.write_text(path.read_text().removesuffix("]}}") + f",{'[' * 200_000}{']' * 200_000}]}}}}")
    assert (len(read(path).exchanges), read(path).unread) == (1, {TOO_DEEP: 1})
    path.write_text("[" * 200_000)
    with pytest.raises(ConfigurationError, match="is nested deeper than any recording"):
        read(path)


def test_long_text_is_read(tmp_path: Path) -> None:
    """A body of 20 MB takes a second or so."""
    found = reading(tmp_path, entry("GET", "/things", answer={"a": "x" * 20_000_000}))
    assert [each.answer for each in found.exchanges if each.path == "/things"] == [{"a": "<text>"}]


@pytest.mark.skipif(os.name != "posix", reason="pipes with names")
def test_pipe_is_refused(tmp_path: Path) -> None:
    """A recording is read more than once, which a pipe does not bear."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR)
    with pytest.raises(ConfigurationError, match=r"is a pipe.*save it to a file"):
        read(pipe)
    os.close(end)
