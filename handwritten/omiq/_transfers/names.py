"""Local names for what a server names: safe on every system, distinct, and the same each time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

K = TypeVar("K", int, tuple[int, str])
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_LONGEST = 200  # bytes: file systems take 255, and `.part.json` and an id have to fit
_LONGEST_SUFFIX = 20  # bytes


def local_names(
    named: Iterable[tuple[K, str]], taken: Iterable[str] = (), mark: Callable[[K], object] = str
) -> dict[K, str]:
    """Return a local name for each id (or other key) and the name that the server gives it.

    No name leaves its folder, is hidden, reserved by some system, or too long; no two are the same where case or the
    form of accents does not count. Of several alike the one with the lowest id has the bare name, others have their
    id, or what `mark` makes of it, behind it: `cells.fcs`, `cells (271715923047819).fcs`; so has one whose name is
    `taken`. The order of `named` does not matter.
    """
    identities = {_identity(name) for name in taken}
    names: dict[K, str] = {}
    for key, name in sorted(named):
        stem, suffix = _parts(safe_name(name))
        candidate, more = stem + suffix, f" ({mark(key)})"
        while (identity := _identity(candidate)) in identities:
            candidate = f"{stem}{more}{suffix}"
            more += "_"
        identities.add(identity)
        names[key] = candidate
    return names


def safe_name(name: str) -> str:
    """Return a name that is safe as the name of a file on every system, and like `name`."""
    text = unicodedata.normalize("NFC", name)
    text = _FORBIDDEN.sub("_", "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in text))
    text = text.strip(" ").rstrip(". ")
    if not text or text.startswith(".") or _RESERVED.fullmatch(text.partition(".")[0].rstrip(" ")):
        text = "_" + text
    text = _shortened(text)
    return text + "_" if text.casefold().endswith((".part", ".part.json")) else text


def _shortened(text: str) -> str:
    if len(text.encode()) <= _LONGEST:
        return text
    stem, suffix = _parts(text)
    head = stem.encode()[: _LONGEST - len(suffix.encode())].decode(errors="ignore")
    return head.rstrip(". ") + suffix


def _parts(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > _LONGEST_SUFFIX:
        return name, ""
    return stem, dot + suffix


def _identity(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
