"""The signed-in user, and other people on the server."""

from __future__ import annotations

from ..._models import AnswerConnectionRequest, SetPreferencesRequest
from ..._state import people
from ..calls import Answer, Call, handles


@handles("getUser")
def get_user(call: Call[None]) -> Answer:
    return {"user": people.as_json(call.user)}


@handles("setPreferences")
def set_preferences(call: Call[SetPreferencesRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        return {"user": people.as_json(people.merge_preferences(db, call.user.id, call.raw["prefs"]))}


@handles("searchUsers")
def search_users(call: Call[None]) -> Answer:
    """Find anybody: who asks for a connection has to find strangers."""
    with call.sandbox.store.transaction() as db:
        return {"users": [people.as_seen_by_others(user) for user in people.search(db, call.query["query"])]}


@handles("answerConnection")
def answer_connection(call: Call[AnswerConnectionRequest]) -> Answer:
    with call.sandbox.store.transaction() as db:
        people.answer_connection(db, call.body.requesterId, call.user.id, accept=call.body.connect)
    return {"user": people.as_json(call.user)}
