"""Users, their passwords and secret keys, and their connections, as the sandbox keeps them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._refusals import Refusal
from omiq_sandbox._state import people
from omiq_sandbox._state.people import User
from omiq_sandbox._state.store import Store


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    store = Store(None)
    with store.transaction() as db:
        yield db
    store.close()


@pytest.fixture
def ada(db: sqlite3.Connection) -> User:
    return people.add_user(db, "Ada Okafor", "ada@lab.example")


@pytest.fixture
def grace(db: sqlite3.Connection) -> User:
    return people.add_user(db, "Grace Lindqvist", "grace@partner.example")


def test_a_user_is_known_by_their_own_password_alone(db: sqlite3.Connection, ada: User, grace: User) -> None:
    """The mail address counts in whatever case, the password as it is, and only that user's."""
    people.set_password(db, ada.id, "correct horse")
    people.set_password(db, grace.id, "battery staple")

    known = people.by_password(db, "ADA@lab.example", "correct horse")

    assert known is not None
    assert known.id == ada.id
    for email, password in [(ada.email, "battery staple"), (ada.email, "Correct horse"), ("nobody@lab.example", "")]:
        assert people.by_password(db, email, password) is None


def test_a_service_account_has_no_password_that_would_do(db: sqlite3.Connection, ada: User) -> None:
    """Without a password there is no way in, by an empty one neither."""
    assert ada.is_service_account
    assert people.by_password(db, ada.email, "") is None


def test_a_new_secret_key_ends_the_old_one(db: sqlite3.Connection, ada: User, grace: User) -> None:
    """A secret key has 42 characters, is one user's, and holds until the next is drawn."""
    old, new, other = (people.draw_secret_key(db, user.id) for user in (ada, ada, grace))

    assert [len(key) for key in (old, new, other)] == [42, 42, 42]
    known = people.by_secret_key(db, ada.email, new)
    assert known is not None
    assert known.id == ada.id
    for key in (old, other, "", new[:-1]):
        assert people.by_secret_key(db, ada.email, key) is None
    assert people.by_secret_key(db, "nobody@lab.example", new) is None


def test_nothing_on_the_disk_holds_a_password_or_a_secret_key(tmp_path: Path) -> None:
    """Only digests are kept."""
    store = Store(tmp_path)
    with store.transaction() as db:
        user = people.add_user(db, "Ada Okafor", "ada@lab.example")
        people.set_password(db, user.id, "correct horse battery")
        key = people.draw_secret_key(db, user.id)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.close()

    assert b"ada@lab.example" in kept
    assert b"correct horse" not in kept
    assert key[:12].encode() not in kept


@given(st.text(max_size=3), st.sampled_from(["ADA", "lab.EXAMPLE", "okafor", "", "nobody", "%", "_"]))
def test_search_finds_the_text_in_name_or_mail_address_in_whatever_case(added: str, text: str) -> None:
    """A user is found by what their name or address holds; no character is a wild card."""
    store = Store(None)
    with store.transaction() as db:
        for name, email in [("Ada Okafor", "ada@lab.example"), (f"Zoë{added}", "zoe@partner.example")]:
            people.add_user(db, name, email)
        found = [user.name for user in people.search(db, text)]
    store.close()

    said = {"Ada Okafor": "ada okafor|ada@lab.example", f"Zoë{added}": f"zoë{added}|zoe@partner.example".casefold()}
    assert found == [name for name, words in said.items() if text.casefold() in words]


def test_preferences_are_merged(db: sqlite3.Connection, ada: User) -> None:
    """A preference that is not named stays as it was."""
    people.merge_preferences(db, ada.id, {"theme": "dark", "plots": {"dots": 2000}})

    user = people.merge_preferences(db, ada.id, {"plots": None})

    assert people.as_json(user)["prefs"] == {"theme": "dark", "plots": None}


def test_others_see_no_preferences_and_no_login(ada: User) -> None:
    """What a user set, and when they logged in, is their own business."""
    assert people.as_json(ada).keys() - people.as_seen_by_others(ada).keys() == {"prefs", "lastLoginTime"}


@pytest.mark.parametrize("accept", [True, False])
def test_a_connection_request_is_answered_once(db: sqlite3.Connection, ada: User, grace: User, accept: bool) -> None:
    """Only who was asked can answer, and only while the request is open; accepting connects both ways."""
    people.request_connection(db, ada.id, grace.id)

    with pytest.raises(Refusal):
        people.answer_connection(db, grace.id, ada.id, accept=True)
    people.answer_connection(db, ada.id, grace.id, accept=accept)

    assert people.are_connected(db, ada.id, grace.id) is accept
    assert people.are_connected(db, grace.id, ada.id) is accept
    with pytest.raises(Refusal) as settled:
        people.answer_connection(db, ada.id, grace.id, accept=True)
    assert settled.value.status == 404


def test_who_was_refused_may_ask_again(db: sqlite3.Connection, ada: User, grace: User) -> None:
    """A refused request can be made anew, an accepted one stays accepted."""
    people.request_connection(db, ada.id, grace.id)
    people.answer_connection(db, ada.id, grace.id, accept=False)
    people.request_connection(db, ada.id, grace.id)
    people.answer_connection(db, ada.id, grace.id, accept=True)
    people.request_connection(db, ada.id, grace.id)

    assert people.are_connected(db, ada.id, grace.id)
