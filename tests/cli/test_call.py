"""`omiq call`: each operation of the catalog, what it takes, and what it asks before."""

from __future__ import annotations

import json
import re
from typing import Any

import click
import pexpect
import pytest

import omiq
import omiq_sandbox
from omiq.cli._root import root
from tests.support.command import COMMAND, Omiq

NAME = "T cells of young and old donors"


@pytest.fixture
def id(client: omiq.Client) -> int:
    """The id of the dataset that is there."""
    (dataset,) = client.datasets.list()
    return dataset.id


def operations() -> dict[str, click.Command]:
    """Return the commands of all operations."""
    with root.make_context("omiq", ["call", "getUser"]) as context:
        group = root.get_command(context, "call")
        assert isinstance(group, click.Group)
        return {name: group.get_command(context, name) or group for name in group.list_commands(context)}


@pytest.mark.parametrize("name", ["listDatasets", "datasets.list"])
def test_list_is_shown_as_rows(name: str, command: Omiq, client: omiq.Client, id: int) -> None:
    """The operation is given by its id or by its method, and the forms of output are those of all commands."""
    assert command("call", name, "--limit", 1) == (0, f"{id}\t{NAME}\n", "")
    assert command("call", name, "--json").json == [each.raw for each in client.datasets.list()]
    assert command("call", name, "--columns", "displayName", "--csv").out == f"displayName\n{NAME}\n"


def test_object_is_shown_with_its_members(command: Omiq, client: omiq.Client, id: int) -> None:
    assert command("call", "getDataset", "--dataset-id", id, "--json").json == client.datasets.get(id).raw
    assert command("call", "getDataset", "--dataset-id", id).lines[0] == f"id\t{id}"


def test_other_answers_are_json(command: Omiq, client: omiq.Client, id: int) -> None:
    """A text is printed as such."""
    owners = command("call", "listDatasetOwners").json
    assert owners[str(id)]["name"] == "Rosalind Marsh"
    file = client.files.list(id)[0].id
    assert command("call", "getDownloadUrl", "--dataset-id", id, "--file-id", file).out.startswith("http://127.0.0.1")


def test_boolean_without_a_value_is_true(command: Omiq) -> None:
    for given, told in (
        (["--include-owner"], True),
        (["--include-owner", "true"], True),
        (["--include-owner", "false"], False),
    ):
        (row,) = command("call", "listDatasets", *given, "--json").json
        assert ("owner" in row) is told


def test_objects_are_json_or_in_files(command: Omiq, client: omiq.Client, id: int) -> None:
    (command.home / "tags.json").write_text('{"Study": "π"}', "utf-8")
    for given, stdin, value in (
        ('{"a": "b"}', "", {"a": "b"}),
        ("@tags.json", "", {"Study": "π"}),
        ("@-", '{"c": "d"}', {"c": "d"}),
    ):
        set_ = ("call", "setDatasetMetadata", "--dataset-id", id, "--metadata", given)
        assert command(*set_, input=stdin).code == 0
        assert client.datasets.get(id).raw["metadata"].items() >= value.items()


def test_workflow_goes_back_from_a_file(command: Omiq, client: omiq.Client) -> None:
    """A whole body is one argument."""
    (workflow,) = client.workflows.list()
    document = client.workflows.get(workflow.id).raw
    document["name"] = "Renamed"
    (command.home / "workflow.json").write_text(json.dumps(document), "utf-8")
    assert command("call", "saveWorkflow", "--workflow", "@workflow.json", "--yes").code == 0
    assert client.workflows.get(workflow.id).name == "Renamed"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope"], "There is no operation 'nope'"),
        (["listDataset"], "did you mean 'listDatasets'?"),
        (["DATASETS.LIST"], "did you mean 'datasets.list'?"),
        (["setDatasetMetadata"], "--dataset-id, --metadata must be given"),
        (["getDataset", "--dataset-id", "x"], "--dataset-id takes a whole number, not 'x'"),
        (["getDataset", "--dataset-id", "1.0"], "a whole number"),
        (["listDatasets", "--include-owner", "maybe"], "takes true or false, not 'maybe'"),
        (["listDatasets", "--limt", "5"], "--limt"),
        (["listDatasets", "--limit"], "requires an argument"),
        (["setPreferences", "--prefs", "[]"], "--prefs takes a JSON object, not '[]'"),
        (["setPreferences", "--prefs", "{"], "--prefs is not JSON"),
        (["setPreferences", "--prefs", "@none.json"], "none.json: No such file"),
        (["registerFiles", "--dataset-id", "1", "--files", "{}"], "--files takes a JSON list"),
        (["getLongOperation", "--long-op-id", ".."], "cannot stand in a path"),
        (["login", "--email", "a", "--token", "b"], "omiq auth login"),
        (["auth.login"], "omiq auth login"),
    ],
)
def test_wrong_arguments_send_nothing(arguments: list[str], words: str, command: Omiq) -> None:
    ended = command("call", *arguments, OMIQ_SERVER="http://127.0.0.1:9")
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert len(ended.err.splitlines()) <= 2


def test_dry_run_of_a_write(command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server, id: int) -> None:
    ended = command("call", "forceDeleteDataset", "--dataset-id", id, "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0] == f"POST {sandbox.url}/datasets/{id}/forcedelete"
    assert sandbox.token not in ended.out
    assert [each.id for each in client.datasets.list()] == [id]


def test_null_is_sent_where_it_may_be(command: Omiq) -> None:
    create = ("call", "createWorkflow", "--dataset-id", 1, "--name", "null", "--from-id", "null", "--dry-run")
    assert '"name":"null"' in command(*create).out
    assert '"fromId":null' in command(*create).out


def test_what_destroys_needs_yes(command: Omiq, client: omiq.Client, id: int) -> None:
    ended = command("call", "forceDeleteDataset", "--dataset-id", id)
    assert (ended.code, ended.out) == (2, "")
    assert f"Delete a dataset for good (dataset_id={id})?" in ended.err
    assert len(client.datasets.list()) == 1
    assert command("call", "forceDeleteDataset", "--dataset-id", id, "--yes").code == 0
    assert client.datasets.list() == []


def test_what_destroys_asks_on_a_terminal(command: Omiq, client: omiq.Client, id: int) -> None:
    asked = f"{COMMAND} call forceDeleteDataset --dataset-id {id}"
    screen, code = pexpect.run(
        asked, env=command.environment, encoding="utf-8", withexitstatus=True, events={r"\[y/N\]": "n\n"}
    )
    assert (code, "Nothing was done" in screen) == (1, True)
    assert len(client.datasets.list()) == 1


def test_all_that_the_catalog_says_to_destroy_asks() -> None:
    """A new operation whose text says that it deletes, overwrites or gives away is noticed here."""
    said = re.compile(r"delet|overwr|remov|another owner", re.IGNORECASE)
    spoken = {
        name
        for name, made in operations().items()
        if omiq.OPERATIONS[name].retry != "safe" and said.search(made.help or "")
    }
    asking = {name for name, made in operations().items() if "--yes" in options(made)}
    assert asking == spoken == {"changeOwner", "deleteFile", "forceDeleteDataset", "saveWorkflow", "updateTask"}


def options(made: click.Command) -> list[str]:
    return [word for parameter in made.params for word in parameter.opts]


def test_each_operation_is_a_command_with_its_arguments() -> None:
    """All but the login, whose answer is a secret; no argument has the name of an option that all commands have."""
    made = operations()
    assert set(made) == set(omiq.OPERATIONS) - {"login"}
    for name, each in made.items():
        found = options(each)
        assert len(found) == len(set(found)), name
        arguments = {f"--{parameter.argument.replace('_', '-')}" for parameter in omiq.OPERATIONS[name].parameters}
        assert arguments <= set(found)
        assert ("--dry-run" in found) == (omiq.OPERATIONS[name].retry != "safe")


def test_help_of_an_operation_tells_what_is_known(command: Omiq) -> None:
    out = command("call", "share", "--help").out
    for words in (
        "POST /sharing",
        "certainty: observed",
        "source pkg-1.10.3: ",
        "retry: never: A repeat would give",
        "look up: `sharing.list_policies",
        "omiq call share --resource-id INTEGER --resource-name TEXT",
        "[required]",
        "Known: READER, EDITOR. Not given: READER.",
    ):
        assert words in out


def test_help_lists_all_operations(command: Omiq) -> None:
    out = command("call", "--help").out
    assert all(f"  {name} " in out for name in omiq.OPERATIONS if name != "login")
    assert "Create an empty dataset." in out


def test_refusals_have_their_exit_codes(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    ended: Any = command("call", "getDataset", "--dataset-id", 1)
    assert (ended.code, ended.out) == (4, "")
    assert sandbox.token not in ended.err
    assert command("call", "getUser", OMIQ_TOKEN="").code == 3
