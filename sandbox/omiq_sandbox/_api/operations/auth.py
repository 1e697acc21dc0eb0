"""Sign in with a secret key."""

from __future__ import annotations

from ..._models import LoginRequest
from ..._refusals import Refusal
from ..._state import people
from ..calls import Answer, Call, handles


@handles("login")
def login(call: Call[LoginRequest]) -> Answer:
    sandbox = call.sandbox
    with sandbox.store.transaction() as db:
        user = people.by_secret_key(db, call.body.email, call.body.token)
        if user is None:
            raise Refusal(401, "The e-mail address or the secret key is wrong")
        return {"jwt": sandbox.tokens.issue(db, user.id, sandbox.clock.now())}
