"""`omiq files upload`, `download` and `sync`: rows, exit codes, dry runs, pipes and the bar."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pexpect
import pytest

import omiq
import omiq_sandbox
from tests.support.command import COMMAND, Omiq
from tests.support.fcs import REAL_FILES
from tests.support.uploads import CELLS, upload

REFUSED = {"kind": "status", "status": 403, "operation": "storage.put"}
STATES = ("--columns", "name,state")


@pytest.fixture
def fcs(tmp_path: Path) -> Path:
    """A folder with a.fcs and b.fcs."""
    folder = tmp_path / "fcs"
    folder.mkdir()
    for name in ("a.fcs", "b.fcs"):
        (folder / name).write_bytes(CELLS)
    return folder


@pytest.fixture
def dataset(client: omiq.Client) -> int:
    """The id of an empty dataset `Panel`."""
    return client.datasets.create(display_name="Panel").id


def names(client: omiq.Client, dataset: int) -> list[str | None]:
    return [file.display_name for file in client.files.list(dataset)]


def test_upload_shows_a_row_for_each_file(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    rows = command("files", "upload", "Panel", "fcs", "--json").json
    there = {file.display_name: file.id for file in client.files.list(dataset)}
    assert [(row["name"], row["id"], row["size"], row["state"], row["path"], row["error"]) for row in rows] == [
        (name, there[name], len(CELLS), "done", f"fcs/{name}", None) for name in ("a.fcs", "b.fcs")
    ]
    assert all(row["digest"].startswith("sha-256:") for row in rows)


def test_upload_prints_addresses_with_quiet(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    lines = command("files", "upload", "Panel", "fcs", "--quiet").lines
    assert lines == [f"{dataset}/{file.id}" for file in client.files.list(dataset)]


def test_upload_again_is_refused_unless_told_what_to_do(
    command: Omiq, client: omiq.Client, dataset: int, fcs: Path
) -> None:
    command("files", "upload", "Panel", "fcs", "--no-wait")
    ended = command("files", "upload", "Panel", "fcs")
    assert (ended.code, ended.out) == (2, "")
    assert "--on-duplicate" in ended.err
    again = command("files", "upload", "Panel", "fcs", "--on-duplicate", "skip", *STATES)
    assert again == (0, "a.fcs\tskipped\nb.fcs\tskipped\n", "")
    assert command("files", "upload", "Panel", "fcs/a.fcs", "--on-duplicate", "add").code == 0
    assert sorted(map(str, names(client, dataset))) == ["a.fcs", "a.fcs", "b.fcs"]


def test_upload_sets_tags(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    (fcs / "tags.csv").write_text("Filename,Donor\nb.fcs,8\n")
    command("files", "upload", "Panel", "fcs/a.fcs", "--tag", "Donor=7")
    command("files", "upload", "Panel", "fcs/b.fcs", "--metadata", "fcs/tags.csv")
    assert [file.raw["metadata"] for file in client.files.list(dataset)] == [{"Donor": "7"}, {"Donor": "8"}]


@pytest.mark.parametrize(
    "wrong",
    [
        ["missing"],
        ["fcs", "--pattern", "*.csv"],
        ["fcs", "--on-duplicate", "ask"],
        ["fcs", "--concurrency", 0],
        ["fcs", "--tag", "Donor"],
        ["fcs", "--tag", "A=1", "--metadata", "fcs/a.fcs"],
        [],
    ],
)
def test_upload_of_wrong_input_sends_nothing(
    command: Omiq, client: omiq.Client, dataset: int, fcs: Path, wrong: list[str | int]
) -> None:
    ended = command("files", "upload", "Panel", *wrong)
    assert (ended.code, ended.out) == (2, "")
    assert names(client, dataset) == []


def test_upload_that_fails_in_part(
    command: Omiq, client: omiq.Client, dataset: int, fcs: Path, sandbox: omiq_sandbox.Server
) -> None:
    """Rows tell of all files, stderr names those that failed and says what to type."""
    sandbox.faults.add({**REFUSED, "count": 2})
    ended = command("files", "upload", "Panel", "fcs", *STATES)
    assert (ended.code, ended.out) == (6, "a.fcs\tfailed\nb.fcs\tdone\n")
    failed, words, advice = ended.err.splitlines()[-3:]
    assert failed.startswith("fcs/a.fcs: ")
    assert words == "omiq: 1 of 2 files failed."
    assert advice.startswith("Give the same command again with --on-duplicate skip")
    assert "http" not in ended.err
    assert command("files", "upload", "Panel", "fcs", "--on-duplicate", "skip").code == 0


def test_upload_of_which_nothing_comes(command: Omiq, dataset: int, fcs: Path, sandbox: omiq_sandbox.Server) -> None:
    """Of many that fail the first are named."""
    for number in range(30):
        (fcs / f"{number}.fcs").write_bytes(CELLS)
    sandbox.faults.add(REFUSED)
    ended = command("files", "upload", "Panel", "fcs", "--json")
    assert ended.code == 1
    assert {row["state"] for row in ended.json} == {"failed"}
    assert len(ended.json) == 32
    told = [line for line in ended.err.splitlines() if "trying again" not in line]
    assert (len(told), told[20]) == (23, "and 12 more")


def test_upload_in_a_dry_run(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    """What would be sent, skipped or refused is told as a real run would do it."""
    upload(client, dataset, CELLS, "a.fcs")
    upload(client, dataset, CELLS + b"x", "other.fcs")
    (fcs / "other.fcs").write_bytes(CELLS)
    ended = command("files", "upload", "Panel", "fcs", "--on-duplicate", "skip", "--dry-run", *STATES)
    assert (ended.code, ended.out) == (0, "a.fcs\twould skip\nb.fcs\twould upload\nother.fcs\twould fail\n")
    assert "other.fcs: the dataset has a file of this name" in ended.err
    assert command("files", "upload", "Panel", "fcs", "--dry-run").code == 2
    assert names(client, dataset) == ["a.fcs", "other.fcs"]


def test_download_of_a_dataset(command: Omiq, client: omiq.Client, dataset: int, fcs: Path, tmp_path: Path) -> None:
    command("files", "upload", "Panel", "fcs")
    rows = command("files", "download", "Panel", "--folder", "copies", "--json").json
    assert [(row["name"], row["state"], row["path"]) for row in rows] == [
        (name, "done", f"copies/{name}") for name in ("a.fcs", "b.fcs")
    ]
    assert (tmp_path / "copies" / "a.fcs").read_bytes() == CELLS
    again = command("files", "download", "Panel", "--folder", "copies", *STATES)
    assert again == (0, "a.fcs\tskipped\nb.fcs\tskipped\n", "")
    assert "done" in command("files", "download", "Panel", "--folder", "copies", "--overwrite", "always").out


def test_list_is_piped_into_download(command: Omiq, dataset: int, fcs: Path, tmp_path: Path) -> None:
    command("files", "upload", "Panel", "fcs")
    ended = command.shell("omiq files list Panel --quiet | omiq files download - --folder copies --columns state")
    assert ended == (0, "done\ndone\n", "")
    assert (tmp_path / "copies" / "b.fcs").read_bytes() == CELLS


def test_empty_pipe_downloads_nothing(command: Omiq, dataset: int) -> None:
    assert command("files", "download", "-") == (0, "", "No file is named: nothing was done.\n")


def test_downloads_of_several_datasets_go_to_folders_of_theirs(
    command: Omiq, client: omiq.Client, dataset: int, fcs: Path, tmp_path: Path
) -> None:
    other = client.datasets.create(display_name="Pan/el").id
    upload(client, other, CELLS, "c.fcs")
    command("files", "upload", "Panel", "fcs")
    rows = command("files", "download", "Panel/a.fcs", other, "Panel/b.fcs", "--folder", "copies", "--json").json
    assert [row["path"] for row in rows] == ["copies/Panel/a.fcs", "copies/Panel/b.fcs", "copies/Pan_el/c.fcs"]
    assert all((tmp_path / row["path"]).read_bytes() == CELLS for row in rows)


def test_download_in_a_dry_run_writes_nothing(command: Omiq, dataset: int, fcs: Path, tmp_path: Path) -> None:
    command("files", "upload", "Panel", "fcs")
    ended = command("files", "download", "Panel", "--folder", "copies", "--dry-run", *STATES)
    assert ended == (0, "a.fcs\twould download\nb.fcs\twould download\n", "")
    assert not (tmp_path / "copies").exists()
    command("files", "download", "Panel/a.fcs", "--folder", "copies")
    before = (tmp_path / "copies" / ".omiq" / "downloads.jsonl").read_bytes()
    ended = command("files", "download", "Panel", "--folder", "copies", "--dry-run", *STATES)
    assert ended.out == "a.fcs\twould skip\nb.fcs\twould download\n"
    assert (tmp_path / "copies" / ".omiq" / "downloads.jsonl").read_bytes() == before


def test_sync_goes_both_ways(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    """A dry run says what the real run then does, and leaves no trace."""
    upload(client, dataset, CELLS, "c.fcs")
    foreseen = command("files", "sync", "fcs", "Panel", "--dry-run", *STATES)
    assert foreseen == (0, "a.fcs\twould upload\nb.fcs\twould upload\nc.fcs\twould download\n", "")
    assert not (fcs / ".omiq").exists()
    assert command("files", "sync", "fcs", "Panel", *STATES).out == "a.fcs\tdone\nb.fcs\tdone\nc.fcs\tdone\n"
    assert names(client, dataset) == ["c.fcs", "a.fcs", "b.fcs"]
    assert (fcs / "c.fcs").read_bytes() == CELLS
    foreseen = command("files", "sync", "fcs", "Panel", "--dry-run", "--columns", "state")
    assert set(foreseen.lines) == {"would skip"}


def test_sync_in_one_direction(command: Omiq, client: omiq.Client, dataset: int, fcs: Path) -> None:
    upload(client, dataset, CELLS, "c.fcs")
    command("files", "sync", "fcs", "Panel", "--direction", "up")
    assert not (fcs / "c.fcs").exists()
    assert command("files", "sync", "new", "Panel", "--direction", "down", "--columns", "state").lines == ["done"] * 3


def test_sync_of_a_folder_that_is_missing(command: Omiq, dataset: int) -> None:
    for more in ([], ["--dry-run"]):
        ended = command("files", "sync", "missing", "Panel", "--direction", "up", *more)
        assert (ended.code, ended.out) == (2, "")


def test_many_files_are_one_line_on_a_terminal(command: Omiq, dataset: int, fcs: Path) -> None:
    """The bar is drawn, and no table of all files; columns that are asked for are shown."""
    for number in range(30):
        (fcs / f"{number}.fcs").write_bytes(CELLS)
    screen = on_a_terminal(command, "files upload Panel fcs")
    assert "32/32 files" in screen
    assert "32 files: 32 done" in screen
    assert "29.fcs  " not in screen
    assert "29.fcs" in on_a_terminal(command, "files download Panel --columns name --no-progress")


def test_few_files_are_a_table_on_a_terminal(command: Omiq, dataset: int, fcs: Path) -> None:
    screen = on_a_terminal(command, "files upload Panel fcs --no-progress")
    assert "2/2 files" not in screen
    assert re.sub(r"\x1b\[\d*m", "", screen.splitlines()[0]).split() == ["name", "id", "size", "state"]


def test_no_bar_off_a_terminal(command: Omiq, dataset: int, fcs: Path) -> None:
    """Progress is nothing that a pipe gets to see."""
    ended = command("files", "upload", "Panel", "fcs", *STATES)
    assert ended == (0, "a.fcs\tdone\nb.fcs\tdone\n", "")


@pytest.mark.skipif(not REAL_FILES.is_dir(), reason="the real files are not at hand")
def test_real_files_come_back_as_they_went(command: Omiq, dataset: int, fcs: Path, tmp_path: Path) -> None:
    real = {path.name: path for path in REAL_FILES.rglob("*.fcs") if path.stat().st_size > 100_000}
    for name, path in real.items():
        shutil.copy(path, fcs / name)
    assert command("files", "upload", "Panel", "fcs").code == 0
    assert command.shell("omiq files list Panel --quiet | omiq files download - --folder copies").code == 0
    assert all((tmp_path / "copies" / name).read_bytes() == path.read_bytes() for name, path in real.items())


def on_a_terminal(command: Omiq, arguments: str) -> str:
    screen, code = pexpect.run(
        f"{COMMAND} {arguments}",
        env=command.environment | {"TERM": "xterm", "NO_COLOR": "1"},
        cwd=str(command.home),
        encoding="utf-8",
        withexitstatus=True,
    )
    assert code == 0, screen
    return str(screen)
