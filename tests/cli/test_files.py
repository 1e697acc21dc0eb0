"""`omiq files` on files that are listed, shown, tagged, deleted and waited for, by their addresses."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

import omiq
import omiq_sandbox
from tests.support.accounts import signed_in
from tests.support.command import COMMAND, Omiq
from tests.support.uploads import CELLS, register, upload


@pytest.fixture
def dataset(client: omiq.Client, sandbox: omiq_sandbox.Server) -> int:
    """The id of a dataset `Panel` with the files a.fcs and b.fcs."""
    id = client.datasets.create(display_name="Panel").id
    for name in ("a.fcs", "b.fcs"):
        upload(client, id, CELLS, name)
    sandbox.wait_idle()
    return id


def ids(client: omiq.Client, dataset: int) -> dict[str | None, int]:
    return {file.display_name: file.id for file in client.files.list(dataset)}


def test_list_shows_id_name_status_and_size(command: Omiq, client: omiq.Client, dataset: int) -> None:
    a, b = ids(client, dataset).values()
    size = len(CELLS)
    expected = f"{a}\ta.fcs\tCOMPLETE\t{size}\n{b}\tb.fcs\tCOMPLETE\t{size}\n"
    assert command("files", "list", "Panel") == (0, expected, "")


def test_list_of_no_dataset_is_not_found(command: Omiq) -> None:
    ended = command("files", "list", 99)
    assert (ended.code, ended.out) == (4, "")


def test_quiet_prints_addresses_that_all_commands_take(command: Omiq, client: omiq.Client, dataset: int) -> None:
    """OMIQ takes no file id alone, so the dataset's comes with it."""
    addresses = command("files", "list", "Panel", "--quiet").lines
    assert addresses == [f"{dataset}/{id}" for id in ids(client, dataset).values()]
    assert command("files", "show", addresses[0], "--columns", "displayName").out == "displayName\ta.fcs\n"
    assert command("files", "tag", *addresses, "--tag", "Donor=7").code == 0
    assert command("files", "wait", *addresses).code == 0
    assert command("files", "delete", *addresses, "--yes").code == 0
    assert client.files.list(dataset) == []


@pytest.mark.parametrize("address", ["Panel/a.fcs", "{dataset}/{file}", "Panel/{file}", "{dataset}/a.fcs"])
def test_show_takes_ids_and_names(command: Omiq, client: omiq.Client, dataset: int, address: str) -> None:
    id = ids(client, dataset)["a.fcs"]
    shown = command("files", "show", address.format(dataset=dataset, file=id), "--json")
    assert shown.json == client.files.get(dataset, id).raw


@pytest.mark.parametrize("address", ["Panel", "/a.fcs", "Panel/", ""])
def test_show_of_no_address_is_refused(command: Omiq, address: str) -> None:
    ended = command("files", "show", address)
    assert (ended.code, ended.out) == (2, "")
    assert "Write DATASET/FILE." in ended.err


def test_tag_sets_the_same_tags_for_files(command: Omiq, client: omiq.Client, dataset: int) -> None:
    rows = command("files", "tag", "Panel/a.fcs", "--tag", "Donor=7", "--tag", "Site=Basel", "--json").json
    assert [(row["name"], row["state"]) for row in rows] == [("a.fcs", "done")]
    a, b = client.files.list(dataset)
    assert (a.raw["metadata"], b.raw.get("metadata") or {}) == ({"Donor": "7", "Site": "Basel"}, {})


def test_tag_by_a_csv_file(command: Omiq, client: omiq.Client, dataset: int, tmp_path: Path) -> None:
    """Files that the CSV file does not name are left alone."""
    (tmp_path / "donors.csv").write_text("Filename,Donor\nb.fcs,8\nelse.fcs,9\n")
    rows = command("files", "tag", "Panel", "--metadata", "donors.csv", "--json").json
    assert [row["name"] for row in rows] == ["b.fcs"]
    assert client.files.list(dataset)[1].raw["metadata"] == {"Donor": "8"}


def test_tag_needs_tags(command: Omiq, dataset: int) -> None:
    ended = command("files", "tag", "Panel")
    assert (ended.code, ended.out) == (2, "")
    assert "--tag or --metadata" in ended.err


def test_tag_is_shown_by_a_dry_run_and_not_sent(command: Omiq, client: omiq.Client, dataset: int) -> None:
    ended = command("files", "tag", "Panel/a.fcs", "--tag", "Donor=7", "--dry-run")
    assert (ended.code, ended.err) == (0, "")
    assert '"Donor":"7"' in ended.out
    assert not client.files.list(dataset)[0].raw.get("metadata")


def test_tag_without_permission(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """A reader may look at the files of a dataset; where nothing could be done the reason is the exit code."""
    other = next(account for account in sandbox.users[1:] if account.password is not None)
    with signed_in(sandbox, other.name) as theirs:
        dataset = theirs.datasets.create(display_name="Theirs").id
        upload(theirs, dataset, CELLS, "a.fcs")
        me = next(user for user in theirs.users.search(query="Rosalind") if user.name == "Rosalind Marsh")
        theirs.sharing.share(
            resource_id=dataset, resource_name="Theirs", role="READER", user_ids=[me.id], resource_type="DATASET"
        )
    ended = command("files", "tag", "Theirs", "--tag", "Donor=7")
    assert ended.code == 5
    assert "1 of 1 files failed" in ended.err
    ended = command("files", "delete", "Theirs/a.fcs", "--yes")
    assert ended.code == 5


def test_delete_refuses_a_dataset_and_what_nobody_confirms(command: Omiq, client: omiq.Client, dataset: int) -> None:
    assert command("files", "delete", "Panel", "--yes").code == 2
    ended = command("files", "delete", "Panel/a.fcs", "Panel/b.fcs")
    assert (ended.code, ended.out) == (2, "")
    assert "Delete 2 files (a.fcs, b.fcs) for good?" in ended.err
    assert len(client.files.list(dataset)) == 2


def test_delete_asks_on_a_terminal(command: Omiq, client: omiq.Client, dataset: int) -> None:
    terminal = pexpect.spawn(f"{COMMAND} files delete Panel/a.fcs", env=command.environment, encoding="utf-8")
    terminal.expect("Delete 1 file \\(a.fcs\\) for good\\?")
    terminal.sendline("n")
    terminal.expect("Nothing was done")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert len(client.files.list(dataset)) == 2


def test_delete_goes_on_where_one_fails(
    command: Omiq, client: omiq.Client, dataset: int, sandbox: omiq_sandbox.Server
) -> None:
    """The rows tell of each file, stderr names the one that failed."""
    sandbox.faults.add({"kind": "status", "status": 403, "operation": "deleteFile", "count": 1})
    ended = command("files", "delete", "Panel/a.fcs", "Panel/b.fcs", "--yes", "--columns", "name,state")
    assert (ended.code, ended.out) == (6, "a.fcs\tfailed\nb.fcs\tdone\n")
    assert ended.err.splitlines()[0].startswith("a.fcs: ")
    assert "omiq: 1 of 2 files failed." in ended.err
    assert list(ids(client, dataset)) == ["a.fcs"]


def test_delete_in_a_dry_run(command: Omiq, client: omiq.Client, dataset: int) -> None:
    ended = command("files", "delete", "Panel/a.fcs", "--dry-run", "--columns", "name,state")
    assert ended == (0, "a.fcs\twould delete\n", "")
    assert len(client.files.list(dataset)) == 2


@pytest.mark.parametrize("name", ["c.fcs", "99"])
def test_file_that_is_not_there(command: Omiq, dataset: int, name: str) -> None:
    """All addresses are looked up before anything is done."""
    for verb in (["delete", "--yes"], ["download"], ["tag", "--tag", "A=1"], ["wait"]):
        ended = command("files", *verb, "Panel/a.fcs", f"Panel/{name}")
        assert (ended.code, ended.out) == (4, ""), verb
        assert "`omiq files list DATASET` shows all." in ended.err


def test_name_of_several_files_shows_the_candidates(command: Omiq, client: omiq.Client, dataset: int) -> None:
    twins = [upload(client, dataset, CELLS, "twin.fcs") for _ in range(2)]
    ended = command("files", "delete", "Panel/twin.fcs", "--yes")
    assert ended.code == 2
    assert all(str(id) in ended.err for id in twins)


def test_wait_takes_a_dataset_and_files_of_it(command: Omiq, dataset: int) -> None:
    assert command("files", "wait", "Panel", "--columns", "name,state").out == "a.fcs\tdone\nb.fcs\tdone\n"
    assert command("files", "wait", "Panel", "b.fcs", "--columns", "name,state").out == "b.fcs\tdone\n"


def test_wait_for_a_file_that_fails(command: Omiq, client: omiq.Client, dataset: int) -> None:
    upload(client, dataset, b"no FCS", "broken.fcs")
    ended = command("files", "wait", "Panel", "--columns", "name,state")
    assert (ended.code, ended.out) == (6, "a.fcs\tdone\nb.fcs\tdone\nbroken.fcs\tfailed\n")
    assert ended.err.splitlines()[0].startswith("broken.fcs: FAILED")


def test_download_of_a_file_without_bytes_fails(command: Omiq, client: omiq.Client, dataset: int) -> None:
    """Where no file was done the exit code is another than where some were."""
    register(client, dataset, "empty.fcs")
    assert command("files", "download", "Panel/empty.fcs").code in (1, 4)
    assert command("files", "download", "Panel/a.fcs", "Panel/empty.fcs").code == 6
