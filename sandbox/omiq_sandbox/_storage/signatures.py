"""Signed URLs: authority over one object, for one method, until a moment, by HMAC-SHA256."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from typing import Literal, TypeAlias
from urllib.parse import quote, urlencode

from .._refusals import Refusal

Method: TypeAlias = Literal["GET", "PUT"]

EXPIRED = "The signed URL has expired"
WRONG = "The signature is wrong"
_EXPIRES = re.compile(r"[0-9]{1,100}")


class Signatures:
    """Sign and check the URLs of the storage origin.

    An object is `blobs/<blob>` (GET) or `uploads/<file id>` (PUT). A signature is bound to the method, the object, the
    expiry and the file name that a download is to have.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, method: Method, object_name: str, expires: float, *, file_name: str | None = None) -> str:
        """Return the path and query of a URL that holds until `expires` (Unix seconds, rounded down)."""
        parameters = {"expires": str(int(expires))}
        if file_name is not None:
            parameters["filename"] = file_name
        signature = self._signature(method, object_name, parameters["expires"], file_name)
        return f"/{quote(object_name)}?{urlencode({**parameters, 'signature': signature})}"

    def check(self, method: Method, object_name: str, query: Mapping[str, str], now: float) -> str | None:
        """Return the file name that was signed, if any. Raise a Refusal 403 where the URL is wrong or expired."""
        expires, file_name = query.get("expires", ""), query.get("filename")
        signature = self._signature(method, object_name, expires, file_name)
        if _EXPIRES.fullmatch(expires) is None:
            raise Refusal(403, WRONG)
        if now >= int(expires):
            raise Refusal(403, EXPIRED)
        if not hmac.compare_digest(signature.encode(), query.get("signature", "").encode()):
            raise Refusal(403, WRONG)
        return file_name

    def _signature(self, method: Method, object_name: str, expires: str, file_name: str | None) -> str:
        signed = json.dumps([method, object_name, expires, file_name]).encode()
        return hmac.digest(self._key, signed, "sha256").hex()
