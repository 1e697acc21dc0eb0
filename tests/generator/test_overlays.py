"""Overlays: put onto the document that ships, checked by the catalog's own rules, each fault at its file and line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omiq_generator.catalog import curated
from omiq_generator.catalog import load as load_split
from omiq_generator.check import examine
from omiq_generator.overlay import load
from tests.support.overlays import ADDED, SANDBOX, operation, written

from .edits import Edit
from .places import PACKAGE, SPEC

SHIPPED: dict[str, Any] = json.loads((PACKAGE / "openapi.json").read_bytes())
MINE = "mine.yaml"


def faults(*files: Path) -> list[str]:
    """What is wrong with overlays, each fault as a line."""
    return [*map(str, examine(load(SHIPPED, files)))]


def test_what_ships_becomes_what_the_files_say_again() -> None:
    """Undoing what is added to the public document gives the catalog that it was made of."""
    assert curated(SHIPPED) == load_split(SPEC).document


def test_additions_stand_behind_what_is_built_in() -> None:
    """An overlay that keeps the rules has no finding, and what ships is not changed by it."""
    before = json.dumps(SHIPPED)
    catalog = load(SHIPPED, [SANDBOX])
    assert examine(catalog) == []
    ids = [operation["operationId"] for _, _, operation in catalog.operations()]
    assert (len(ids), ids[36:]) == (36 + len(ADDED), [*ADDED])
    assert json.dumps(SHIPPED) == before


EDITS = [
    Edit(MINE, "retry: safe", "retry: safe\nx: 1", "nothing reads 'x' here", "x: 1"),
    Edit(MINE, "sources: [sandbox]", "sources: [box]", "the source 'box' is not known"),
    Edit(MINE, "tags: [notes]", "tags: [notes, counts]", "there is not one tag — write `tags: [notes]`"),
    Edit(MINE, "tags: [notes]", "tags: [note]", "listNotes is of the tag 'note', and there is none", "get:"),
    Edit(MINE, "tags: [notes]", "", "there is not one tag — write `tags: […]`", "get:"),
    Edit(MINE, "method: notes.list", "method: counts.list", "'counts.list' is of the tag 'notes'"),
    Edit(MINE, "description: Counts", "", "the tag 'counts' has no description", "- name: counts"),
    Edit(MINE, "- name: counts", "- {name: cells, description: C.}\n- name: counts", "no operation is of the tag"),
    Edit(MINE, "retry: never", "retry: once", "the retry class 'once' is none"),
    Edit(MINE, "look-up:", "look-up: '`notes.lst()` lists them.'", "look-up names 'notes.lst', no method"),
    Edit(MINE, "in: query", "in: header", "a parameter in 'header'"),
    Edit(MINE, "summary: List", "summary: notes", "listNotes has no summary that is a sentence"),
    Edit(MINE, "/sandbox/counts:", "/sandbox/counts/:", "'/sandbox/counts/' is no path"),
    Edit(MINE, "/sandbox/counts:", "/../counts:", "'/../counts' is no path"),
    Edit(MINE, "/sandbox/counts:", "/sandbox/.#counts:", "'/sandbox/.#counts' is no path"),
    Edit(MINE, "$ref: '#/components/schemas/Dataset'", "$ref: '#/components/schemas/Datast'", "no schema 'Datast'"),
    Edit(MINE, "Recount:", "recount: {x-omiq: {certainty: observed, sources: [sandbox]}}\nRecount:", "'recount' is no"),
]


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_each_rule_finds_its_fault_in_an_overlay(edit: Edit, tmp_path: Path) -> None:
    """The finding is at the overlay's file and line, and nothing is said of what is built in."""
    shutil.copyfile(SANDBOX, tmp_path / MINE)
    file, line = edit.make(tmp_path)
    found = faults(file)
    assert any(each.startswith(f"{file}:{line}: ") and edit.says in each for each in found), found
    assert all(each.startswith(f"{file}:") for each in found)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"- a", "the file is not an object"),
        (b"a: [", "not YAML"),
        (b"paths: {}\na: \xe9", "not UTF-8"),
        (b"openapi: 3.1.0", "an overlay has no member 'openapi'"),
        (b"pahts: {}", "no member 'pahts' — write 'paths'"),
        (b"paths: []", "`paths` is not an object"),
        (b"tags: {}", "`tags` is not a list"),
        (b"components: {responses: {}}", "an overlay has no components 'responses' — write `schemas`"),
        (b"components: {schemas: 1}", "`schemas` is not an object"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_file_that_is_no_overlay(content: bytes | None, says: str, tmp_path: Path) -> None:
    """The file, the line and how to mend it are told, and no rule is looked at."""
    file = tmp_path / MINE
    if content is not None:
        file.write_bytes(content)
    (found,) = faults(file)
    assert found.startswith(f"{file}:1: ")
    assert says in found


def test_empty_file_adds_nothing(tmp_path: Path) -> None:
    assert faults(written(tmp_path / MINE, "# nothing yet\n")) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            operation("listDatasets", "get", "/a", "datasets.a"),
            "the operationId of the built-in `listDatasets` (GET /",
        ),
        (
            operation("LISTDATASETS", "get", "/a", "datasets.a"),
            "the operationId of the built-in `listDatasets` (GET /",
        ),
        (
            operation("a", "get", "/a", "datasets.list"),
            "the x-omiq.method of the built-in `listDatasets` (GET",
        ),
        (
            operation("a", "get", "/datasets/{id}", "a.a"),
            "`a` (GET /datasets/{id}) has the method and path of the",
        ),
        (
            operation("a", "get", "/datasets/{id}", "a.a"),
            "the built-in `getDataset` (GET /datasets/{datasetId}) — give",
        ),
        (
            "\n\ncomponents:\n schemas: {Dataset: {}}",
            "`Dataset` has the name of the built-in schema `Dataset` —",
        ),
        ("\n\ntags: [{name: datasets, description: Mine.}]", "the tag 'datasets' is another one than the built-in one"),
        ("\n\nx-omiq-sources: {urgap: {title: Mine}}", "the source 'urgap' is another one than the built-in one"),
    ],
)
def test_clash_with_what_is_built_in_names_both(text: str, says: str, tmp_path: Path) -> None:
    file = written(tmp_path / MINE, text)
    (found,) = faults(file)
    assert says in found
    assert found.startswith((f"{file}:3: ", f"{file}:4: "))


def test_clash_between_overlays_names_both(tmp_path: Path) -> None:
    """The second one is told, and where the first one stands."""
    first = written(tmp_path / "first.yaml", operation("a", "get", "/a/{b}", "datasets.a"))
    second = written(tmp_path / "second.yaml", operation("a", "get", "/a/{c}", "datasets.a"))
    assert faults(first, second) == [
        f"{second}:3: `a` (GET /a/{{c}}) has the {kind} of `a` (GET /a/{{b}}) in {first}:3 — "
        "take one of them out, or rename it"
        for kind in ("method and path", "operationId", "x-omiq.method")
    ]


def test_clash_within_an_overlay(tmp_path: Path) -> None:
    text = "paths:\n  /a/{b}: {get: {operationId: a}}\n  /a/{c}: {get: {operationId: b}}\n"
    file = written(tmp_path / MINE, text)
    (found,) = faults(file)
    assert f"{file}:3: `b` (GET /a/{{c}}) has the method and path of `a` (GET /a/{{b}}) in {file}:2" in found


def test_the_same_may_be_said_again(tmp_path: Path) -> None:
    """Two overlays of one tag and one source say both what it is."""
    head, _, _ = SANDBOX.read_text("utf-8").partition("paths:\n")
    assert faults(SANDBOX, written(tmp_path / MINE, head)) == []
    assert (
        "the tag 'notes' is another one than in"
        in faults(SANDBOX, written(tmp_path / MINE, head.replace("Notes of", "Not of")))[0]
    )


def test_second_operation_on_a_path_and_method_has_a_fragment(tmp_path: Path) -> None:
    """As in the catalog itself."""
    text = SANDBOX.read_text("utf-8").replace("/sandbox/recent:", "/datasets#recent:")
    assert faults(written(tmp_path / MINE, text)) == []


def test_other_method_on_a_path_that_is_built_in(tmp_path: Path) -> None:
    """A path may get operations, and the one that is there stays."""
    text = SANDBOX.read_text("utf-8").replace("/sandbox/recounts:", "/datasets_ops/listowners:")
    catalog = load(SHIPPED, [written(tmp_path / MINE, text)])
    assert examine(catalog) == []
    assert catalog.document["paths"]["/datasets_ops/listowners"].keys() == {"get", "post"}


SOURCE = "x-omiq-sources: {drift: {title: Drift of 2026-11-20, gives: A member., certainty: observed}}\n"
AMENDS = (
    SOURCE
    + """\
x-omiq-amends:
  components:
    schemas:
      Dataset:
        properties:
          colour: {type: string, x-omiq: {certainty: observed, sources: [drift]}}
          displayName: {type: [string, 'null']}
        required: [id]
"""
)


def test_amends_change_what_is_built_in(tmp_path: Path) -> None:
    """A JSON Merge Patch: members come and change, a list goes in whole, and null takes a member out."""
    dataset = curated(SHIPPED)["components"]["schemas"]["Dataset"]
    text = AMENDS + "        description: null\n"
    catalog = load(SHIPPED, [written(tmp_path / MINE, text)])
    assert examine(catalog) == []
    amended = catalog.document["components"]["schemas"]["Dataset"]
    assert amended["properties"].keys() == {*dataset["properties"], "colour"}
    assert amended["properties"]["displayName"] == dataset["properties"]["displayName"] | {"type": ["string", "null"]}
    assert amended["required"] == ["id"]
    assert "description" in dataset
    assert "description" not in amended
    assert amended["x-omiq"] == dataset["x-omiq"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("type: string, x", "type: strin, x", 7, "'strin' is not"),
        ("required: [id]", "required: [id, b]", 9, "the required member 'b' is not among the properties"),
        ("[drift]", "[drifts]", 7, "the source 'drifts' is not known"),
        ("required: [id]", "additionalProperties: false", 9, "an answer may hold members that are not known"),
    ],
)
def test_what_is_amended_keeps_the_rules(old: str, new: str, line: int, says: str, tmp_path: Path) -> None:
    """The finding is at the line of the patch."""
    file = written(tmp_path / MINE, AMENDS.replace(old, new))
    found = faults(file)
    assert any(each.startswith(f"{file}:{line}: ") and says in each for each in found), found


@pytest.mark.parametrize(
    ("amends", "says"),
    [
        ("{tags: []}", "x-omiq-amends does not reach 'tags'"),
        ("{paths: []}", "`paths` is not an object"),
        ("{components: {responses: {}}}", "x-omiq-amends does not reach 'responses' — write one of schemas"),
        ("{components: {schemas: {Datast: {}}}}", "no built-in schema 'Datast' to amend — write 'Dataset', or add it"),
        ("{components: {schemas: {Dataset: null}}}", "the built-in schema 'Dataset' cannot be taken out"),
        ("{paths: {/datasts: {}}}", "no built-in path '/datasts' to amend — write '/datasets'"),
        ("{paths: {/datasets: {put: {}}}}", "no built-in operation of /datasets 'put' to amend"),
        ("{paths: {/datasets: {get: null}}}", "the built-in operation of /datasets 'get' cannot be taken out"),
        ("{paths: {/datasets: {get: {operationId: a}}}}", "operationId is what the operation is called by"),
        ("{paths: {/datasets: {get: {x-omiq: {method: null}}}}}", "method is what the operation is called by"),
    ],
)
def test_amends_reach_what_is_built_in_alone(amends: str, says: str, tmp_path: Path) -> None:
    file = written(tmp_path / MINE, f"\nx-omiq-amends: {amends}\n")
    (found,) = faults(file)
    assert found.startswith(f"{file}:2: ")
    assert says in found


def test_later_overlay_has_the_last_word(tmp_path: Path) -> None:
    """Overlays are put on in their order."""
    text = "x-omiq-amends: {components: {schemas: {Dataset: {description: NAME}}}}"
    files = [written(tmp_path / f"{name}.yaml", text.replace("NAME", name)) for name in ("first", "second")]
    for order, last in ((files, "second"), (files[::-1], "first")):
        assert load(SHIPPED, order).document["components"]["schemas"]["Dataset"]["description"] == last


def test_fault_that_an_overlay_makes_of_what_is_built_in(tmp_path: Path) -> None:
    """It is told at the overlay, with the part that it is about."""
    text = SANDBOX.read_text("utf-8").replace("schemas/Dataset'", "schemas/LoginRequest'")
    file = written(tmp_path / MINE, text)
    assert (
        f"{file}:1: with this, in the built-in components schemas LoginRequest additionalProperties: "
        "an answer may hold members that are not known — write `additionalProperties: true`"
    ) in faults(file)


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "get", "#/components/schemas/Dataset"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ("paths", "/datasets", "get", "components", "schemas", "Dataset", "tags", "x-omiq-amends", "x-omiq")
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(PARTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_an_overlay_is_read_or_told(tmp_path: Path, value: Any) -> None:
    """No shape of a file is a mistake of this program."""
    file = written(tmp_path / MINE, json.dumps(value))
    assert all(each.startswith(f"{file}:") for each in faults(file))
