"""Files as they are registered, listed, named, and told more about."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import omiq
import omiq_sandbox
from omiq.models import FileSpec
from tests.support.uploads import CELLS, get, put, register, upload

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_answers_are_in_the_order_asked(client: omiq.Client, dataset_id: int) -> None:
    """Each URL is that of the file at its place, and the list keeps the order over several registrations."""
    contents = {name: f"{name},a\n1,2\n".encode() for name in ("c", "a", "b")}
    registered = register(client, dataset_id, *contents)
    for url, content in zip(registered.signed_urls, contents.values(), strict=True):
        put(url, content)
    register(client, dataset_id, "0")
    files = client.files.list(dataset_id)
    assert [file.file_name for file in files] == ["c", "a", "b", "0"]
    assert [get(client.files.download_url(dataset_id, file.id)).content for file in files[:3]] == [*contents.values()]


def test_two_files_of_one_name_live_side_by_side(client: omiq.Client, dataset_id: int) -> None:
    """A name says nothing about which file it is: the id does."""
    ids = [upload(client, dataset_id, content, "cells.fcs") for content in (CELLS, b"a,b\n1,2\n")]
    assert len(set(ids)) == 2
    contents = [get(client.files.download_url(dataset_id, file_id)).content for file_id in ids]
    assert contents == [CELLS, b"a,b\n1,2\n"]


def test_file_has_the_members_that_are_known(client: omiq.Client, dataset_id: int) -> None:
    """A registered file shows all but what only its bytes can tell."""
    file = register(client, dataset_id, "cells.fcs").files[0].raw
    assert file == {
        "id": file["id"],
        "datasetId": dataset_id,
        "fileName": "cells.fcs",
        "displayName": "cells.fcs",
        "jobName": f"process-{file['id']}",
        "status": "UNSET",
        "features": [],
        "metadata": {},
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(file_name=NAMES, display_name=NAMES)
def test_names_come_back_as_they_went(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, file_name: str, display_name: str
) -> None:
    """A name is any text, that of a path elsewhere too, and no file on the disk is called so."""
    spec = FileSpec(display_name=display_name, file_name=file_name, content_type="text/plain", dataset_id=dataset_id)
    registered = client.files.register(dataset_id, files=[spec])
    put(registered.signed_urls[0], CELLS).raise_for_status()
    file = client.files.get(dataset_id, registered.files[0].id)
    assert (file.file_name, file.display_name) == (file_name, display_name)
    assert get(client.files.download_url(dataset_id, file.id)).content == CELLS
    assert file.raw["rawFileBlobId"] in {path.name for path in (sandbox._sandbox.folder / "blobs").iterdir()}


@pytest.mark.parametrize("name", ["../../escape.fcs", "/etc/cells.fcs", "C:\\cells.fcs", "a\x00b", ".", "", "con"])
def test_name_of_another_place_is_only_a_name(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int, name: str
) -> None:
    """Nothing is written but one blob, under a name that the sandbox drew."""
    upload(client, dataset_id, CELLS, name)
    (blob,) = (sandbox._sandbox.folder / "blobs").iterdir()
    assert blob.name == client.files.list(dataset_id)[0].raw["rawFileBlobId"]
    assert blob.name.isalnum()


@pytest.mark.parametrize("place", ["datasetKey", "files.1.datasetId"])
def test_one_dataset_at_a_time(client: omiq.Client, dataset_id: int, place: str) -> None:
    """A body that names another dataset than the path is refused, with the place, and registers nothing."""
    specs = [
        {"displayName": "a", "fileName": "a", "contentType": "text/csv", "datasetId": dataset_id} for _ in range(2)
    ]
    body = {"datasetKey": dataset_id, "files": specs}
    if place == "datasetKey":
        body["datasetKey"] = 5
    else:
        specs[1]["datasetId"] = 5
    with pytest.raises(omiq.BadRequest, match=f"body.{place}: must be {dataset_id}"):
        client.raw.post(f"/datasets/{dataset_id}/files", json=body)
    assert client.files.list(dataset_id) == []


def test_file_of_another_dataset_is_not_found(client: omiq.Client, dataset_id: int) -> None:
    """A file is found below its own dataset alone."""
    file_id = upload(client, dataset_id, CELLS)
    other = client.datasets.create(display_name="Monocytes").id
    for ask in (client.files.get, client.files.delete, client.files.download_url):
        with pytest.raises(omiq.NotFound, match=f"There is no file {file_id}"):
            ask(other, file_id)
    assert client.files.get(dataset_id, file_id).id == file_id


def test_deleted_file_is_gone(client: omiq.Client, dataset_id: int) -> None:
    """It is in no list, its bytes cannot be had by a URL from before, and the other files stay."""
    file_id, other = (upload(client, dataset_id, CELLS) for _ in range(2))
    url = client.files.download_url(dataset_id, file_id)
    assert client.files.delete(dataset_id, file_id) == {}
    assert [file.id for file in client.files.list(dataset_id)] == [other]
    assert get(url).status_code == httpx.codes.NOT_FOUND
    with pytest.raises(omiq.NotFound):
        client.files.delete(dataset_id, file_id)


def test_metadata_is_merged(client: omiq.Client, dataset_id: int) -> None:
    """Names that are not sent stay; the answer holds the files that were named, in the order asked."""
    first, second = (file.id for file in register(client, dataset_id, "a", "b").files)
    client.files.set_metadata(dataset_id, omiq_metadatas={str(first): {"tissue": "blood", "day": "1"}})
    answer = client.files.set_metadata(dataset_id, omiq_metadatas={str(second): {"day": "3"}, str(first): {"day": "2"}})
    assert [file.id for file in answer] == [second, first]
    assert [file.raw["metadata"] for file in client.files.list(dataset_id)] == [
        {"tissue": "blood", "day": "2"},
        {"day": "3"},
    ]


@pytest.mark.parametrize("key", ["271715923047819", "cells.fcs", "", "{}0", " {}", "+{}"])
def test_metadata_of_an_unknown_file_is_refused(client: omiq.Client, dataset_id: int, key: str) -> None:
    """Where one key is no file of the dataset, no metadata are set at all."""
    file_id = register(client, dataset_id, "a").files[0].id
    with pytest.raises(omiq.NotFound, match="There is no file"):
        client.files.set_metadata(
            dataset_id, omiq_metadatas={str(file_id): {"day": "1"}, key.format(file_id): {"day": "1"}}
        )
    assert client.files.get(dataset_id, file_id).raw["metadata"] == {}


def test_upload_url_that_has_expired_is_refused(
    sandbox: omiq_sandbox.Server, client: omiq.Client, dataset_id: int
) -> None:
    """A signed URL takes bytes for an hour."""
    (url,) = register(client, dataset_id, "cells.fcs").signed_urls
    sandbox.clock.advance(3601)
    assert put(url, CELLS).status_code == 403
    assert client.files.list(dataset_id)[0].status == "UNSET"
