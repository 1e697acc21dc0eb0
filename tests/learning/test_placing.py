"""A draft in the files of a catalog: what stands there stays, what is added keeps the rules, or nothing is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from omiq._errors import ConfigurationError
from omiq._learning.draft import Draft, learn
from omiq._learning.placing import catalog_at, put
from omiq._recording.exchange import Exchange, Recording
from omiq._shapes import ID
from omiq_generator.catalog import load
from omiq_generator.check import check
from omiq_generator.project import project
from tests.learning.drafts import DATASET, KEY, SOURCE, TEXT, call

SPEC = Path(__file__).parents[2] / "spec"
THING = {
    "id": ID,
    "title": TEXT,
    "urls": ["<signed-url>"],
    "parent": None,
    "extra": {"<text 1>": {"raw": 0, "a": [[]]}},
}

EXCHANGES = (
    call("GET", "/datasets", {"datasets": [DATASET]}),
    call("GET", "/things", {"things": [THING], "more": True}, query={"limit": "integer"}),
    call("POST", "/things", {"thing": THING}, request={"title": TEXT, "limit": 0}, query={"limit": "integer"}),
    call("PUT", "/things/<id>", {"thing": THING}, request=THING),
    call("PUT", "/datasets/<id>", {"dataset": DATASET}, request={"datasetId": ID, "displayName": TEXT}),
    call("POST", "/datasets/<id>/import", {}, request={"options": {"class": {"self": 0}}}),
    call("GET", "/call/<text>", {"<id 1>": {"id": ID}}),
    call("GET", "/class", [{"id": ID, "import": {"list": [0]}}]),
)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the catalog."""
    return Path(shutil.copytree(SPEC, tmp_path / "spec"))


def learned(root: Path, *exchanges: Exchange) -> Draft:
    return learn([Recording(list(exchanges), frozenset(), {})], catalog_at(root), SOURCE)


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def rest(old: bytes, new: bytes) -> bool:
    """Say whether all lines of an old file stand in the new one, in their order."""
    lines = iter(new.splitlines(keepends=True))
    return all(line in lines for line in old.splitlines(keepends=True))


def test_catalog_keeps_its_rules_and_every_line(spec: Path) -> None:
    """Operations go to the files of their tags, also below paths that are there."""
    before = contents(spec)
    written = {str(path.relative_to(spec)) for path in put(learned(spec, *EXCHANGES), spec)}
    after = contents(spec)
    assert check(spec) == []
    assert {name for name in after if after[name] != before.get(name)} == written
    assert {
        "openapi.yaml",
        "sources.yaml",
        "paths/datasets.yaml",
        "paths/things.yaml",
        "schemas/things.yaml",
    } <= written
    assert all(rest(before[name], after[name]) for name in before)
    assert {each["operationId"] for item in load(spec).document["paths"].values() for each in item.values()} >= {
        "listThings",
        "createThing",
        "replaceThing",
        "replaceDataset",
        "importDataset",
    }


def test_generator_takes_what_was_drafted(spec: Path) -> None:
    """Each operation becomes one of the client's, with its source."""
    put(learned(spec, *EXCHANGES), spec)
    projected: dict[str, Any] = project(load(spec).document)
    drafted = projected["paths"]["/things"]["post"]
    assert [each["name"] for each in drafted["parameters"]] == ["limit", "title"]
    assert drafted["responses"]["200"]["x-omiq"]["sources"] == [KEY]


def test_learning_again_adds_nothing(spec: Path) -> None:
    put(learned(spec, *EXCHANGES), spec)
    again = learned(spec, *EXCHANGES)
    assert (again.operations, again.schemas, again.is_new_source) == ([], [], False)


def test_second_recording_adds_to_what_the_first_one_did(spec: Path) -> None:
    """A source is cited again by its title; an object that was drafted is one of the catalog's then."""
    put(learned(spec, *EXCHANGES), spec)
    put(learned(spec, *EXCHANGES, call("DELETE", "/things/<id>", {"thing": THING})), spec)
    assert check(spec) == []
    document = load(spec).document
    assert [key for key, source in document["x-omiq-sources"].items() if source["title"] == SOURCE] == [KEY]
    schema = document["paths"]["/things/{thingId}"]["delete"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert schema["properties"]["thing"] == {"$ref": "#/components/schemas/Thing"}


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_files_keep_how_their_lines_end(newline: str, spec: Path) -> None:
    """Also where the last one does not, and where comments stand between and after what is there."""
    path = spec / "paths" / "datasets.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "\n/datasets/{datasetId}/setm", "\n# next\n\n/datasets/{datasetId}/setm"
    )
    path.write_bytes(f"{text}# last".replace("\n", newline).encode())
    put(learned(spec, *EXCHANGES), spec)
    after = path.read_bytes().decode()
    assert check(spec) == []
    assert after.count(newline) == after.count("\n")
    assert f"# next{newline}{newline}/datasets/{{datasetId}}/setmetadata:{newline}" in after
    assert f"# last{newline}" in after


def test_catalog_that_breaks_its_rules_is_refused(spec: Path) -> None:
    """The findings are told."""
    path = spec / "paths" / "groups.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("operationId: listGroups", "operationId: list groups"))
    with pytest.raises(ConfigurationError, match=r"groups.yaml:3: operationId is 'list groups'"):
        catalog_at(spec)


def test_folder_without_a_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no catalog"):
        catalog_at(tmp_path)


def test_nothing_is_written_where_the_draft_does_not_keep_the_rules(spec: Path) -> None:
    """The findings name the files that would break them."""
    draft = learned(spec, *EXCHANGES)
    before = contents(spec)
    with pytest.raises(
        ConfigurationError, match=rf"(?s)Nothing was written.*{spec}/paths/things.yaml:\d+: .*not known"
    ):
        put(draft._replace(is_new_source=False), spec)
    assert contents(spec) == before


def test_nothing_is_written_where_what_stands_there_would_change(spec: Path) -> None:
    """A text that keeps its empty lines would lose them to what is put behind it."""
    path = spec / "paths" / "groups.yaml"
    text = path.read_text(encoding="utf-8")
    kept = "    description: |+\n      Whatever they are for.\n\n\n"
    path.write_text(text.replace("/group/{groupId}", f"{kept}/group/{{groupId}}", 1), encoding="utf-8")
    before = contents(spec)
    with pytest.raises(ConfigurationError, match="not written as the catalog's"):
        put(learned(spec, call("POST", "/groups", {}, request={})), spec)
    assert contents(spec) == before


def test_nothing_is_written_into_files_of_another_style(spec: Path) -> None:
    """Where a list stands on one line, lines cannot be put into it."""
    path = spec / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    block = text[text.index("tags:\n") : text.index("paths: {}")]
    path.write_text(text.replace(block, f"tags: {json.dumps(load(spec).document['tags'])}\n"), encoding="utf-8")
    before = contents(spec)
    with pytest.raises(ConfigurationError, match="Nothing was written"):
        put(learned(spec, *EXCHANGES), spec)
    assert contents(spec) == before
