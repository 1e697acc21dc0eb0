"""`build` writes all that is generated, the same each time."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from omiq_generator.__main__ import main

from .places import (
    IN_SANDBOX,
    PACKAGE,
    ROOT,
    SANDBOX,
    SPEC,
    SPOILT_IN_PACKAGE,
    SPOILT_IN_SANDBOX,
    Place,
    contents,
    copied,
    spoil,
    stamps,
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return copied(tmp_path)


def test_what_is_committed_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """What is committed is what the catalog says."""
    assert main(["build", "--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "environment"),
    [
        (".", {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}),
        ("/", {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"}),
    ],
)
def test_reproducible(tmp_path: Path, folder: str, environment: dict[str, str]) -> None:
    """The bytes are the same from any working folder, hash seed and locale."""
    made = Place(tmp_path / PACKAGE.name, tmp_path / "new" / SANDBOX.name)
    command = [sys.executable, "-m", "generator", "build", "--spec", str(SPEC), *made.options]
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True)
    assert contents(made.package) == contents(PACKAGE)
    assert {path.name: path.read_bytes() for path in made.sandbox.iterdir()} == {
        name: (SANDBOX / name).read_bytes() for name in IN_SANDBOX
    }


def test_second_build_touches_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing would change, no file is written and none replaced."""
    before = stamps(place)
    assert place.build() == 0
    assert stamps(place) == before
    assert capsys.readouterr().out == f"{place.package}: no files changed\n{place.sandbox}: no files changed\n"


def test_changed_files_are_replaced(place: Place) -> None:
    """A file that was changed, lost or added by hand is put right; what is not generated stays."""
    before = place.contents()
    spoil(place)
    assert place.build() == 0
    assert place.contents() == before
    place.assert_tidy()


def test_check_names_what_differs(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` names each file that is not as the catalog says, and changes nothing."""
    spoil(place)
    before = place.contents()
    assert place.build(check=True) == 1
    says = "is not what the catalog says: run `make client`"
    assert capsys.readouterr().out.splitlines() == [
        *(f"{place.package / name} {says}" for name in SPOILT_IN_PACKAGE),
        f"{place.package}: 3 files differ",
        *(f"{place.sandbox / name} {says}" for name in SPOILT_IN_SANDBOX),
        f"{place.sandbox}: 2 files differ",
    ]
    assert place.contents() == before


@pytest.mark.parametrize("name", ["client/made/types.py", "sandbox/_models.py", "sandbox/openapi.json"])
def test_check_finds_a_single_difference(tmp_path: Path, place: Place, name: str) -> None:
    """One changed file of any output is enough."""
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert place.build(check=True) == 1


def test_check_where_nothing_is(tmp_path: Path) -> None:
    """`--check` finds everything to be missing, and makes nothing."""
    assert Place(tmp_path / "client" / "made", tmp_path / "sandbox").build(check=True) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "sub/types.py", "openapi.json", "__init__.py"])
def test_other_folders_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A folder that holds something else is not taken for a package to be replaced."""
    place = Place(tmp_path / "made", tmp_path / "sandbox")
    precious = place.package / name
    precious.parent.mkdir(parents=True)
    precious.write_text("precious", encoding="utf-8")
    assert place.build() == 1
    assert precious.read_text("utf-8") == "precious"
    assert not place.sandbox.exists()
    assert "holds something else" in capsys.readouterr().err


@pytest.mark.parametrize("name", IN_SANDBOX)
def test_other_files_of_a_sandbox_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A file that nobody generated is not overwritten, and nothing else is written then."""
    place = Place(tmp_path / "made", tmp_path / "sandbox")
    place.sandbox.mkdir()
    (place.sandbox / name).write_text("precious", encoding="utf-8")
    assert place.build() == 1
    assert contents(place.sandbox).keys() == {f"sandbox/{name}"}
    assert (place.sandbox / name).read_text("utf-8") == "precious"
    assert not place.package.exists()
    assert f"{place.sandbox / name} is something else" in capsys.readouterr().err


def test_a_file_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the package should be is not replaced."""
    (tmp_path / "made").write_text("precious", encoding="utf-8")
    assert Place(tmp_path / "made", tmp_path / "sandbox").build() == 1
    assert (tmp_path / "made").read_text("utf-8") == "precious"
    assert "is not a folder" in capsys.readouterr().err


def test_package_holds_what_needs_it(place: Place) -> None:
    """The package has type information and the catalog's document, and no module without content."""
    assert (place.package / "py.typed").exists()
    assert (place.package / "openapi.json").exists()
    assert [path for path in place.package.rglob("*.py") if not path.read_text("utf-8").strip()] == []


def test_docstrings_are_indented() -> None:
    """The closing quotes of a docstring of several lines stand below the opening ones."""
    models = [path.read_text("utf-8") for path in (PACKAGE / "models").glob("*.py")]
    assert any('\n    """\n' in text for text in models)
    assert not any('\n"""\n' in text for text in models)


NEW_OPERATION = """
/panels/{panelId}/channels:
  post:
    operationId: addChannels
    tags: [panels]
    summary: Add channels to a panel.
    x-omiq:
      method: panels.add_channels
      envelope: panel
      retry: never
      reason: Each request adds the channels once more.
      look-up: See the channels in the GUI.
      certainty: documented
      sources: [letter]
    parameters:
      - {name: panelId, in: path, required: true, schema: {type: integer}, description: Id of the panel.}
    requestBody:
      required: true
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/AddChannelsRequest'
    responses:
      '200':
        description: The panel.
        content:
          application/json:
            schema:
              title: AddChannelsResponse
              type: object
              required: [panel]
              properties:
                panel:
                  $ref: '#/components/schemas/Panel'
              additionalProperties: true
      default:
        $ref: '#/components/responses/Error'
"""

NEW_SCHEMAS = """
Panel:
  description: The channels of an experiment.
  x-omiq: {certainty: documented, sources: [letter]}
  type: object
  required: [id]
  properties:
    id: {type: integer}
    markerNames: {type: array, items: {type: string}}
  additionalProperties: true
AddChannelsRequest:
  x-omiq: {certainty: documented, sources: [letter]}
  type: object
  required: [names, mode]
  properties:
    names: {type: array, items: {type: string}, description: Names of the channels.}
    mode: {type: string, enum: [APPEND, REPLACE], default: APPEND}
  additionalProperties: false
"""


def test_adding_an_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new endpoint is an entry in the catalog: `build` makes its method, sync and async, and its model."""
    spec = tmp_path / "spec"
    shutil.copytree(SPEC, spec)
    (spec / "paths" / "panels.yaml").write_text(NEW_OPERATION, encoding="utf-8")
    (spec / "schemas" / "panels.yaml").write_text(NEW_SCHEMAS, encoding="utf-8")
    with (spec / "sources.yaml").open("a", encoding="utf-8") as sources:
        sources.write("\nletter: {title: A letter, gives: Panels., certainty: documented}\n")
    document = (spec / "openapi.yaml").read_text("utf-8")
    tag = "tags:\n  - name: panels\n    description: Panels of channels.\n"
    (spec / "openapi.yaml").write_text(document.replace("tags:\n", tag, 1), encoding="utf-8")
    place = Place(tmp_path / "with_panels", tmp_path / "sandbox")
    assert main(["build", "--spec", str(spec), *place.options]) == 0

    monkeypatch.syspath_prepend(tmp_path)
    api = importlib.import_module("with_panels.api")
    calls: list[Any] = []

    class Executor:
        def execute(self, call: Any) -> Any:
            calls.append(call)
            return call.read({"id": 7, "markerNames": ["CD3"]})

    class AsyncExecutor(Executor):
        async def execute(self, call: Any) -> Any:
            return super().execute(call)

    panel = api.Api(Executor()).panels.add_channels(7, names=["CD3"])
    assert panel.marker_names == ["CD3"]
    assert asyncio.run(api.AsyncApi(AsyncExecutor()).panels.add_channels(7, names=["CD3"])) == panel
    for call in calls:
        assert (call.operation.method, call.path) == ("POST", "/panels/7/channels")
        assert call.json == {"names": ["CD3"], "mode": "APPEND"}
    assert api.OPERATIONS["addChannels"].look_up == "See the channels in the GUI."
    assert api.build("addChannels", panel_id=7, names=[]).path == "/panels/7/channels"
