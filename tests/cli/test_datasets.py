"""`omiq datasets`: each command, against the sandbox."""

from __future__ import annotations

import omiq
import omiq_sandbox
from tests.support.accounts import signed_in
from tests.support.command import Omiq

NAME = "T cells of young and old donors"


def test_list_shows_id_and_name(command: Omiq, client: omiq.Client) -> None:
    """Off a terminal each dataset is a line with tabs, and no head."""
    (dataset,) = client.datasets.list()
    assert command("datasets", "list") == (0, f"{dataset.id}\t{NAME}\n", "")


def test_list_tells_owners_and_keeps_to_its_limit(command: Omiq, client: omiq.Client) -> None:
    newer = client.datasets.create(display_name="Newer")
    (row,) = command("datasets", "list", "--owners", "--limit", 1, "--json").json
    assert (row["id"], row["owner"]["name"]) == (newer.id, "Rosalind Marsh")


def test_show_takes_an_id_or_a_name(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    assert command("datasets", "show", NAME, "--json").json == dataset.raw
    assert command("datasets", "show", dataset.id, "--json").json == dataset.raw


def test_name_that_is_unknown_is_not_found(command: Omiq) -> None:
    """The nearest name is told, and how to see all."""
    ended = command("datasets", "show", "T cells of young and old donor")
    assert (ended.code, ended.out) == (4, "")
    assert f"did you mean '{NAME}'?" in ended.err
    assert "omiq datasets list" in ended.err


def test_name_of_several_shows_the_candidates(command: Omiq, client: omiq.Client) -> None:
    twins = [client.datasets.create(display_name="Twin").id for _ in range(2)]
    ended = command("datasets", "show", "Twin")
    assert (ended.code, ended.out) == (2, "")
    assert all(str(id) in ended.err for id in twins)


def test_create_makes_a_dataset(command: Omiq, client: omiq.Client) -> None:
    """With --quiet the new id alone is printed, for scripts."""
    id = int(command("datasets", "create", "Panel 3", "--quiet").out)
    assert client.datasets.get(id).display_name == "Panel 3"


def test_dry_run_shows_the_request_and_sends_nothing(
    command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server
) -> None:
    before = len(client.datasets.list())
    ended = command("datasets", "create", "Panel 3", "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0] == f"POST {sandbox.url}/datasets"
    assert '{"displayName":"Panel 3"}' in ended.out
    assert sandbox.token not in ended.out
    assert len(client.datasets.list()) == before


def test_tag_sets_metadata(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    assert command("datasets", "tag", NAME, "Study=Lymphoma", "Site=Basel=2").code == 0
    assert client.datasets.get(dataset.id).raw["metadata"] == {"Study": "Lymphoma", "Site": "Basel=2"}


def test_tags_that_are_none_are_refused(command: Omiq) -> None:
    ended = command("datasets", "tag", NAME, "Lymphoma")
    assert (ended.code, ended.err) == (
        2,
        "omiq: 'Lymphoma' is no tag.\nWrite NAME=VALUE, in quotes where there are blanks.\n",
    )


def test_trash_and_restore(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    assert command("datasets", "trash", NAME).code == 0
    assert client.datasets.list() == []
    assert command("datasets", "restore", dataset.id).code == 0
    assert client.datasets.list() == [client.datasets.get(dataset.id)]


def test_delete_refuses_without_somebody_to_ask(command: Omiq, client: omiq.Client) -> None:
    """What destroys needs --yes where there is no terminal."""
    ended = command("datasets", "delete", NAME)
    assert (ended.code, ended.out) == (2, "")
    assert "--yes" in ended.err
    assert len(client.datasets.list()) == 1


def test_delete_with_yes_deletes_for_good(command: Omiq, client: omiq.Client) -> None:
    assert command("datasets", "delete", NAME, "--yes").code == 0
    assert client.datasets.list() == []


def test_owners_are_listed_by_dataset(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    (row,) = command("datasets", "owners", "--json").json
    assert (row["datasetId"], row["owner"]["name"]) == (str(dataset.id), "Rosalind Marsh")


def test_share_gives_a_role(command: Omiq, client: omiq.Client, sandbox: omiq_sandbox.Server) -> None:
    """A user is found by mail address, and sees the dataset then."""
    other = next(account for account in sandbox.users[1:] if account.password is not None)
    assert command("datasets", "share", NAME, "--user", other.email).code == 0
    with signed_in(sandbox, other.name) as theirs:
        assert [dataset.display_name for dataset in theirs.datasets.list()] == [NAME]


def test_share_with_nobody_is_refused(command: Omiq) -> None:
    assert command("datasets", "share", NAME).code == 2
