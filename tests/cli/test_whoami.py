"""`omiq whoami`."""

from __future__ import annotations

import omiq
from tests.support.command import Omiq


def test_whoami_shows_the_user_as_the_server_does(command: Omiq, client: omiq.Client) -> None:
    """Each member is a line; in JSON it is the whole user."""
    me = client.users.me()
    assert f"name\t{me.name}" in command("whoami").lines
    assert command("whoami", "--json").json.keys() == me.raw.keys()
    assert command("whoami", "--quiet").out == f"{me['id']}\n"


def test_whoami_without_sign_in(command: Omiq) -> None:
    """The exit code tells it to scripts."""
    ended = command("whoami", OMIQ_TOKEN="")
    assert (ended.code, ended.out) == (3, "")
    assert "omiq auth login" in ended.err
