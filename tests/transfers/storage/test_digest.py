"""A digest is that of the bytes put into the memory that it lends, however they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from omiq._storage import digest
from omiq._storage.digest import Digest


@pytest.fixture(autouse=True, scope="module")
def _beside_early() -> Iterator[None]:
    """Let the thread begin after as few bytes as a test has time for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digest, "_BESIDE_FROM", 1 << 12)
        yield


@given(counts=st.lists(st.integers(1, 1 << 14), max_size=20), seed=st.integers())
@settings(deadline=None)
def test_memory_that_is_lent_again_does_not_change_what_was_added(counts: list[int], seed: int) -> None:
    """Pieces of any sizes have the digest of all their bytes, also while a thread is behind."""
    content = Random(seed).randbytes(sum(counts))
    left = memoryview(content)
    with closing(Digest()) as made:
        for count in counts:
            made.room(count)[:] = left[:count]
            made.add(count)
            left = left[count:]
        assert made.hexdigest() == sha256(content).hexdigest()


def test_room_that_is_not_filled_counts_for_what_is_added() -> None:
    """What lies behind the bytes that were added does not count, and a larger room may be asked for before."""
    with closing(Digest()) as made:
        made.room(8)[:] = b"nothing!"
        made.room(1 << 16)[:5] = b"cells"
        made.add(5)
        assert made.hexdigest() == sha256(b"cells").hexdigest()
