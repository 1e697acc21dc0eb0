"""Recordings as the developer tools of a browser save them (HAR 1.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

API = "https://api.omiq.ai/api"
_NOTHING: Any = object()


def entry(
    method: str,
    target: str,
    *,
    answer: Any = _NOTHING,
    body: Any = _NOTHING,
    status: int = 200,
    api: str = API,
    **more: Any,
) -> dict[str, Any]:
    """Return the entry of a call: `target` is the path below `api` with its query, `answer` and `body` are JSON.

    `more` goes into the entry as it is; `request` and `response` go into these.
    """
    request = {
        "method": method,
        "url": target if "://" in target else api + target,
        "httpVersion": "HTTP/2",
        "headers": [{"name": ":method", "value": method}, {"name": "accept", "value": "application/json"}],
        "cookies": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if body is not _NOTHING:
        request["postData"] = {"mimeType": "application/json", "text": json.dumps(body)}
    response = {
        "status": status,
        "statusText": "",
        "headers": [{"name": "content-type", "value": "application/json"}],
        "cookies": [],
        "content": {"size": 0, "mimeType": "application/json"},
        "redirectURL": "",
        "bodySize": -1,
    }
    if answer is not _NOTHING:
        text = json.dumps(answer)
        response["content"] = {"size": len(text), "mimeType": "application/json", "text": text}
    return {
        "startedDateTime": "2026-11-20T12:00:00.000Z",
        "time": 12.5,
        "request": request | more.pop("request", {}),
        "response": response | more.pop("response", {}),
        "cache": {},
        "timings": {"send": 0, "wait": 12.5, "receive": 0},
        **more,
    }


def har(*entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recording of these entries."""
    return {"log": {"version": "1.2", "creator": {"name": "a browser", "version": "1"}, "entries": list(entries)}}


def written(path: Path, *entries: Mapping[str, Any]) -> Path:
    """Write a recording of these entries, and return its path."""
    path.write_text(json.dumps(har(*entries)), encoding="utf-8")
    return path
