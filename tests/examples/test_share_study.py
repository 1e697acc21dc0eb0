"""A study is shared whole: the dataset, and each workflow on it."""

from __future__ import annotations

import omiq
import omiq_sandbox

from .conftest import Run

GROUP = "T cell study"


def test_group_may_read_the_dataset_and_its_workflows(
    run: Run, client: omiq.Client, server: omiq_sandbox.Server
) -> None:
    """A member of the group who saw nothing before reads all of it after, and no other workflow."""
    owner = {"OMIQ_TOKEN": server.token}
    with omiq.Client(server.url, token=server.token) as rosalind:
        dataset = rosalind.datasets.create(display_name="Study <1>")
        other = rosalind.datasets.create(display_name="Other")
        workflows = [rosalind.workflows.create(dataset_id=dataset.id, name=name) for name in ("A", "B")]
        not_shared = rosalind.workflows.create(dataset_id=other.id, name="C")
        assert dataset.id not in [each.id for each in client.datasets.list()]

        result = run("share_study.py", dataset.id, GROUP, environment=owner)
        assert (result.returncode, result.stderr) == (0, "")
        assert sorted(result.stdout.splitlines()) == [
            "Shared the dataset 'Study <1>': the group is READER",
            "Shared the workflow 'A': the group is READER",
            "Shared the workflow 'B': the group is READER",
        ]
        seen = {workflow.id for workflow in client.workflows.list()}
        assert {workflow.id for workflow in workflows} <= seen
        assert not_shared.id not in seen
        assert client.datasets.get(dataset.id).display_name == "Study <1>"

        assert run("share_study.py", dataset.id, GROUP, "--role", "EDITOR", environment=owner).returncode == 0
        policies = rosalind.sharing.list_policies(dataset.id)
        assert sorted(policy.role or "" for policy in policies) == ["EDITOR", "OWNER"]
    client.workflows.set_metadata(workflows[0].id, metadata={"Reviewed": "yes"})


def test_who_may_not_share_and_what_is_unknown_is_said(
    run: Run, client: omiq.Client, server: omiq_sandbox.Server
) -> None:
    """A group that is none is told with those that there are; a dataset of others is refused."""
    unknown = run("share_study.py", 1, "Nobody")
    assert (unknown.returncode, unknown.stderr) == (1, f"0 groups are called 'Nobody'; there are {GROUP}\n")
    with omiq.Client(server.url, token=server.token) as rosalind:
        private = rosalind.datasets.create(display_name="Private")
    refused = run("share_study.py", private.id, GROUP)
    assert refused.returncode == 1
    assert "permission" in refused.stderr
    assert "Traceback" not in refused.stderr
