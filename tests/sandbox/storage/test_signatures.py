"""Who is let in by a signed URL, and for what."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import omiq_sandbox
from omiq_sandbox._refusals import Refusal
from omiq_sandbox._storage.signatures import Signatures

from .conftest import Object

OURS = Signatures(b"a key")


def checked(
    signatures: Signatures, method: Literal["GET", "PUT"], object_name: str, url: str, now: float
) -> str | None:
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}
    return signatures.check(method, object_name, query, now)


@given(st.text(), st.integers(1, 2**40))
def test_signature_lets_in_for_what_it_signed(file_name: str, expires: int) -> None:
    """The file name comes back as it was signed, until the moment of expiry."""
    name = file_name.encode(errors="replace").decode()
    url = OURS.sign("GET", "blobs/a", expires, file_name=name)
    assert checked(OURS, "GET", "blobs/a", url, expires - 0.1) == name
    with pytest.raises(Refusal, match="expired"):
        checked(OURS, "GET", "blobs/a", url, expires)


@pytest.mark.parametrize(
    ("method", "object_name", "key", "change"),
    [
        ("PUT", "blobs/a", b"a key", ("", "")),
        ("GET", "blobs/b", b"a key", ("", "")),
        ("GET", "blobs/a", b"another", ("", "")),
        ("GET", "blobs/a", b"a key", ("expires=99", "expires=999")),
        ("GET", "blobs/a", b"a key", ("expires=99", "expires=x")),
        ("GET", "blobs/a", b"a key", ("expires=99", f"expires={'9' * 5000}")),
        ("GET", "blobs/a", b"a key", ("filename=f", "filename=g")),
        ("GET", "blobs/a", b"a key", ("filename=f", "other=f")),
        ("GET", "blobs/a", b"a key", ("signature=", "signature=0")),
        ("GET", "blobs/a", b"a key", ("signature=", "signature=\u00fc")),
    ],
)
def test_signature_lets_in_for_nothing_else(
    method: Literal["GET", "PUT"], object_name: str, key: bytes, change: tuple[str, str]
) -> None:
    """Another method, object, key, expiry or file name is refused."""
    url = OURS.sign("GET", "blobs/a", 99, file_name="f").replace(*change)
    with pytest.raises(Refusal, match="wrong") as refused:
        checked(Signatures(key), method, object_name, url, 1.0)
    assert refused.value.status == 403


def test_token_beside_a_signature_is_refused(sandbox: omiq_sandbox.Server, stored: Object) -> None:
    """A URL that is signed carries its own authority: an Authorization header is answered 400, as object stores do."""
    answer = httpx.get(stored.url, headers={"Authorization": f"Bearer {sandbox.token}"})
    assert (answer.status_code, answer.text) == (400, "Only one auth mechanism allowed")


def test_url_ends_with_its_time(sandbox: omiq_sandbox.Server, stored: Object) -> None:
    """After its expiry a URL is refused, for GET and PUT."""
    upload = sandbox._sandbox.upload_url(5)
    sandbox.clock.advance(3601)
    for answer in (httpx.get(stored.url), httpx.put(upload, content=b"x")):
        assert (answer.status_code, answer.text) == (403, "The signed URL has expired")


def test_url_without_signature_is_refused(stored: Object) -> None:
    """Neither no signature nor a wrong one opens anything."""
    bare = stored.url.partition("?")[0]
    assert httpx.get(bare).status_code == 403
    assert httpx.get(re.sub(r"signature=.", "signature=x", stored.url)).status_code == 403


@pytest.mark.parametrize(("method", "path", "allowed"), [("POST", "uploads/5", "PUT"), ("PUT", "blobs/a", "GET, HEAD")])
def test_other_methods_are_not_allowed(sandbox: omiq_sandbox.Server, method: str, path: str, allowed: str) -> None:
    """The refusal tells which methods are."""
    answer = httpx.request(method, f"{sandbox.storage_url}/{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize("path", ["", "uploads/x", "uploads/5/6", "blobs/", "api/datasets", f"uploads/{10**19}"])
def test_other_paths_lead_nowhere(sandbox: omiq_sandbox.Server, path: str) -> None:
    """There are uploads and blobs, and nothing else."""
    assert httpx.put(f"{sandbox.storage_url}/{path}").status_code == 404
