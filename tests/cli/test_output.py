"""The forms of results: lines with tabs, JSON, JSON lines, CSV, ids, chosen columns, and a table on a terminal."""

from __future__ import annotations

import csv
import io
import json

import pexpect
import pytest

import omiq
from tests.support.command import COMMAND, Omiq

ODD = 'Panel\t"3", π\n\x1b[31mred'


@pytest.fixture
def id(client: omiq.Client) -> int:
    """The id of a dataset with an odd name, the first in the list."""
    return client.datasets.create(display_name=ODD).id


def test_tabs_and_line_ends_stay_out_of_cells(command: Omiq, id: int) -> None:
    """A line is a result and a tab ends a cell, whatever the server sends."""
    (first, *_) = command("datasets", "list").lines
    assert first == f'{id}\tPanel "3", π \x1b[31mred'


def test_json_is_one_document_as_the_server_sent_it(command: Omiq, client: omiq.Client, id: int) -> None:
    assert command("datasets", "list", "--json").json == [dataset.raw for dataset in client.datasets.list()]


def test_jsonl_is_a_document_for_each_line(command: Omiq, client: omiq.Client, id: int) -> None:
    lines = command("datasets", "list", "--jsonl").lines
    assert [json.loads(line) for line in lines] == [dataset.raw for dataset in client.datasets.list()]


def test_csv_can_be_read_back(command: Omiq, id: int) -> None:
    rows = list(csv.DictReader(io.StringIO(command("datasets", "list", "--csv").out, newline="")))
    assert rows[0] == {"id": str(id), "displayName": ODD}


def test_quiet_prints_ids(command: Omiq, client: omiq.Client, id: int) -> None:
    assert command("datasets", "list", "--quiet").lines == [str(dataset.id) for dataset in client.datasets.list()]


def test_columns_choose_members(command: Omiq, id: int) -> None:
    """They are named as in JSON, also in JSON, and a.b is b in a."""
    (row, *_) = command("datasets", "list", "--owners", "--columns", "inTrash,owner.name", "--json").json
    assert row == {"inTrash": False, "owner.name": "Rosalind Marsh"}
    (line, *_) = command("datasets", "list", "--columns", "inTrash,id").lines
    assert line == f"false\t{id}"


def test_column_that_is_none_is_refused(command: Omiq) -> None:
    ended = command("datasets", "list", "--columns", "dispalyName")
    assert (ended.code, ended.out) == (1, "")
    assert "did you mean 'displayName'?" in ended.err


def test_two_forms_cannot_be_had_together(command: Omiq) -> None:
    ended = command("datasets", "list", "--json", "--csv")
    assert (ended.code, ended.out) == (2, "")
    assert "--json and --csv" in ended.err


def test_table_on_a_terminal(command: Omiq, id: int) -> None:
    """It has a head, and nothing in a name steers the terminal."""
    screen, code = pexpect.run(
        f"{COMMAND} datasets list", env=command.environment, encoding="utf-8", withexitstatus=True
    )
    assert code == 0
    assert "displayName" in screen.splitlines()[0]
    assert str(id) in screen
    assert "\x1b[31m" not in screen


def test_no_colour_where_none_is_wanted(command: Omiq, id: int) -> None:
    environment = command.environment | {"NO_COLOR": "1"}
    screen = pexpect.run(f"{COMMAND} datasets list", env=environment, encoding="utf-8")
    assert "\x1b[3" not in screen


def test_closed_pipe_ends_quietly(command: Omiq, client: omiq.Client) -> None:
    for number in range(3):
        client.datasets.create(display_name=f"Panel {number}")
    ended = command.shell('set -o pipefail; omiq datasets list | head -c1 >/dev/null; echo "${PIPESTATUS[0]}"')
    assert (ended.out, ended.err) == ("0\n", "")
