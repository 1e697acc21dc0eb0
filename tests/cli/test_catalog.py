"""`omiq catalog`: what is known of the API, shown without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

import omiq
from tests.support.command import Omiq


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


def test_list_shows_all_operations(plain: Omiq) -> None:
    ended = plain("catalog", "list")
    assert (ended.code, ended.err) == (0, "")
    assert [line.split("\t") for line in ended.lines] == [
        [each.id, each.method, each.path, each.name, each.certainty, "built-in"] for each in omiq.OPERATIONS.values()
    ]


def test_list_of_a_tag(plain: Omiq) -> None:
    assert plain("catalog", "list", "--tag", "groups", "--quiet").lines == ["listGroups", "getGroupMembers"]
    ended = plain("catalog", "list", "--tag", "group")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean 'groups'?" in ended.err


@pytest.mark.parametrize("name", ["listPolicies", "sharing.list_policies"])
def test_show_tells_all_that_is_known(name: str, plain: Omiq) -> None:
    """As JSON it is one object; its parameters say what they are and what is sent where they are not given."""
    shown = plain("catalog", "show", name, "--json").json
    assert (shown["id"], shown["method"], shown["path"]) == ("listPolicies", "GET", "/iam/policies")
    assert (shown["certainty"], shown["retry"], shown["envelope"]) == ("observed", "safe", "policies")
    assert shown["sources"][0]["key"] == "pkg-1.10.3"
    assert "omiq_api 1.10.3" in shown["sources"][0]["title"]
    assert shown["parameters"] == [
        {
            "name": "resourceId",
            "argument": "resource_id",
            "in": "query",
            "type": "integer",
            "required": True,
            "description": "Id of the dataset or workflow.",
        },
        {
            "name": "resourceType",
            "argument": "resource_type",
            "in": "query",
            "type": "text",
            "required": False,
            "description": "What the id is of. `WORKFLOW` is inferred.",
            "values": ["DATASET", "WORKFLOW"],
            "default": "DATASET",
        },
    ]


def test_show_is_to_be_read(plain: Omiq) -> None:
    """Each parameter and each source is a line of its own."""
    lines = dict(line.split("\t") for line in plain("catalog", "show", "share").lines)
    assert lines["retry"].startswith("never: A repeat would give the same roles again")
    assert "list_policies" in lines["lookUp"]
    assert lines["parameter role"].startswith("text, body, optional. The role to give.")
    assert lines["parameter role"].endswith("Known: READER, EDITOR. Not given: READER.")
    assert "omiq_api 1.10.3" in lines["source pkg-1.10.3"]


def test_show_of_columns(plain: Omiq) -> None:
    assert plain("catalog", "show", "getUser", "--columns", "path,retry", "--csv").out == "path,retry\n/user,safe\n"


def test_every_operation_can_be_shown(plain: Omiq) -> None:
    """None lacks a type or a source."""
    rows = plain("catalog", "list", "--json").json
    assert {row["id"] for row in rows} == set(omiq.OPERATIONS)
    assert all(source["title"] for row in rows for source in row["sources"])
    assert all(parameter["type"] for row in rows for parameter in row["parameters"])


def test_unknown_operation_is_told_with_the_nearest(plain: Omiq) -> None:
    ended = plain("catalog", "show", "datasets.lst")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean 'datasets.list'?" in ended.err
    assert "omiq catalog list" in plain("catalog", "show", "qqqq").err


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["LISTDATASETS"], ["listDatasets"]),
        (["signed", "URL", "of a task"], ["getArtifactUrl"]),
        (["templates_only"], ["listWorkflows"]),
        (["templatesonly"], ["listWorkflows"]),
        (["/longops/"], ["getLongOperation"]),
        (["dataset", "zebra"], []),
    ],
)
def test_search_finds_what_all_words_stand_in(words: list[str], found: list[str], plain: Omiq) -> None:
    ended = plain("catalog", "search", *words, "--quiet")
    assert (ended.code, ended.lines) == (0, found)
    assert bool(ended.err) == (not found)


def test_search_for_nothing_is_refused(plain: Omiq) -> None:
    assert plain("catalog", "search").code == 2
