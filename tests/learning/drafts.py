"""What the tests of learning start from: exchanges as they are recorded, and what a draft of them says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from omiq._catalog.document import built_in
from omiq._learning.draft import Draft, learn
from omiq._recording.exchange import Exchange, Recording
from omiq._shapes import ID
from omiq_generator import yaml_file

SOURCE = "support mail of 2026-11-20"
KEY = "support-mail-of-2026-11-20"
TEXT, DATE = "<text>", "<date-time>"
DATASET = {"id": ID, "displayName": TEXT, "createdAt": DATE, "fileCount": 0, "ownerId": ID, "isLocked": True}


def call(method: str, path: str, answer: Any, **more: Any) -> Exchange:
    """An exchange that succeeded; `request` is the body, `query` has names and kinds."""
    query = tuple(more.pop("query", {}).items())
    return Exchange(method, path, query, more.pop("status", 200), answer=answer, **more)


def draft(*exchanges: Exchange, words: frozenset[str] = frozenset()) -> Draft:
    return learn([Recording(list(exchanges), words, {})], built_in(), SOURCE)


def said(folder: Path, *exchanges: Exchange, words: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the overlay of a draft as it reads."""
    path = folder / "overlay.yaml"
    path.write_text(draft(*exchanges, words=words).as_overlay(), encoding="utf-8")
    read = yaml_file.read(path)
    assert read.findings == []
    value: dict[str, Any] = read.value
    return value


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def body_of(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema
