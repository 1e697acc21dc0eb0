"""The settings of the server."""

from __future__ import annotations

from ..calls import Answer, Call, handles


@handles("getConfig")
def get_config(call: Call[None]) -> Answer:
    sandbox = call.sandbox
    config = {
        "name": "OMIQ sandbox",
        "isSandbox": True,
        "apiUrl": sandbox.api_url,
        "storageUrl": sandbox.storage_url,
        "tokenLifetimeSeconds": sandbox.options.token_lifetime,
        "signedUrlLifetimeSeconds": sandbox.options.signed_url_lifetime,
        "exportFormats": ["CSV", "FCS"],
    }
    return {"config": config}
