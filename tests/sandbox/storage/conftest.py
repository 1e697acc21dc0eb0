"""An object in the storage, and a URL that leads to it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

import omiq_sandbox

BYTES = bytes(range(256)) * 4096


@dataclass(frozen=True, slots=True)
class Object:
    """A blob of 1 MiB, and its signed URL."""

    name: str
    url: str


@pytest.fixture
def stored(sandbox: omiq_sandbox.Server) -> Object:
    """An object that the sandbox made itself, as it makes an export."""
    state = sandbox._sandbox
    part = state.blobs.new_path()
    part.write_bytes(BYTES)
    name = state.blobs.keep(part)
    return Object(name, state.download_url(name, "cells.fcs"))
