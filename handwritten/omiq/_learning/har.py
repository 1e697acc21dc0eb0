"""HAR 1.2, as browsers and proxies save it: its entries one at a time, and the JSON of their bodies."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NamedTuple

from omiq_generated.types import UNSET

from .._extras import extra
from .._json import decode
from .nesting import Shallow, TooDeep

_LARGEST_UNPACKED: Final = 1 << 28
_READ: Final = 1 << 20  # bytes at once: a text is read anew from its beginning for each part of it
_ZLIB_OR_GZIP, _BARE_DEFLATE = 47, -15
_OTHER_COMPRESSIONS: Final = frozenset({"br", "zstd"})
_MAY_BE_JSON: Final = frozenset({"", "x-unknown", "text/plain", "application/octet-stream"})
_BOM: Final = b"\xef\xbb\xbf"
_ENDED_EARLY: Final = re.compile("premature EOF|incomplete", re.IGNORECASE)

CUT_OFF: Final = "the file is cut off: what came after this is lost"
BROKEN: Final = "the file is broken: what came after this is lost"
TOO_DEEP: Final = "the file is nested deeper than any recording: what came after this is lost"


class Sent(NamedTuple):
    """The request of an entry, and the status of its answer."""

    method: str
    url: str
    status: int


class Unread(Exception):
    """A body is there but cannot be read; says why, without what it holds."""


def entries(file: IO[bytes], unread: Counter[str]) -> Iterator[Any]:
    """Yield the entries of a recording as long as it is whole; why it is not is counted in `unread`."""
    with extra("catalog", "Reading a HAR file"):
        import ijson

    try:
        yield from ijson.items(Shallow(file), "log.entries.item", buf_size=_READ)
    except TooDeep:
        unread[TOO_DEEP] += 1
    except ijson.JSONError as wrong:
        unread[CUT_OFF if _ENDED_EARLY.search(str(wrong)) else BROKEN] += 1


def sent(entry: Any) -> Sent:
    """Return what an entry sent; raise ValueError where it is none of a recording."""
    try:
        method, url, status = entry["request"]["method"], entry["request"]["url"], entry["response"]["status"]
    except (KeyError, TypeError):
        raise ValueError("no entry of a HAR file") from None
    if not (isinstance(method, str) and isinstance(url, str) and isinstance(status, int)):
        raise ValueError("no entry of a HAR file")
    return Sent(method, url, status)


def request_json(entry: Mapping[str, Any]) -> Any:
    """Return the JSON that an entry sent, UNSET where it sent none; raise Unread."""
    posted = _object(entry["request"].get("postData"))
    if not posted.get("text"):
        if posted.get("params"):
            raise Unread("a request sent a form, not JSON")
        return UNSET
    return _json(posted, "a request", "")


def answer_json(entry: Mapping[str, Any]) -> Any:
    """Return the JSON that an entry was answered, UNSET where there was no body; raise Unread."""
    response = entry["response"]
    content = _object(response.get("content"))
    if not content.get("text"):
        size = content.get("size")
        if isinstance(size, int) and size > 0 and response["status"] != 304:
            raise Unread("an answer was left out of the recording")
        return UNSET
    return _json(content, "an answer", _coding(response))


def is_json(entry: Mapping[str, Any]) -> bool:
    """Say whether an entry claims to be answered with JSON."""
    return "json" in _media_type(_object(entry["response"].get("content")))


def _json(body: Mapping[str, Any], what: str, coding: str) -> Any:
    media_type = _media_type(body)
    if "json" not in media_type and media_type not in _MAY_BE_JSON:
        raise Unread(f"{what} is not JSON")
    data = _bytes(body, what)
    try:
        try:
            value = decode(data.removeprefix(_BOM))
        except ValueError:
            value = decode(_unpacked(data, what, coding))
    except ValueError:
        raise Unread(f"{what} is no whole JSON") from None
    if "json" not in media_type and not isinstance(value, dict | list):
        raise Unread(f"{what} is not JSON")
    return value


def _bytes(body: Mapping[str, Any], what: str) -> bytes:
    text, encoding = str(body["text"]), body.get("encoding") or ""
    if encoding == "base64":
        try:
            return b64decode(text)
        except ValueError:
            raise Unread(f"{what} has broken base64") from None
    if encoding:
        raise Unread(f"{what} has an encoding other than base64")
    return text.encode("utf-8", "surrogatepass")


def _unpacked(data: bytes, what: str, coding: str) -> bytes:
    if coding in _OTHER_COMPRESSIONS:
        raise Unread(f"{what} is compressed as {coding}")
    for form in (_ZLIB_OR_GZIP, _BARE_DEFLATE):
        unpacking = zlib.decompressobj(form)
        try:
            unpacked = unpacking.decompress(data, _LARGEST_UNPACKED)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            raise Unread(f"{what} is too large to unpack")
        return unpacked
    raise ValueError("not compressed")


def _coding(response: Mapping[str, Any]) -> str:
    headers = response.get("headers")
    for header in headers if isinstance(headers, list) else ():
        said = _object(header)
        if str(said.get("name")).lower() == "content-encoding":
            return str(said.get("value")).strip().lower()
    return ""


def _media_type(body: Mapping[str, Any]) -> str:
    return str(body.get("mimeType") or "").partition(";")[0].strip().lower()


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
