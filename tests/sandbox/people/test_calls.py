"""The calls about people, rights and the server, as a client makes them of a running sandbox."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest

import omiq
import omiq_sandbox
from omiq_sandbox._state import groups


@dataclass
class Party:
    """Everybody in the demo, signed in; Grace asked Rosalind for a connection and shares no group with anybody."""

    rosalind: omiq.Client
    ada: omiq.Client
    edith: omiq.Client
    grace: omiq.Client
    pipeline: omiq.Client
    ids: list[int]

    @property
    def dataset_id(self) -> int:
        return self.rosalind.datasets.list()[0].id

    @property
    def workflow_id(self) -> int:
        return self.rosalind.workflows.list()[0].id

    def share(
        self, by: omiq.Client, role: str, *user_ids: int, group_ids: tuple[int, ...] = ()
    ) -> list[omiq.models.Policy]:
        return by.sharing.share(
            resource_id=self.dataset_id,
            resource_name="T cells",
            role=role,
            user_ids=list(user_ids),
            group_ids=list(group_ids),
        )


@pytest.fixture
def party(demo: omiq_sandbox.Server) -> Iterator[Party]:
    with ExitStack() as clients:
        rosalind, ada, edith, grace, pipeline = (
            clients.enter_context(omiq.Client(demo.url, token=demo.log_in(user))) for user in demo.users
        )
        yield Party(rosalind, ada, edith, grace, pipeline, [user.id for user in demo.users])


def log_in(server: omiq_sandbox.Server, **secret: str) -> httpx.Response:
    return httpx.post(f"{server.url}/auth/login", json=secret)


def test_a_secret_file_signs_in(sandbox: omiq_sandbox.Server) -> None:
    """The service account's file does, and nobody but its owner can read it."""
    with omiq.Client(sandbox.url, secret_file=sandbox.secret_file) as client:
        user = client.users.me()

    assert (user.name, user["isServiceAccount"]) == ("Nightly pipeline", True)
    assert stat.S_IMODE(sandbox.secret_file.stat().st_mode) == 0o600


def test_a_refused_login_does_not_tell_what_was_wrong(sandbox: omiq_sandbox.Server) -> None:
    """A wrong key, somebody else's address and an unknown address get the same answer."""
    secret = json.loads(sandbox.secret_file.read_text("utf-8"))
    refused = [
        log_in(sandbox, email=secret["email"], token=secret["token"][:-1]),
        log_in(sandbox, email=sandbox.users[0].email, token=secret["token"]),
        log_in(sandbox, email="nobody@lab.example", token=secret["token"]),
    ]

    assert log_in(sandbox, **secret).status_code == 200
    assert {(answer.status_code, answer.text) for answer in refused} == {
        (401, "The e-mail address or the secret key is wrong")
    }


def test_a_newer_login_ends_the_older_one() -> None:
    """Where so configured, the client is told that it was superseded."""
    with omiq_sandbox.run(seed="empty", one_login=True) as server:
        older = server.token
        server.log_in(server.users[0])
        with omiq.Client(server.url, token=older) as client, pytest.raises(omiq.LoginSuperseded):
            client.users.me()


def test_a_token_expires_by_the_clock_of_the_sandbox(sandbox: omiq_sandbox.Server) -> None:
    """After eight hours the server no longer takes it."""
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    assert httpx.get(f"{sandbox.url}/user", headers=headers).status_code == 200

    sandbox.clock.advance(8 * 3600)

    refused = httpx.get(f"{sandbox.url}/user", headers=headers)
    assert (refused.status_code, refused.text) == (401, "The token has expired")


def test_anybody_is_found_but_shows_only_who_they_are(party: Party) -> None:
    """Grace finds Ada, with whom nothing connects her, without Ada's preferences."""
    party.ada.users.set_preferences(prefs={"theme": "dark"})

    (found,) = party.grace.users.search("ADA@")

    assert set(found.raw) == {"id", "name", "email", "isServiceAccount"}
    assert party.ada.users.me()["prefs"] == {"theme": "dark"}


def test_only_members_see_a_group_and_its_members(party: Party) -> None:
    """Admins are told apart, users of elsewhere stand by themselves, and strangers are refused."""
    (group,) = party.edith.groups.list()

    members = party.edith.groups.members(group.id)

    admins = {user.name: user["isAdmin"] for user in members.users}
    assert admins == {"Ada Okafor": False, "Nightly pipeline": False, "Rosalind Marsh": True}
    assert [user.name for user in members.ext_users or []] == ["Edith Novak"]
    assert party.grace.groups.list() == []
    with pytest.raises(omiq.PermissionDenied):
        party.grace.groups.members(group.id)


def test_a_group_without_external_users_has_no_such_member(demo: omiq_sandbox.Server, party: Party) -> None:
    """`extUsers` is there only where it applies (`pkg-1.10.3`)."""
    with demo._sandbox.store.transaction() as db:
        group = groups.add_group(db, "B cell study")
        groups.add_member(db, group.id, party.ids[0])

    assert "extUsers" not in party.rosalind.groups.members(group.id)


def test_only_connections_can_be_shared_with(party: Party) -> None:
    """Grace gets nothing until her request is accepted, and then reads but does not edit."""
    _, _, _, grace, _ = party.ids
    with pytest.raises(omiq.PermissionDenied):
        party.share(party.rosalind, "READER", grace)

    party.rosalind.users.answer_connection(requester_id=grace, connect=True)
    (policy,) = party.share(party.rosalind, "READER", grace)

    assert (policy.role, policy["holderName"]) == ("READER", "Grace Lindqvist")
    assert party.grace.datasets.get(party.dataset_id).id == party.dataset_id
    with pytest.raises(omiq.PermissionDenied):
        party.grace.datasets.set_metadata(party.dataset_id, metadata={"a": "b"})


def test_a_refused_request_connects_nobody_and_is_settled(party: Party) -> None:
    """There is no second answer to it, and no answer to a request that nobody made."""
    _, ada, _, grace, _ = party.ids
    party.rosalind.users.answer_connection(requester_id=grace, connect=False)

    for requester in (grace, ada):
        with pytest.raises(omiq.NotFound):
            party.rosalind.users.answer_connection(requester_id=requester, connect=True)
    with pytest.raises(omiq.PermissionDenied):
        party.share(party.rosalind, "READER", grace)


def test_nobody_shares_with_a_group_that_they_are_not_in(party: Party) -> None:
    """Grace, who has a dataset of her own, cannot give it to the group of the others."""
    (group,) = party.rosalind.groups.list()
    own = party.grace.datasets.create(display_name="Mine")

    with pytest.raises(omiq.PermissionDenied):
        party.grace.sharing.share(resource_id=own.id, resource_name="Mine", group_ids=[group.id])


def test_sharing_all_or_nothing(party: Party) -> None:
    """Where one of those named is out of reach, nobody gets the role."""
    _, ada, _, grace, _ = party.ids
    before = party.rosalind.sharing.list_policies(party.dataset_id)

    with pytest.raises(omiq.PermissionDenied):
        party.share(party.rosalind, "EDITOR", ada, grace)

    assert party.rosalind.sharing.list_policies(party.dataset_id) == before


def test_a_shared_workflow_lets_its_reader_read_the_dataset(party: Party) -> None:
    """Sharing the workflow alone gives READER on its dataset (`help-sharing`)."""
    grace = party.ids[3]
    party.rosalind.users.answer_connection(requester_id=grace, connect=True)
    party.rosalind.sharing.share(
        resource_id=party.workflow_id, resource_name="T cells", user_ids=[grace], resource_type="WORKFLOW"
    )

    roles = {each["holderName"]: each.role for each in party.grace.sharing.list_policies(party.dataset_id)}

    assert roles == {"Rosalind Marsh": "OWNER", "T cell study": "EDITOR", "Grace Lindqvist": "READER"}
    assert [dataset.id for dataset in party.grace.datasets.list()] == [party.dataset_id]


def test_a_reader_shares_nothing_and_an_editor_does_not_change_the_owner(party: Party) -> None:
    """Sharing takes EDITOR, giving away takes OWNER."""
    rosalind, ada, _, grace, _ = party.ids
    party.rosalind.users.answer_connection(requester_id=grace, connect=True)
    party.share(party.rosalind, "READER", grace)

    with pytest.raises(omiq.PermissionDenied):
        party.share(party.grace, "READER", rosalind)
    with pytest.raises(omiq.PermissionDenied):
        party.ada.sharing.change_owner(resource_id=party.dataset_id, updated_owner_id=ada, updated_owner_type="USER")
    assert [policy.role for policy in party.share(party.ada, "READER", rosalind)] == ["OWNER"]


def test_the_owner_before_keeps_editing_and_may_not_delete(party: Party) -> None:
    """A new owner takes over; a repeat is refused, since the right that it needs is gone."""
    dataset_id, ada = party.dataset_id, party.ids[1]
    policy = party.rosalind.sharing.change_owner(
        resource_id=dataset_id, updated_owner_id=ada, updated_owner_type="USER"
    )

    assert (policy.role, policy["holderId"]) == ("OWNER", ada)
    owner = party.rosalind.datasets.owners()[dataset_id]
    assert (owner["type"], owner["name"]) == ("USER", "Ada Okafor")
    with pytest.raises(omiq.PermissionDenied):
        party.rosalind.datasets.trash(dataset_id)
    party.rosalind.datasets.set_metadata(dataset_id, metadata={"a": "b"})


def test_a_group_can_own(party: Party) -> None:
    """Each of its members may then do what an owner may, and take it back."""
    dataset_id, (group,) = party.dataset_id, party.rosalind.groups.list()
    party.rosalind.sharing.change_owner(resource_id=dataset_id, updated_owner_id=group.id, updated_owner_type="GROUP")

    taken = party.ada.sharing.change_owner(
        resource_id=dataset_id, updated_owner_id=party.ids[1], updated_owner_type="USER"
    )

    assert taken["holderName"] == "Ada Okafor"


@pytest.mark.parametrize(
    ("path", "body", "member"),
    [
        ("/sharing", {"role": "OWNER"}, "role"),
        ("/sharing", {"resourceType": "FOLDER"}, "resourceType"),
        ("/iam/policies/changeowners", {"updatedOwnerType": "ROBOT"}, "updatedOwnerType"),
    ],
)
def test_an_unknown_word_is_refused_by_name(party: Party, path: str, body: dict[str, str], member: str) -> None:
    """The refusal names the member."""
    sharing = {"resourceId": party.dataset_id, "resourceName": "", "role": "READER", "noEmail": True}
    owning = {"resourceId": party.dataset_id, "updatedOwnerId": party.ids[1], "updatedOwnerType": "USER"}
    right = {"resourceType": "DATASET", **(sharing if path == "/sharing" else owning)}

    with pytest.raises(omiq.BadRequest, match=f"{member}: must be one of"):
        party.rosalind.raw.post(path, json={**right, **body})


def test_the_configuration_says_that_this_is_a_sandbox(party: Party, demo: omiq_sandbox.Server) -> None:
    """So that a program can make sure before it writes."""
    config = party.ada.settings.get()

    assert (config["isSandbox"], config["apiUrl"]) == (True, demo.url)


def test_transfers_are_for_those_who_may_read_the_dataset(party: Party) -> None:
    """The demo's dataset was copied once, and strangers are not told so."""
    (transfer,) = party.ada.transfers.list(party.dataset_id)

    assert (transfer["datasetId"], transfer["state"]) == (party.dataset_id, "COMPLETE")
    with pytest.raises(omiq.PermissionDenied):
        party.grace.transfers.list(party.dataset_id)


def test_raw_calls_find_the_invented_endpoints(party: Party, demo: omiq_sandbox.Server) -> None:
    """Notes are their writer's own; counts are keyed by file id; the log knows both."""
    note = party.ada.raw.post("/sandbox/notes", json={"title": "Gates", "labels": ["todo"]}, envelope="note")
    counts = party.ada.raw.get("/sandbox/counts", params={"datasetId": party.dataset_id}, envelope="counts")

    assert note["author"] == {"id": party.ids[1], "name": "Ada Okafor"}
    assert party.ada.raw.get(f"/sandbox/notes/{note['id']}", envelope="note") == note
    assert party.ada.raw.get("/sandbox/notes", envelope="notes") == [note]
    files = party.ada.files.list(party.dataset_id)
    assert counts == {str(file.id): {"name": file.display_name, "events": file["eventCount"]} for file in files}
    with pytest.raises(omiq.NotFound):
        party.grace.raw.get(f"/sandbox/notes/{note['id']}")
    with pytest.raises(omiq.NotFound):
        party.grace.raw.delete(f"/sandbox/notes/{note['id']}")
    assert party.ada.raw.delete(f"/sandbox/notes/{note['id']}") == {}
    assert party.ada.raw.get("/sandbox/notes", envelope="notes") == []
    with pytest.raises(omiq.BadRequest, match="title"):
        party.ada.raw.post("/sandbox/notes", json={})
    assert "sandbox.countEvents" in [request.operation for request in demo.requests]


def test_raw_calls_find_what_is_told_of_datasets(party: Party) -> None:
    """Recent datasets and tallies show datasets and files as the catalog's operations do; a recount takes long."""
    files = {file.id: file for file in party.ada.files.list(party.dataset_id)}
    file = next(iter(files.values()))

    recent = party.ada.raw.get("/sandbox/recent", params={"limit": 1})
    tally = party.ada.raw.get(f"/sandbox/datasets/{party.dataset_id}/tallies/{file.id}", envelope="tally")
    recount = party.ada.raw.post("/sandbox/recounts", json={"datasetId": party.dataset_id}, envelope="recount")

    assert recent == {"datasets": [party.ada.datasets.get(party.dataset_id).raw], "more": False}
    assert tally == {"file": file.raw, "events": file["eventCount"]}
    assert recount["files"] == {str(each.id): each["eventCount"] for each in files.values()}
    assert recount["events"] == sum(recount["files"].values())


def test_the_demo_is_complete(party: Party) -> None:
    """Both files are processed, and the workflow's gates stand below its scaling."""
    files = party.pipeline.files.list(party.dataset_id)
    workflow = party.pipeline.workflows.get(party.workflow_id)

    assert [(file.status, file["eventCount"]) for file in files] == [("COMPLETE", 1000)] * 2
    assert [task.type for task in workflow.tasks or []] == ["ScalingTask", "GatingTask"]
