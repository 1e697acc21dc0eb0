"""What the client keeps on this machine, and whether others can read it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from ..._profiles.secrets import keyring_backend
from ..._profiles.store import Store
from .findings import Check, Finding


def checks() -> list[Check]:
    return [("settings", _settings), ("shared tokens", _shared_tokens), ("keyring", _keyring)]


def _settings() -> Finding:
    store = Store()
    if not store.folder.exists():
        return Finding("ok", f"{store.folder} is not there: nobody has signed in by `omiq auth login`")
    stored = store.read()
    open_to_others = _open_to_others([store.folder, *store.folder.rglob("*")])
    number = len(stored.profiles)
    found = f"{store.folder}, {number} stored {'sign-in' if number == 1 else 'sign-ins'}"
    if open_to_others is None and not os.access(store.folder, os.W_OK | os.X_OK):
        return Finding("failed", f"{found}, cannot be written to", f"Try: chmod 700 '{store.folder}'")
    return open_to_others or Finding("ok", f"{found}, which only you can read")


def _shared_tokens() -> Finding | None:
    from platformdirs import user_state_path

    folder = user_state_path("omiq", appauthor=False) / "tokens"
    if not folder.exists():
        return None
    return _open_to_others([folder, *folder.iterdir()]) or Finding("ok", f"{folder}, which only you can read")


def _keyring() -> Finding:
    backend = keyring_backend()
    if backend is not None:
        return Finding("ok", backend)
    if find_spec("keyring") is None:
        return Finding("warning", "the library `keyring` is not there", "Try: pip install 'omiq-client[cli]'")
    return Finding(
        "warning",
        "no keyring of the system can be used: secrets are kept in files that only you can read",
        "Where that will not do, set up a keyring, such as GNOME's, and sign in again.",
    )


def _open_to_others(paths: Iterable[Path]) -> Finding | None:
    """Return what is wrong where somebody else owns one of these, or can look into it."""
    if os.name != "posix":
        return None
    for path in paths:
        state = path.lstat()
        if state.st_uid != os.getuid():
            return Finding("failed", f"{path} belongs to another user", "Remove it, and sign in again.")
        if stat.S_IMODE(state.st_mode) & 0o077 and not stat.S_ISLNK(state.st_mode):
            mode = "700" if stat.S_ISDIR(state.st_mode) else "600"
            return Finding("warning", f"{path} is open to other users of this machine", f"Try: chmod {mode} '{path}'")
    return None
