"""`omiq catalog diff`: two versions of the catalog, from wherever they are kept."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tests.support.command import Omiq

SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture
def plain(tmp_path: Path) -> Omiq:
    """The command, signed in nowhere."""
    return Omiq(tmp_path)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the catalog in which a dataset has one member more, and its name may be a number."""
    spec = Path(shutil.copytree(SPEC, tmp_path / "spec"))
    schemas = spec / "schemas" / "datasets.yaml"
    old = "    displayName:\n      type: string\n"
    new = "    size: {type: integer}\n    displayName:\n      type: [string, integer]\n"
    schemas.write_text(schemas.read_text("utf-8").replace(old, new, 1), "utf-8")
    return spec


def test_folder_file_and_built_in_are_the_same_version(plain: Omiq, tmp_path: Path) -> None:
    """What is written to stdout is empty where nothing differs."""
    document = tmp_path / "openapi.json"
    document.write_bytes(files("omiq_generated").joinpath("openapi.json").read_bytes())
    for old, new in (("built-in", SPEC), (document, "built-in"), (SPEC, document)):
        ended = plain("catalog", "diff", old, new, "--exit-code")
        assert ended == (0, "", "Breaking: 0, adding: 0, only documenting: 0.\n")


def test_differences_are_rows(plain: Omiq, changed: Path) -> None:
    """What breaks callers comes first; JSON has the operations as a list."""
    ended = plain("catalog", "diff", "built-in", changed)
    assert ended.code == 0
    assert [line.split("\t")[:4] for line in ended.lines] == [
        ["breaks", "Dataset", "$.displayName", "string, now string or integer"],
        ["adds", "Dataset", "$.size", "is new"],
    ]
    assert ended.err == "Breaking: 1, adding: 1, only documenting: 0.\n"
    shown = plain("catalog", "diff", "built-in", changed, "--json").json
    assert shown[0]["operations"][:2] == ["listDatasets", "createDataset"]


def test_markdown(plain: Omiq, changed: Path) -> None:
    """A section for each effect that there is."""
    shown = plain("catalog", "diff", "built-in", changed, "--markdown").out
    operations = "listDatasets, createDataset, getDataset, trashDataset, setDatasetMetadata"
    assert (
        shown
        == f"""\
# What {changed} changes from built-in

## Breaks callers

| where | path | what | operations |
| --- | --- | --- | --- |
| Dataset | `$.displayName` | string, now string or integer | {operations} |

## Adds

| where | path | what | operations |
| --- | --- | --- | --- |
| Dataset | `$.size` | is new | {operations} |
"""
    )
    assert plain("catalog", "diff", "built-in", SPEC, "--markdown").out.endswith("\n\nNothing.\n")
    assert "cannot be had together" in plain("catalog", "diff", "built-in", SPEC, "--markdown", "--json").err


def test_exit_code_tells_whether_something_breaks(plain: Omiq, changed: Path) -> None:
    """Only where it is asked for, and not for what adds."""
    assert plain("catalog", "diff", "built-in", changed).code == 0
    assert plain("catalog", "diff", "built-in", changed, "--exit-code").code == 1
    assert plain("catalog", "diff", changed, "built-in", "--exit-code").code == 1
    schemas = changed / "schemas" / "datasets.yaml"
    schemas.write_text(schemas.read_text("utf-8").replace("type: [string, integer]", "type: string"), "utf-8")
    ended = plain("catalog", "diff", "built-in", changed, "--exit-code")
    assert (ended.code, ended.err) == (0, "Breaking: 0, adding: 1, only documenting: 0.\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read: No such file or directory"),
        ("{", "is not JSON"),
        ("[]", "it is not an object"),
        ("{}", "it lacks 'paths'"),
        ('{"paths": {"/a": {"get": {"operationId": "a"}}}}', "it lacks"),
        ('{"paths": {"/a": 1}}', "its parts are of other types"),
    ],
)
def test_what_is_no_version_is_told(text: str | None, told: str, plain: Omiq, tmp_path: Path) -> None:
    """The file is named, and what is wrong with it."""
    file = tmp_path / "wrong.json"
    if text is not None:
        file.write_text(text, "utf-8")
    ended = plain("catalog", "diff", file, "built-in")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"omiq: {file} ")
    assert told in ended.err


def test_reference_to_nothing_is_told(plain: Omiq, tmp_path: Path) -> None:
    """A document whose parts were lost is no version."""
    document = json.loads(files("omiq_generated").joinpath("openapi.json").read_bytes())
    del document["components"]["schemas"]["Dataset"]
    file = tmp_path / "torn.json"
    file.write_text(json.dumps(document), "utf-8")
    assert "it lacks 'Dataset'" in plain("catalog", "diff", file, "built-in").err


def test_fault_in_a_file_of_a_folder_is_told_with_its_place(plain: Omiq, changed: Path) -> None:
    """As `python -m generator check` tells it."""
    (changed / "schemas" / "datasets.yaml").write_text("Dataset: [", "utf-8")
    ended = plain("catalog", "diff", "built-in", changed)
    assert (ended.code, ended.out) == (2, "")
    assert "datasets.yaml:1: not YAML" in ended.err
