"""Datasets as they are listed, changed, put into the Trash, and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._state import people, rights
from omiq_sandbox._state.rights import Role
from tests.support.accounts import signed_in
from tests.support.uploads import CELLS, get, put, register, upload


@pytest.fixture
def client(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client of the datasets' owner."""
    with signed_in(sandbox, "owner") as owner:
        yield owner


@pytest.fixture
def colleague(sandbox: omiq_sandbox.Server) -> Iterator[omiq.Client]:
    """A client of somebody whom nothing belongs to."""
    with signed_in(sandbox, "colleague") as other:
        yield other


def let(sandbox: omiq_sandbox.Server, dataset_id: int, role: Role) -> None:
    """Give the colleague a role on a dataset."""
    with sandbox._sandbox.store.transaction() as db:
        (colleague,) = people.search(db, "colleague")
        rights.grant(db, "DATASET", dataset_id, "USER", colleague.id, role)


def ids(datasets: list[omiq.models.Dataset]) -> list[int]:
    return [dataset.id for dataset in datasets]


def test_new_dataset_is_empty_and_its_makers(client: omiq.Client) -> None:
    """It has an id of its own, its name as it was sent, and its maker as the owner."""
    dataset = client.datasets.create(display_name=" Lymphocytes ü/../\x00")
    assert dataset.display_name == " Lymphocytes ü/../\x00"
    assert (dataset["metadata"], dataset["fileCount"], dataset["inTrash"]) == ({}, 0, False)
    assert client.datasets.get(dataset.id) == dataset
    owner = client.datasets.owners()[str(dataset.id)].raw
    assert owner == {"id": client.users.me().raw["id"], "type": "USER", "name": "owner"}


def test_two_datasets_may_have_one_name(client: omiq.Client) -> None:
    """A name says nothing about which dataset it is."""
    assert client.datasets.create(display_name="Same").id != client.datasets.create(display_name="Same").id


def touches(client: omiq.Client, dataset_id: int) -> dict[str, Callable[[], object]]:
    file_id = register(client, dataset_id, "a").files[0].id
    return {
        "metadata": lambda: client.datasets.set_metadata(dataset_id, metadata={"day": "1"}),
        "registering": lambda: register(client, dataset_id, "b"),
        "metadata of a file": lambda: client.files.set_metadata(
            dataset_id, omiq_metadatas={str(file_id): {"day": "1"}}
        ),
        "deletion of a file": lambda: client.files.delete(dataset_id, file_id),
        "restoring": lambda: [client.datasets.trash(dataset_id, delete=there) for there in (True, False)],
    }


@pytest.mark.parametrize("change", ["metadata", "registering", "metadata of a file", "deletion of a file", "restoring"])
def test_dataset_updated_last_is_listed_first(client: omiq.Client, change: str) -> None:
    """The list begins with what was updated last; `limit` cuts it, and 0 does not."""
    first, second, third = (client.datasets.create(display_name="Any").id for _ in range(3))
    do = touches(client, first)[change]
    client.datasets.set_metadata(second, metadata={})
    assert ids(client.datasets.list()) == [second, first, third]
    do()
    assert ids(client.datasets.list(limit=0)) == [first, second, third]
    assert ids(client.datasets.list(limit=2)) == [first, second]
    assert ids(client.datasets.list(limit=2**62)) == [first, second, third]


def test_list_tells_the_owners_if_asked(client: omiq.Client) -> None:
    """`includeOwner` adds each dataset's owner, and nothing else."""
    client.datasets.create(display_name="Mine")
    (plain,), (full,) = client.datasets.list(), client.datasets.list(include_owner=True)
    assert full.raw == {**plain.raw, "owner": client.datasets.owners()[str(plain.id)].raw}


def test_time_of_the_update_is_the_sandboxs(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """`updatedAt` is a time with its zone, by the clock that tests may put forward."""
    sandbox.clock.advance(10 * 24 * 3600.0)
    with signed_in(sandbox, "owner") as later:
        updated = datetime.fromisoformat(later.datasets.create(display_name="Late")["updatedAt"])
    assert 9 < (updated - datetime.now(UTC)).total_seconds() / 24 / 3600 < 11


def test_metadata_is_merged(client: omiq.Client) -> None:
    """Names that are not sent stay as they are; text comes back as it went."""
    dataset_id = client.datasets.create(display_name="Any").id
    client.datasets.set_metadata(dataset_id, metadata={"tissue": "blood", "day": "1"})
    answer = client.datasets.set_metadata(dataset_id, metadata={"day": "2", "": "ü\x00 "})
    assert answer["metadata"] == {"tissue": "blood", "day": "2", "": "ü\x00 "}
    assert client.datasets.get(dataset_id) == answer


def test_files_are_counted(client: omiq.Client) -> None:
    """`fileCount` follows registering and deleting."""
    dataset_id = client.datasets.create(display_name="Any").id
    file_id = register(client, dataset_id, "a", "b").files[0].id
    assert client.datasets.get(dataset_id)["fileCount"] == 2
    client.files.delete(dataset_id, file_id)
    assert client.datasets.list()[0]["fileCount"] == 1


def test_dataset_in_the_trash_can_be_restored(client: omiq.Client) -> None:
    """It is in no list, can still be had by its id, and comes back whole; to put it where it is changes nothing."""
    dataset_id = client.datasets.create(display_name="Any").id
    file_id = upload(client, dataset_id, CELLS)
    trashed = client.datasets.trash(dataset_id)
    assert trashed["inTrash"] is True
    assert client.datasets.trash(dataset_id) == client.datasets.get(dataset_id) == trashed
    assert client.datasets.list() == []
    assert client.datasets.owners() == {}
    restored = client.datasets.trash(dataset_id, delete=False)
    assert restored["inTrash"] is False
    assert client.datasets.trash(dataset_id, delete=False) == restored
    assert client.datasets.list() == [restored]
    assert get(client.files.download_url(dataset_id, file_id)).content == CELLS


@pytest.mark.parametrize("trashed", [True, False])
def test_dataset_deleted_for_good_takes_its_files_along(
    sandbox: omiq_sandbox.Server, client: omiq.Client, trashed: bool
) -> None:
    """Neither its files nor their bytes are left, whether it was in the Trash or not; others stay."""
    dataset_id, other = (client.datasets.create(display_name="Any").id for _ in range(2))
    file_id = upload(client, dataset_id, CELLS)
    kept = upload(client, other, CELLS)
    download = client.files.download_url(dataset_id, file_id)
    (upload_url,) = register(client, dataset_id, "a").signed_urls
    if trashed:
        client.datasets.trash(dataset_id)
    assert client.datasets.force_delete(dataset_id) == {}
    assert ids(client.datasets.list()) == [other]
    assert get(download).status_code == put(upload_url, CELLS).status_code == 404
    for ask in (client.datasets.get, client.datasets.force_delete, client.files.list):
        with pytest.raises(omiq.NotFound, match=f"There is no dataset {dataset_id}"):
            ask(dataset_id)
    assert get(client.files.download_url(other, kept)).content == CELLS
    assert len(list((sandbox._sandbox.folder / "blobs").iterdir())) == 1
    with sandbox._sandbox.store.transaction() as db:
        assert rights.policies(db, "DATASET", dataset_id) == []


def test_workflow_outlives_its_dataset(sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """A workflow stays when its dataset is deleted for good, and can still be had."""
    dataset_id = client.datasets.create(display_name="Any").id
    workflow_id = client.workflows.create(dataset_id=dataset_id, name="Gates").id
    client.datasets.force_delete(dataset_id)
    assert client.workflows.get(workflow_id).dataset_id == dataset_id


READS: dict[str, Callable[[omiq.Client, int, int], object]] = {
    "get": lambda client, dataset_id, _: client.datasets.get(dataset_id),
    "files": lambda client, dataset_id, _: client.files.list(dataset_id),
    "file": lambda client, dataset_id, file_id: client.files.get(dataset_id, file_id),
    "download": lambda client, dataset_id, file_id: client.files.download_url(dataset_id, file_id),
}
EDITS: dict[str, Callable[[omiq.Client, int, int], object]] = {
    "metadata": lambda client, dataset_id, _: client.datasets.set_metadata(dataset_id, metadata={"day": "1"}),
    "register": lambda client, dataset_id, _: register(client, dataset_id, "a"),
    "file metadata": lambda client, dataset_id, file_id: client.files.set_metadata(
        dataset_id, omiq_metadatas={str(file_id): {"day": "1"}}
    ),
    "delete file": lambda client, dataset_id, file_id: client.files.delete(dataset_id, file_id),
}
DELETES: dict[str, Callable[[omiq.Client, int, int], object]] = {
    "trash": lambda client, dataset_id, _: client.datasets.trash(dataset_id),
    "restore": lambda client, dataset_id, _: client.datasets.trash(dataset_id, delete=False),
    "force delete": lambda client, dataset_id, _: client.datasets.force_delete(dataset_id),
}
ALLOWED: dict[Role | None, dict[str, Any]] = {
    None: {},
    Role.READER: READS,
    Role.EDITOR: READS | EDITS,
}


@pytest.mark.parametrize("call", [*READS, *EDITS, *DELETES])
@pytest.mark.parametrize("role", ALLOWED, ids=lambda role: role.name if role else "nobody")
def test_role_decides_what_is_allowed(
    sandbox: omiq_sandbox.Server, client: omiq.Client, colleague: omiq.Client, role: Role | None, call: str
) -> None:
    """A reader reads, an editor changes files and metadata too, only the owner deletes; a refusal changes nothing."""
    dataset_id = client.datasets.create(display_name="Any").id
    file_id = upload(client, dataset_id, CELLS)
    sandbox.wait_idle()
    if role is not None:
        let(sandbox, dataset_id, role)
    before = client.datasets.get(dataset_id), client.files.list(dataset_id)
    do = (READS | EDITS | DELETES)[call]
    if call in ALLOWED[role]:
        do(colleague, dataset_id, file_id)
    else:
        with pytest.raises(omiq.PermissionDenied, match="You do not have permission"):
            do(colleague, dataset_id, file_id)
        assert (client.datasets.get(dataset_id), client.files.list(dataset_id)) == before
    assert bool(colleague.datasets.list()) == (role is not None)


@pytest.mark.parametrize("call", [*READS, *EDITS, *DELETES])
def test_dataset_that_is_not_there_is_not_found(client: omiq.Client, call: str) -> None:
    """Every call on a dataset tells that there is none of this id."""
    with pytest.raises(omiq.NotFound, match="There is no dataset 271715923047819"):
        (READS | EDITS | DELETES)[call](client, 271715923047819, 5)
