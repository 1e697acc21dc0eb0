"""sandbox/ASSUMPTIONS.md says of each behaviour what it leans on: a source that the catalog lists, or nothing."""

import re
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SOURCES = set(YAML(typ="safe").load(ROOT / "spec" / "sources.yaml"))
NO_SOURCE = re.compile(r"assumed|invented|the sandbox's own|none: ")


def rows() -> list[list[str]]:
    lines = (ROOT / "sandbox" / "ASSUMPTIONS.md").read_text("utf-8").splitlines()
    cells = [re.split(r" \| ", line.strip("| ")) for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "behaviour"]


def test_each_behaviour_has_three_cells_and_stands_once() -> None:
    """A row that is broken in the table would hide what it says."""
    assert len(rows()) > 100
    assert [row for row in rows() if len(row) != 3] == []
    behaviours = [row[0] for row in rows()]
    assert sorted(set(behaviours)) == sorted(behaviours)


def test_each_behaviour_leans_on_a_source_or_is_called_assumed() -> None:
    """Nothing is claimed of OMIQ without saying where from."""
    unfounded = [
        row for row in rows() if not (set(re.findall(r"`([\w.-]+)`", row[2])) & SOURCES or NO_SOURCE.search(row[2]))
    ]
    assert unfounded == []
