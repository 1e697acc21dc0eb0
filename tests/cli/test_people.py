"""`omiq users` and `omiq groups`."""

from __future__ import annotations

from tests.support.command import Omiq


def test_search_finds_users(command: Omiq) -> None:
    (row,) = command("users", "search", "okafor", "--json").json
    assert (row["name"], row["email"]) == ("Ada Okafor", "ada@lab.example")


def test_search_that_finds_nobody_prints_nothing(command: Omiq) -> None:
    """As JSON it is an empty list."""
    assert command("users", "search", "nobody") == (0, "", "")
    assert command("users", "search", "nobody", "--json").json == []


def test_groups_and_members(command: Omiq) -> None:
    """A group is given by its name or id; external users are told apart."""
    ((id, name),) = (line.split("\t") for line in command("groups", "list").lines)
    by_name, by_id = (command("groups", "members", text, "--csv") for text in (name, id))
    assert by_name == by_id
    assert by_name.lines[0] == "id,name,email,external"
    assert [line.split(",")[1:] for line in by_name.lines if line.endswith("true")] == [
        ["Edith Novak", "edith@partner.example", "true"]
    ]


def test_group_that_is_unknown_is_not_found(command: Omiq) -> None:
    ended = command("groups", "members", "T cell studies")
    assert (ended.code, ended.out) == (4, "")
    assert "did you mean 'T cell study'?" in ended.err
