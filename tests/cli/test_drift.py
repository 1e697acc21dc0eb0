"""`omiq drift`: what was found is reported, forgotten, and turned into what the catalog says."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import omiq
from omiq._catalog.versions import version
from omiq._drift.findings import Finding, Seen, Store
from omiq_generator.check import check
from tests.support.command import Omiq

SPEC = Path(__file__).parents[2] / "spec"
SIZE = Finding("listDatasets", "$.datasets[*].size", "new member", "integer")
NULL = Finding("getDataset", "$.dataset.displayName", "type", "null where string")
GONE = Finding("listFiles", "$.files[*].features[*].name", "missing member", "string")
VALUE = Finding("getWorkflow", "$.config.tasks[*].type", "value", "none of the 2 known")
ALL = (NULL, VALUE, SIZE, GONE)


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


@pytest.fixture
def store(plain: Omiq) -> Store:
    """What was found so far: four findings."""
    store = Store(plain.home / ".local" / "state" / "omiq" / "drift" / "findings.jsonl")
    store.add(Seen(each, 3, 1_000_000.0, 1_100_000.0, (), "1.10.3") for each in ALL)
    return store


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the catalog."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def left(store: Store) -> set[Finding]:
    return {each.finding for each in store.read()}


def test_report_of_nothing_says_how_to_begin(plain: Omiq) -> None:
    ended = plain("drift", "report")
    assert (ended.code, ended.out) == (0, "")
    assert 'Client(check="record")' in ended.err
    assert "OMIQ_CHECK=record" in ended.err


def test_report_has_a_row_for_each_finding(plain: Omiq, store: Store) -> None:
    """JSON has all that is known of it."""
    assert plain("drift", "report").lines[0].split("\t") == [*NULL, "3", "1970-01-13T17:33:20Z"]
    (row,) = plain("drift", "report", "--operation", "listDatasets", "--json").json
    assert row == {
        "operation": "listDatasets",
        "path": "$.datasets[*].size",
        "kind": "new member",
        "detail": "integer",
        "count": 3,
        "first": "1970-01-12T13:46:40Z",
        "last": "1970-01-13T17:33:20Z",
        "servers": [],
        "catalog": "1.10.3",
    }
    assert "did you mean 'listFiles'?" in plain("drift", "report", "--operation", "listFile").err


def test_report_as_markdown(plain: Omiq, store: Store) -> None:
    """It can be sent as it is: what it is about, and that nothing of anybody is in it."""
    store.forget([VALUE, GONE])
    assert (
        plain("drift", "report", "--markdown").out
        == f"""\
# Where answers of OMIQ differ from the catalog

- Seen: 1970-01-12T13:46:40Z to 1970-01-13T17:33:20Z
- Compared with: the catalog 1.10.3 of the open client omiq
- Servers: version not known
- Made by: `omiq drift report` of omiq-client {omiq.__version__}

No value of an answer is in this report, nor the name or the id of anything: it tells operations, names of members, \
JSON types and numbers alone.

## getDataset: `GET /datasets/{{datasetId}}`

| path | what | detail | seen | first | last |
| --- | --- | --- | --- | --- | --- |
| `$.dataset.displayName` | type | null where string | 3 | 1970-01-12T13:46:40Z | 1970-01-13T17:33:20Z |

## listDatasets: `GET /datasets`

| path | what | detail | seen | first | last |
| --- | --- | --- | --- | --- | --- |
| `$.datasets[*].size` | new member | integer | 3 | 1970-01-12T13:46:40Z | 1970-01-13T17:33:20Z |
"""
    )


def test_forget_asks_and_forgets(plain: Omiq, store: Store) -> None:
    assert plain("drift", "forget").code == 2
    assert plain("drift", "forget", "--dry-run").err == "4 findings would be forgotten.\n"
    assert left(store) == set(ALL)
    assert plain("drift", "forget", "--operation", "getDataset", "--yes").err == "1 findings are forgotten.\n"
    assert left(store) == {*ALL} - {NULL}


def test_accept_changes_the_files_of_a_catalog(plain: Omiq, store: Store, spec: Path) -> None:
    """Each change cites a source with the date; what a person has to look at is told, and stays."""
    ended = plain("drift", "accept", "--into", spec)
    key = f"drift-{datetime.now(UTC):%Y-%m-%d}"
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.startswith("Left: getWorkflow $.config.tasks[*].type: value, none of the 2 known. Write the value")
    assert f"3 findings accepted in {spec}" in ended.err
    assert left(store) == {VALUE}
    assert check(spec) == []
    schemas = version(str(spec)).schemas
    assert schemas["Dataset"]["properties"]["size"] == {
        "type": "integer",
        "x-omiq": {"certainty": "observed", "sources": [key]},
    }
    assert schemas["Dataset"]["properties"]["displayName"]["type"] == ["string", "null"]
    assert schemas["Dataset"]["x-omiq"]["sources"] == ["pkg-1.10.3", key]
    assert "required" not in schemas["Feature"]
    changed = [
        file.name for file in spec.rglob("*.yaml") if file.read_bytes() != (SPEC / file.relative_to(spec)).read_bytes()
    ]
    assert sorted(changed) == ["datasets.yaml", "files.yaml", "sources.yaml"]


def test_accept_can_show_its_changes_first(plain: Omiq, store: Store, spec: Path) -> None:
    """As a diff; nothing is written or forgotten."""
    ended = plain("drift", "accept", "--into", "spec", "--operation", "listDatasets", "--source", "mine", "--dry-run")
    assert "--- a/spec/schemas/datasets.yaml\n+++ b/spec/schemas/datasets.yaml\n" in ended.out
    assert "+    size:\n+      type: integer\n+      x-omiq: {certainty: observed, sources: [mine]}\n" in ended.out
    assert ended.err.startswith("1 findings would be accepted")
    assert version(str(spec)).value == version(str(SPEC)).value
    assert left(store) == set(ALL)


def test_accept_makes_an_overlay(plain: Omiq, store: Store) -> None:
    """One that can be loaded, and says the same."""
    ended = plain("drift", "accept", "--output", "drift.yaml")
    assert (ended.code, ended.out) == (0, "")
    assert left(store) == {VALUE}
    shown = plain("catalog", "diff", "built-in", "drift.yaml").lines
    assert [line.split("\t")[:4] for line in shown if not line.startswith("documents")] == [
        ["breaks", "Feature", "$.name", "always there, now perhaps missing"],
        ["adds", "Dataset", "$.size", "is new"],
    ]
    assert plain("drift", "accept", "--output", "drift.yaml").code == 2


def test_what_the_catalog_says_by_now_is_only_forgotten(plain: Omiq, store: Store, spec: Path) -> None:
    plain("drift", "accept", "--into", spec)
    store.add([Seen(SIZE, 1, 1.0, 1.0, (), "1.10.3")])
    before = (spec / "schemas" / "datasets.yaml").read_bytes()
    ended = plain("drift", "accept", "--into", spec, "--operation", "listDatasets")
    assert ended.err == "1 findings accepted: the catalog says so already.\n"
    assert left(store) == {VALUE}
    assert (spec / "schemas" / "datasets.yaml").read_bytes() == before


def test_catalog_that_breaks_its_rules_is_left_alone(plain: Omiq, store: Store, spec: Path) -> None:
    """The fault is told with file and line, and nothing is forgotten."""
    users = spec / "schemas" / "users.yaml"
    users.write_text(users.read_text("utf-8").replace("certainty: observed", "certainty: sure", 1), "utf-8")
    before = (spec / "schemas" / "datasets.yaml").read_bytes()
    ended = plain("drift", "accept", "--into", spec)
    assert ended.code == 2
    assert "Nothing was written." in ended.err
    assert f"{users}:" in ended.err
    assert left(store) == set(ALL)
    assert (spec / "schemas" / "datasets.yaml").read_bytes() == before


def test_overlay_of_what_another_overlay_says_is_none(plain: Omiq, store: Store) -> None:
    """Overlays of the user's folder count as what the catalog says."""
    folder = plain.home / ".config" / "omiq" / "catalog"
    folder.mkdir(parents=True)
    plain("drift", "accept", "--operation", "listDatasets", "--output", folder / "drift.yaml")
    store.add([Seen(SIZE, 1, 1.0, 1.0, (), "1.10.3")])
    ended = plain("drift", "accept", "--operation", "listDatasets")
    assert (ended.out, ended.err) == ("", "1 findings accepted: the catalog says so already.\n")


def test_where_nothing_can_be_accepted_nothing_is_said_to_be(plain: Omiq, store: Store) -> None:
    """Neither without findings, nor with those alone that a person has to look at."""
    store.forget([*{*ALL} - {VALUE}])
    ended = plain("drift", "accept", "--output", "drift.yaml")
    assert ended.err.splitlines()[1:] == ["There is nothing to accept."]
    store.forget(ALL)
    assert plain("drift", "accept").err == "There is nothing to accept.\n"
    assert not (plain.home / "drift.yaml").exists()


def test_changes_of_a_folder_anywhere_are_a_patch(plain: Omiq, store: Store, spec: Path) -> None:
    """Its names begin in one folder each, as tools that apply it want them."""
    shown = plain("drift", "accept", "--into", spec.absolute(), "--dry-run").out
    assert f"--- a{spec.absolute()}/schemas/datasets.yaml\n" in shown


def test_into_and_output_are_one_or_the_other(plain: Omiq, store: Store, spec: Path) -> None:
    assert plain("drift", "accept", "--into", spec, "--output", "a.yaml").code == 2
