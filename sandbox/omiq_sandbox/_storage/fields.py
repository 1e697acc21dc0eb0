"""Header fields of the storage origin, as they are written and read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from email.utils import formatdate
from typing import Final
from urllib.parse import quote

ALGORITHMS: Final = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
"""The digests that a Content-Digest is checked by (RFC 9530)."""

_DIGEST = re.compile(r"\s*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):\s*")
_UNSAFE = re.compile(r"[^\x20-\x7e]|[\"\\%]")
_ATTR_CHAR = "!#$&+-.^_`|~"  # RFC 5987, beside letters and digits


def entity_tag(sha256: bytes) -> str:
    """Return the strong ETag of the bytes with this digest."""
    return f'"{sha256.hex()}"'


def digest_field(sha256: bytes) -> str:
    """Return the value of a Repr-Digest (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def digests_of(field: str) -> Mapping[str, bytes]:
    """Read a Content-Digest: digests by algorithm, the unknown ones too. Raise ValueError where it is malformed."""
    digests = {}
    for member in field.split(","):
        match = _DIGEST.fullmatch(member)
        if match is None:
            raise ValueError("Content-Digest is malformed")
        try:
            digests[match[1]] = base64.b64decode(match[2], validate=True)
        except binascii.Error:
            raise ValueError("Content-Digest is malformed") from None
    return digests


def content_disposition(file_name: str) -> str:
    """Name a download (RFC 6266): as it is in UTF-8, and in plain ASCII for who cannot read that."""
    encoded = quote(file_name, safe=_ATTR_CHAR, errors="replace")
    return f"attachment; filename=\"{_UNSAFE.sub('_', file_name)}\"; filename*=UTF-8''{encoded}"


def http_date(seconds: float) -> str:
    return formatdate(seconds, usegmt=True)


def names(field: str, tag: str, *, weak: bool) -> bool:
    """Tell whether a list of entity tags (If-Match, If-None-Match) holds this one, or is `*`.

    In a `weak` comparison the mark of a weak tag does not count; in a strong one a weak tag matches nothing.
    """
    tags = [entry.strip() for entry in field.split(",")]
    return field.strip() == "*" or tag in tags or (weak and f"W/{tag}" in tags)
