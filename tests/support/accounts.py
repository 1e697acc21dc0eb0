"""Users of a sandbox, and clients that are signed in as they."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import omiq
import omiq_sandbox
from omiq_sandbox._state import people


@contextmanager
def signed_in(sandbox: omiq_sandbox.Server, name: str) -> Iterator[omiq.Client]:
    """Give a client that is signed in as the user of this name, who is added where there is none."""
    state = sandbox._sandbox
    with state.store.transaction() as db:
        known = (user for user in people.all_users(db) if user.name == name)
        user = next(known, None) or people.add_user(db, name, f"{name}@lab.example")
        token = state.tokens.issue(db, user.id, state.clock.now())
    with omiq.Client(sandbox.url, token=token) as client:
        yield client
