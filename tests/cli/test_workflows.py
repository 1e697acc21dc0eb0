"""`omiq workflows`: each command, against the sandbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq import workflows
from omiq.models import Workflow
from tests.support.command import Omiq

NAME = "T cells"
DATASET = "T cells of young and old donors"


@pytest.fixture
def workflow(client: omiq.Client, sandbox: omiq_sandbox.Server) -> Workflow:
    """The sandbox's workflow: Scaling, and Gating below it, both computed."""
    sandbox.wait_idle()
    (listed,) = client.workflows.list()
    return client.workflows.get(listed.id)


def renamed(path: Path, name: str) -> dict[str, Any]:
    """Rename the second task in a file, and return the document."""
    document: dict[str, Any] = json.loads(path.read_text())
    document["tasks"][1]["name"] = name
    path.write_text(json.dumps(document))
    return document


def test_list_tells_the_dataset(command: Omiq, workflow: Workflow) -> None:
    assert command("workflows", "list").lines == [f"{workflow.id}\t{NAME}\t{workflow.dataset_id}\t{DATASET}"]


def test_list_of_one_dataset(command: Omiq, client: omiq.Client, workflow: Workflow) -> None:
    other = client.datasets.create(display_name="Other")
    assert command("workflows", "list", "--dataset", "Other").out == ""
    made = client.workflows.create(dataset_id=other.id, name="New")
    assert command("workflows", "list", "--dataset", "Other", "--quiet").lines == [str(made.id)]


def test_list_of_templates_and_owners(command: Omiq, workflow: Workflow) -> None:
    assert command("workflows", "list", "--templates").out == ""
    (row,) = command("workflows", "list", "--owners", "--limit", 5, "--json").json
    assert row["owner"]["name"] == "Rosalind Marsh"


def test_show_has_lines_for_what_fits_on_one_and_json_for_all(command: Omiq, workflow: Workflow) -> None:
    lines = dict(line.split("\t") for line in command("workflows", "show", NAME).lines)
    assert (lines["id"], lines["name"], lines.get("tasks")) == (str(workflow.id), NAME, None)
    assert command("workflows", "show", workflow.id, "--json").json == workflow.raw


def test_create_and_copy(command: Omiq, client: omiq.Client, workflow: Workflow) -> None:
    """A copy has the tasks of the workflow, and another id."""
    made = command("workflows", "create", DATASET, "New", "--json").json
    copied = client.workflows.get(int(command("workflows", "copy", NAME, "Copy", "--quiet").out))
    assert [task["type"] for task in made["tasks"]] == ["ScalingTask"]
    assert (copied.name, len(copied.tasks or ())) == ("Copy", len(workflow.tasks or ()))


def test_tag_sets_metadata(command: Omiq, client: omiq.Client, workflow: Workflow) -> None:
    assert command("workflows", "tag", NAME, "Status=final").code == 0
    assert client.workflows.get(workflow.id).raw["metadata"] == {"Status": "final"}


def test_tasks_have_paths(command: Omiq) -> None:
    assert command("workflows", "tasks", NAME).lines == ["1\tScalingTask\tScaling", "2\tGatingTask\tScaling/Gating"]


def test_filters_have_the_paths_that_an_export_takes(command: Omiq, workflow: Workflow) -> None:
    rows = command("workflows", "filters", NAME, "--task", "Gating", "--json").json
    assert {row["path"]: row["id"] for row in rows} == {each.path: each.id for each in workflows.filters(workflow, 2)}
    assert command("workflows", "filters", NAME, "--json").json == rows
    assert command("workflows", "filters", NAME, "--task", 1).out == ""


def test_task_that_is_unknown_names_the_nearest(command: Omiq) -> None:
    ended = command("workflows", "filters", NAME, "--task", "Gatin")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean 'Gating'?" in ended.err


def test_artifacts_by_task(command: Omiq, workflow: Workflow) -> None:
    file = f"Scaling-{workflow.id}-1.csv"
    assert command("workflows", "artifacts", NAME).lines == [f"1\t{file}"]
    assert command("workflows", "artifacts", NAME, "--task", "Scaling", "--quiet").lines == [f"1/{file}"]
    assert command("workflows", "artifacts", NAME, "--task", "Gating").out == ""


def test_artifacts_are_downloaded(command: Omiq, workflow: Workflow, tmp_path: Path) -> None:
    file = f"Scaling-{workflow.id}-1.csv"
    ended = command(
        "workflows", "artifacts", NAME, "--task", "Scaling", "--folder", "results", "--columns", "name,state"
    )
    assert (ended.code, ended.lines) == (0, [f"{file}\tdone"])
    assert (tmp_path / "results" / file).read_text().count("\n") > 1


def test_pulled_workflow_holds_all(command: Omiq, workflow: Workflow, tmp_path: Path) -> None:
    assert command("workflows", "pull", NAME, "w.json").code == 0
    assert json.loads((tmp_path / "w.json").read_text()) == workflow.raw
    assert command("workflows", "pull", NAME, "-").json == workflow.raw


def test_pull_replaces_a_file_by_force_alone(command: Omiq, tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text("mine")
    refused = command("workflows", "pull", NAME, "w.json")
    assert (refused.code, (tmp_path / "w.json").read_text()) == (2, "mine")
    assert command("workflows", "pull", NAME, "w.json", "--force").code == 0
    assert [path.name for path in tmp_path.glob("w.json*")] == ["w.json"]


def test_push_of_an_unchanged_file_sends_nothing(command: Omiq) -> None:
    command("workflows", "pull", NAME, "w.json")
    ended = command("workflows", "push", "w.json")
    assert (ended.code, ended.out) == (0, "")
    assert "nothing was sent" in ended.err


def test_push_tells_what_would_change(command: Omiq, client: omiq.Client, workflow: Workflow, tmp_path: Path) -> None:
    """A dry run tells it, and without an answer or --yes nothing is overwritten."""
    command("workflows", "pull", NAME, "w.json")
    renamed(tmp_path / "w.json", "Gates")
    assert command("workflows", "push", "w.json", "--dry-run").lines == ["task 2"]
    refused = command("workflows", "push", "w.json")
    assert (refused.code, "task 2" in refused.err, "--yes" in refused.err) == (2, True, True)
    assert client.workflows.get(workflow.id).raw == workflow.raw


def test_push_saves_the_file(command: Omiq, client: omiq.Client, workflow: Workflow, tmp_path: Path) -> None:
    command("workflows", "pull", NAME, "w.json")
    document = renamed(tmp_path / "w.json", "Gates")
    assert command("workflows", "push", "w.json", "--yes").code == 0
    assert client.workflows.get(workflow.id).raw["tasks"] == document["tasks"]


@pytest.mark.parametrize(
    ("content", "told"), [('{"id": 5', "not JSON"), ('{"id": "x"}', "no workflow"), ("[]", "no workflow")]
)
def test_push_of_what_is_no_workflow_is_refused(command: Omiq, tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "w.json").write_text(content)
    ended = command("workflows", "push", "w.json", "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
