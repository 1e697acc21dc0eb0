"""What a user writes, for mypy and pyright alone: nothing here runs.

A line with `# type: ignore[code]` is a mistake that both must find; where one lets it pass, it reports
the comment as unnecessary.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any, assert_type

import omiq
from omiq import Answer, AsyncClient, Call, Client, Poll, list_of
from omiq.models import (
    Dataset,
    ExportInstructions,
    Feature,
    File,
    FileSpec,
    GatingNode,
    GatingTree,
    GroupMembers,
    Owner,
    Policy,
    Task,
    TaskArtifact,
    User,
    Workflow,
)
from omiq_generated.types import ModelList, ModelMap


def signing_in() -> None:
    Client()
    Client("yourcompany", secret_file=Path("secret.json"), timeout=5, retries=0, deadline=60.0, ca_file="ca.pem")
    AsyncClient(email="a@example.com", secret_key="k", client_cert=("client.pem", "client.key"), verify=True)

    AsyncClient("yourcompany", profile="robot")
    Client(overlay="mine.yaml")
    AsyncClient(overlay=[Path("mine.yaml"), "team"])

    Client(profile=Path("robot"))  # type: ignore[arg-type]
    Client("app", "token")  # type: ignore[call-arg]
    Client(tokens="token")  # type: ignore[call-arg]
    Client(timeout="5")  # type: ignore[arg-type]
    Client(check="record", record="calls.jsonl")
    AsyncClient(record=Path("calls.jsonl"))
    Client(overlay=1)  # type: ignore[arg-type]
    Client(client_cert=("client.pem",))  # type: ignore[arg-type]
    Client(check="always")  # type: ignore[arg-type]
    Client(record=True)  # type: ignore[arg-type]
    AsyncClient(secret_file=1)  # type: ignore[arg-type]


def seen(poll: Poll) -> None:
    assert_type(poll.long_operation_id, int | str)
    assert_type(poll.number, int)


def options(client: Client, async_client: AsyncClient) -> None:
    assert_type(client.with_options(timeout=5, retries=1, deadline=60, on_poll=seen), Client)
    assert_type(async_client.with_options(), AsyncClient)
    assert_type(client.with_options(retries=0).datasets.list(), list[Dataset])
    with client as entered:
        assert_type(entered, Client)

    client.with_options(5)  # type: ignore[call-arg]
    client.with_options(retry=1)  # type: ignore[call-arg]
    client.with_options(on_poll=print_text)  # type: ignore[arg-type]


def print_text(text: str) -> None: ...


def resources(client: Client, workflow: Workflow, task: Task) -> None:
    assert_type(client.users.me(), User)
    assert_type(client.users.search("anna"), list[User])
    assert_type(client.groups.members(1), GroupMembers)
    assert_type(client.datasets.list(include_owner=True, limit=10), list[Dataset])
    assert_type(client.datasets.create(display_name="Panel 1"), Dataset)
    assert_type(client.datasets.owners(), ModelMap[Owner])
    assert_type(client.datasets.owners()[271715923047819], Owner)
    assert_type(client.datasets.owners().get("1"), Owner | None)
    assert_type(client.datasets.force_delete(1), dict[str, Any])
    assert_type(client.files.list(1), list[File])
    assert_type(client.files.list(dataset_id=1), list[File])
    assert_type(client.files.download_url(1, 2), str)
    assert_type(client.sharing.share(resource_id=1, resource_name="Panel 1", user_ids=[2]), list[Policy])
    assert_type(client.workflows.create(dataset_id=1, name="Copy", initialize=False, from_id=2), Workflow)
    assert_type(client.workflows.create(dataset_id=1, name="New", from_id=None), Workflow)
    assert_type(client.workflows.save(workflow), dict[str, Any])
    assert_type(client.workflows.update_task(1, task=task, override_lock=False), Workflow)
    assert_type(client.workflows.set_metadata(1, metadata={"site": "A"}), Workflow)
    assert_type(client.long_operations.wait(1, envelope="url"), Any)
    assert_type(client.files.upload(1, "folder", metadata={"Donor": "1"}, on_duplicate="skip"), omiq.Transfers)
    assert_type(client.files.download(1, "folder", overwrite="changed"), omiq.Transfers)
    assert_type(client.files.wait(1, [2, 3]), list[File])
    assert_type(client.workflows.download_artifacts(1, "folder", tasks=[2]), omiq.Transfers)
    assert_type(client.sync("folder", 1, direction="up"), omiq.Transfers)
    assert_type(client.exports.run(1, [2], filters="CD3+", units="raw", folder="folder"), omiq.Exports)

    client.datasets.list(5)  # type: ignore[call-arg, arg-type]
    client.datasets.list(limits=5)  # type: ignore[call-arg]
    client.datasets.list(limit="5")  # type: ignore[arg-type]
    client.datasets.list(limit=None)  # type: ignore[arg-type]
    client.datasets.get("1")  # type: ignore[arg-type]
    client.datasets.get()  # type: ignore[call-arg]
    client.datasets.create()  # type: ignore[call-arg]
    client.datasets.create(display_name=1)  # type: ignore[arg-type]
    client.datasets.owners()[1.5]  # type: ignore[index]
    client.datasets.rename(1)  # type: ignore[attr-defined]
    client.dataset.list()  # type: ignore[attr-defined]
    client.files.get(1)  # type: ignore[call-arg]
    client.files.upload(1, "folder", on_duplicate="replace")  # type: ignore[arg-type]
    client.files.download(1, "folder", overwrite=True)  # type: ignore[arg-type]
    client.sync("folder", 1, direction="sideways")  # type: ignore[arg-type]
    client.workflows.save(task)  # type: ignore[arg-type]
    client.workflows.save({"id": 1})  # type: ignore[arg-type]
    client.workflows.update_task(1, task=workflow)  # type: ignore[arg-type]
    client.workflows.set_metadata(1, metadata={"site": 1})  # type: ignore[dict-item]


async def async_resources(client: AsyncClient, workflow: Workflow) -> None:
    assert_type(await client.users.me(), User)
    assert_type(await client.datasets.list(include_owner=True, limit=10), list[Dataset])
    assert_type(await client.datasets.owners(), ModelMap[Owner])
    assert_type(await client.files.download_url(1, 2), str)
    assert_type(await client.workflows.save(workflow), dict[str, Any])
    assert_type(await client.long_operations.wait("a", model=Dataset), Any)
    assert_type(await client.files.upload(1, ["a.fcs"], progress=False), omiq.Transfers)
    assert_type(await client.sync("folder", 1), omiq.Transfers)
    assert_type(await client.exports.run(1, task="Gating", folder="folder"), omiq.Exports)
    async with client as entered:
        assert_type(entered, AsyncClient)

    await client.datasets.list(limits=5)  # type: ignore[call-arg]
    await client.datasets.get("1")  # type: ignore[arg-type]
    _ = client.datasets.get(1).display_name  # type: ignore[attr-defined]
    client.close()  # type: ignore[attr-defined]


def exporting(client: Client, workflow: Workflow) -> None:
    instructions = ExportInstructions(task_id=4, config=workflow, filters=["UNFILTERED"])
    url = client.exports.initiate(
        dataset_id=1,
        file_ids=[2],
        feature_names=["FSC-A"],
        reverse_transform=True,
        format="CSV",
        filter_usage_mode="NAMECOL",
        instructions=instructions,
    )
    assert_type(url, str)

    client.exports.initiate(
        dataset_id=1,
        file_ids=[2],
        feature_names=["FSC-A"],
        reverse_transform=True,
        format="csv",  # type: ignore[arg-type]
        filter_usage_mode="COLUMNS",  # type: ignore[arg-type]
        instructions=instructions,
    )
    client.exports.initiate(dataset_id=1, file_ids=[2], instructions=instructions)  # type: ignore[call-arg]


def whole_answers(client: Client) -> None:
    answer = client.answer(client.datasets.list, limit=5)
    assert_type(answer, Answer[list[Dataset]])
    assert_type(answer.value, list[Dataset])
    assert_type(answer.status, int)
    assert_type(answer.headers, Mapping[str, str])
    assert_type(answer.attempts, int)
    assert_type(answer.seconds, float)
    assert_type(answer.json, Any)
    assert_type(client.answer(client.files.get, 1, file_id=2), Answer[File])
    assert_type(client.answer(client.execute, recent()), Answer[list[Dataset]])
    assert_type(client.answer(client.call, "listDatasets", limit=5), Answer[Any])
    assert_type(client.answer(client.raw.get, "/datasets"), Answer[Any])

    client.answer(client.datasets.list, limits=5)  # type: ignore[call-arg]
    client.answer(client.datasets.get, "1")  # type: ignore[arg-type]
    client.answer(client.datasets.get)  # type: ignore[call-arg]
    client.answer(client.datasets.list())  # type: ignore[arg-type]
    _ = answer.value.size  # type: ignore[attr-defined]


async def async_whole_answers(client: AsyncClient) -> None:
    answer = await client.answer(client.datasets.list, limit=5)
    assert_type(answer, Answer[list[Dataset]])
    assert_type(await client.answer(client.execute, recent()), Answer[list[Dataset]])
    assert_type(await client.answer(client.raw.get, "/datasets"), Answer[Any])

    await client.answer(client.datasets.list, limits=5)  # type: ignore[call-arg]
    await client.answer(client.datasets.get, "1")  # type: ignore[arg-type]


def recent() -> Call[list[Dataset]]:
    operation = omiq.Operation(
        id="listRecent", method="GET", path="/datasets/recent", envelope="datasets", retry="safe"
    )
    return Call(operation, operation.path, list_of(Dataset), query={"limit": 3})


async def calls(client: Client, async_client: AsyncClient) -> None:
    assert_type(client.execute(recent()), list[Dataset])
    assert_type(await async_client.execute(recent()), list[Dataset])
    assert_type(client.execute(Call(recent().operation, "/datasets/1", Dataset.view)), Dataset)
    assert_type(client.call("listDatasets", limit=5), Any)
    assert_type(await async_client.call("listDatasets", limit=5), Any)
    assert_type(omiq.OPERATIONS["listDatasets"], omiq.Operation)

    client.execute("listDatasets")  # type: ignore[arg-type]
    client.call()  # type: ignore[call-arg]
    omiq.Operation(id="a", method="GET", path="/a", retry="always")  # type: ignore[arg-type]
    list_of(dict)  # type: ignore[type-var]


async def raw_calls(client: Client, async_client: AsyncClient) -> None:
    assert_type(client.raw.get("/settings/config", params={"a": 1}, envelope="config", model=list[Dataset]), Any)
    assert_type(client.raw.post("/datasets", json={"displayName": "a"}, retry="idempotent"), Any)
    assert_type(await async_client.raw.delete("/datasets/1", headers={"x-reason": "a"}), Any)
    assert_type(client.request("PUT", "/a", content=b"a"), Any)
    with client.raw.stream("GET", "/large") as stream:
        assert_type(stream, omiq.Stream)
        assert_type(stream.iter_bytes(), Iterator[bytes])
    async with await async_client.raw.stream("GET", "/large") as async_stream:
        assert_type(async_stream, omiq.AsyncStream)
        assert_type(async_stream.iter_bytes(), AsyncIterator[bytes])

    client.raw.get("/a", param={"a": 1})  # type: ignore[call-arg]
    client.raw.get("/a", retry="always")  # type: ignore[arg-type]
    client.raw.get("/a", headers={"x-number": 1})  # type: ignore[dict-item]
    client.raw.post("/a", content="text")  # type: ignore[arg-type]
    client.raw.get()  # type: ignore[call-arg]
    client.request("GET")  # type: ignore[call-arg]


def members(file: File, workflow: Workflow, task: Task) -> None:
    assert_type(file.id, int)
    assert_type(file.size, int | None)
    assert_type(file.display_name, str | None)
    assert_type(file.features, ModelList[Feature] | None)
    assert_type(file["anything"], Any)
    assert_type(file.raw, dict[str, Any])
    assert_type("size" in file, bool)
    assert_type(sum(each.size or 0 for each in [file]), int)
    for each in workflow.tasks or ():
        assert_type(each, Task)
    for artifact in workflow.task_artifacts or ():
        assert_type(artifact, TaskArtifact)
    if task.gating_tree is not None and task.gating_tree.nodes is not None:
        assert_type(task.gating_tree.nodes["cd4"], GatingNode)

    sum(each.size for each in [file])  # type: ignore[misc]
    _ = file.sizes  # type: ignore[attr-defined]
    file[1]  # type: ignore[index]
    len(file.features)  # type: ignore[arg-type]
    workflow.tasks[0]  # type: ignore[index]


def setting_members(file: File, workflow: Workflow, task: Task) -> None:
    file.display_name = "Sample 1"
    file.size = None
    file["anything"] = {"goes": [1, None]}
    workflow.tasks = [task]
    task.gating_tree = GatingTree()
    del file.size

    file.id = None  # type: ignore[assignment]
    file.size = "1"  # type: ignore[assignment]
    file.unknown = 1  # type: ignore[attr-defined]
    workflow.tasks = [file]  # type: ignore[list-item]
    task.gating_tree = {"nodes": {}}  # type: ignore[assignment]


def building() -> None:
    Task(id=1, type="GatingTask", parent_id=None, gating_tree=GatingTree(nodes={"cd4": GatingNode(id="cd4")}))
    FileSpec(display_name="a", file_name="a.fcs", content_type="application/octet-stream", dataset_id=1)
    assert_type(Dataset.view({"id": 1}), Dataset)

    Task()  # type: ignore[call-arg]
    Task(1)  # type: ignore[call-arg]
    Task(id="1")  # type: ignore[arg-type]
    Task(id=1, kind="GatingTask")  # type: ignore[call-arg]
    FileSpec(display_name="a", file_name="a.fcs", content_type="text/plain")  # type: ignore[call-arg]
    GatingTree(nodes={"cd4": Task(id=1)})  # type: ignore[dict-item]


def errors(error: omiq.CallError, unfinished: omiq.LongOperationUnfinished) -> None:
    assert_type(error.status, int | None)
    assert_type(error.request, str)
    assert_type(error.attempts, int)
    assert_type(unfinished.long_operation_id, int | str)

    _ = error.response  # type: ignore[attr-defined]
    _ = omiq.HTTPError  # type: ignore[attr-defined]
    _ = omiq.models.Datset  # type: ignore[attr-defined]


def transfers(results: omiq.Transfers, progress: omiq.Progress, incomplete: omiq.TransfersIncomplete) -> None:
    assert_type(results[0], omiq.Transfer)
    assert_type(results[0].digest, str | None)
    assert_type(results.failed, list[omiq.Transfer])
    assert_type(progress.active, tuple[omiq.FileProgress, ...])
    assert_type(incomplete.results, omiq.Transfers)
