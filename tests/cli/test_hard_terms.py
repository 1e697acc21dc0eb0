"""What nobody plans for: streams that are closed or broken, odd letters, wrong columns, files that are in the way."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

import omiq
import omiq_sandbox
from tests.support.command import COMMAND, Omiq

NAME = "T cells of young and old donors"
STEERING = "Evil\x1b[2K\rDelete nothing"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["datasets list", "whoami", "api /user", "files download -"])
def test_closed_streams_are_no_mistake_of_the_program(command: Omiq, words: str, closed: str) -> None:
    ended = command.shell(f"omiq {words} >out {closed}; echo $? >>code")
    assert (command.home / "code").read_text() == "0\n"
    assert "mistake" not in ended.err


def test_letters_that_the_terminal_lacks_are_shown_by_their_codes(command: Omiq, client: omiq.Client) -> None:
    client.datasets.create(display_name="Panel π")
    ended = command("datasets", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ended.code == 0
    assert "Panel \\u03c0" in ended.out


@pytest.mark.parametrize("arguments", ["datasets show", "datasets list"])
def test_column_that_is_none_is_told_for_one_and_for_many(command: Omiq, arguments: str) -> None:
    """Also one of a member that has no such member."""
    for column in ("dispalyName", "metadata.x"):
        name = [NAME] if arguments.endswith("show") else []
        ended = command(*arguments.split(), *name, "--columns", column)
        assert (ended.code, ended.out) == (1, "")
        assert f"There is no column '{column}'" in ended.err


def test_job_is_not_begun_where_its_results_lack_a_column(command: Omiq, client: omiq.Client) -> None:
    (dataset,) = client.datasets.list()
    (first, *_) = files = client.files.list(dataset.id)
    ended = command("files", "delete", f"{dataset.id}/{first.id}", "--yes", "--columns", "nope")
    assert (ended.code, ended.out) == (2, "")
    assert len(client.files.list(dataset.id)) == len(files)


def test_job_that_fails_says_so_though_nobody_reads_its_results(command: Omiq, tmp_path: Path) -> None:
    (tmp_path / "bad.fcs").write_bytes(b"no FCS file")
    script = f"omiq files upload '{NAME}' bad.fcs --no-progress | true; echo ${{PIPESTATUS[0]}}"
    assert command.shell(script).out == "1\n"


def test_errors_that_nobody_reads_keep_their_code(command: Omiq) -> None:
    assert command.shell("omiq nosuch 2>&1 >/dev/null | true; echo ${PIPESTATUS[0]}").out == "2\n"
    assert command.shell("omiq nosuch 2>/dev/full; echo $?").out == "2\n"


def test_dry_run_signs_as_the_command_would(command: Omiq, sandbox: omiq_sandbox.Server) -> None:
    """The token of another sign-in has no place in it."""
    file = command.home / "a key.json"
    file.write_bytes(sandbox.secret_file.read_bytes())
    file.chmod(0o600)
    ended = command("datasets", "create", "X", "--dry-run", "--secret-file", file, OMIQ_TOKEN="")
    assert f"$(omiq auth token --secret-file '{file}')" in ended.out


def test_names_in_questions_and_errors_do_not_steer_the_terminal(command: Omiq, client: omiq.Client) -> None:
    id = client.datasets.create(display_name=STEERING).id
    terminal = pexpect.spawn(
        f"{COMMAND} datasets delete {id}", env=command.environment, encoding="utf-8", cwd=str(command.home), timeout=30
    )
    terminal.expect("y/N")
    assert "\x1b[2K" not in str(terminal.before)
    terminal.sendline("n")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert "\x1b" not in command("datasets", "show", "Evil").err


def test_part_of_the_users_own_is_left_alone(command: Omiq, tmp_path: Path) -> None:
    for name in ("w.json.part", "q.json.part"):
        (tmp_path / name).write_text("mine")
    assert command("workflows", "pull", "T cells", "w.json").code == 0
    assert command("api", "/nope", "--output", "q.json").code == 4
    assert {path.name: path.read_text() for path in tmp_path.glob("*.part")} == {
        "w.json.part": "mine",
        "q.json.part": "mine",
    }


@pytest.mark.parametrize("columns", [20, 80])
def test_narrow_terminal_shows_ids_whole(command: Omiq, client: omiq.Client, columns: int) -> None:
    id = client.datasets.create(display_name="A name that is longer than a line of this terminal " * 3).id
    screen = pexpect.run(
        f"{COMMAND} datasets list", env=command.environment | {"COLUMNS": str(columns)}, encoding="utf-8"
    )
    assert str(id) in screen


@pytest.mark.parametrize("arguments", [[], ["datasets"]])
def test_group_alone_shows_its_help(command: Omiq, arguments: list[str]) -> None:
    assert command(*arguments) == command(*arguments, "--help")


def test_words_of_the_user_are_told_as_they_are(command: Omiq) -> None:
    assert "'drop_unfiltered'" in command("datasets", "show", "drop_unfiltered").err


def test_number_that_is_no_id_is_a_name(command: Omiq) -> None:
    ended = command("datasets", "show", "9" * 5000)
    assert (ended.code, "mistake" in ended.err) == (4, False)
