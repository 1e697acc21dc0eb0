"""Bytes on their way to a sandbox and back, and the calls around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import httpx
import numpy as np

import omiq
from omiq.models import FileSpec, RegisteredFiles
from tests.support.fcs import fcs_bytes

CELLS = fcs_bytes(np.arange(6, dtype="<f4").tobytes(), {"P2S": "CD4"})
"""An FCS file of 3 events, with the channels FSC-A and FITC-A, the second of which is called CD4."""

_LIMIT = 30.0


def register(client: omiq.Client, dataset_id: int, *names: str) -> RegisteredFiles:
    """Register files of these names."""
    specs = [
        FileSpec(display_name=name, file_name=name, content_type="application/octet-stream", dataset_id=dataset_id)
        for name in names
    ]
    return client.files.register(dataset_id, files=specs)


def put(url: str, content: bytes | Iterable[bytes], size: int | None = None) -> httpx.Response:
    """Send bytes to a signed URL; `size` is that of a content that comes in pieces."""
    headers = {"Content-Type": "application/octet-stream"} | ({} if size is None else {"Content-Length": str(size)})
    with _storage() as storage:
        return storage.put(url, content=content, headers=headers)


def get(url: str) -> httpx.Response:
    """Fetch what a signed URL gives."""
    with _storage() as storage:
        return storage.get(url)


def upload(client: omiq.Client, dataset_id: int, content: bytes, name: str = "cells.fcs") -> int:
    """Register a file and send its bytes; return its id."""
    registered = register(client, dataset_id, name)
    put(registered.signed_urls[0], content).raise_for_status()
    return registered.files[0].id


def put_and_meanwhile(url: str, content: bytes, meanwhile: Callable[[], object]) -> httpx.Response:
    """Send bytes to a signed URL, and do something after the first half."""

    def halves() -> Iterable[bytes]:
        yield content[: len(content) // 2]
        meanwhile()
        yield content[len(content) // 2 :]

    return put(url, halves(), len(content))


def wait_for_status(client: omiq.Client, dataset_id: int, file_id: int, status: str) -> None:
    """Ask for a file until it has this status."""
    deadline = time.monotonic() + _LIMIT
    while (seen := client.files.get(dataset_id, file_id).status) != status:
        assert time.monotonic() < deadline, f"the file stays {seen}"


def _storage() -> httpx.Client:
    return httpx.Client(verify=SSLContext(PROTOCOL_TLS_CLIENT), timeout=_LIMIT)  # without loading certificates
