"""What the storage does with the bytes of a PUT."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import omiq
import omiq_sandbox
from tests.support.uploads import put, register
from tests.support.wire import exchange

from .conftest import BYTES


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    with omiq.Client(sandbox.url, token=sandbox.token) as client:
        yield client


@pytest.fixture
def url(client: omiq.Client) -> str:
    """A signed URL that takes the bytes of a file."""
    dataset = client.datasets.create(display_name="Panel 1")
    return register(client, dataset.id, "cells.fcs").signed_urls[0]


def digest(algorithm: str, content: bytes) -> str:
    return f"{algorithm}=:{b64encode(hashlib.new(algorithm.replace('-', ''), content).digest()).decode()}:"


def kept(sandbox: omiq_sandbox.Server) -> list[Path]:
    return list((sandbox._sandbox.folder / "blobs").iterdir())


def test_upload_is_kept_byte_for_byte(sandbox: omiq_sandbox.Server, url: str) -> None:
    """What comes in many pieces is one blob, and the answer has its ETag."""
    content = BYTES * 5 + b"the rest"
    answer = put(url, (content[at : at + 70_001] for at in range(0, len(content), 70_001)), len(content))
    assert answer.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    (blob,) = kept(sandbox)
    assert blob.read_bytes() == content
    request = sandbox.requests[-1]
    assert (request.origin, request.body_size) == ("storage", len(content))
    assert request.body_sha256 == hashlib.sha256(content).hexdigest()


def test_empty_upload_is_kept(sandbox: omiq_sandbox.Server, url: str) -> None:
    """A file may have no bytes."""
    assert put(url, b"").status_code == 200
    assert [blob.read_bytes() for blob in kept(sandbox)] == [b""]


def test_upload_without_a_length_is_refused(sandbox: omiq_sandbox.Server, url: str) -> None:
    """Chunks of unknown number are refused with 411, as object stores do."""
    assert put(url, iter([b"cells"])).status_code == 411
    assert not kept(sandbox)


@pytest.mark.parametrize("algorithm", ["sha-256", "sha-512"])
def test_content_digest_is_checked(sandbox: omiq_sandbox.Server, url: str, algorithm: str) -> None:
    """Bytes that are not those of the Content-Digest are refused and thrown away; the right ones are kept."""
    wrong = httpx.put(url, content=BYTES, headers={"Content-Digest": digest(algorithm, b"others")})
    assert (wrong.status_code, wrong.text) == (400, "The body does not have its Content-Digest")
    assert not kept(sandbox)
    both = f"md5=:AAAA:, {digest(algorithm, BYTES)}"
    assert httpx.put(url, content=BYTES, headers={"Content-Digest": both}).status_code == 200
    assert len(kept(sandbox)) == 1


@pytest.mark.parametrize("field", ["", "sha-256", "sha-256=abc", "sha-256=:abc:", "sha-256=:AAAA:;"])
def test_malformed_content_digest_is_refused(url: str, field: str) -> None:
    """What cannot be read cannot be checked."""
    answer = httpx.put(url, content=BYTES, headers={"Content-Digest": field})
    assert (answer.status_code, answer.text) == (400, "Content-Digest is malformed")


def test_client_is_told_to_go_on_only_where_it_may(url: str) -> None:
    """`Expect: 100-continue` spares who has a wrong URL the sending."""
    expecting = {"Content-Length": "5", "Expect": "100-continue"}
    assert exchange(url.replace("signature=", "signature=0"), "PUT", expecting).status == 403
    assert exchange(url, "PUT", expecting, b"cells").status == 100


def test_upload_is_downloaded_by_the_digest_it_came_with(
    sandbox: omiq_sandbox.Server, client: omiq.Client, url: str
) -> None:
    """The digest of the download was taken from the bytes of the network, not from those on the disk."""
    put(url, BYTES)
    sandbox.wait_idle()
    (blob,) = kept(sandbox)
    blob.write_bytes(b"bytes that rot")
    answer = httpx.get(sandbox._sandbox.download_url(blob.name, "cells.fcs"))
    assert answer.headers["repr-digest"] == digest("sha-256", BYTES)
