"""`python -m generator check` finds all that is wrong with a catalog at once, and says where and how to mend it."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omiq_generator import yaml_file
from omiq_generator.__main__ import main
from omiq_generator.catalog import load
from omiq_generator.check import check
from tests.generator.edits import SMALL, Edit, small_catalog

PROJECT = Path(__file__).parents[2]
SPEC = PROJECT / "spec"

KNOWN_OPERATIONS = """
POST   /auth/login
GET    /settings/config
GET    /user
POST   /user/setprefs
GET    /users/search
PATCH  /users/connection
GET    /groups
GET    /group/{groupId}/memberinfo
GET    /workflows
POST   /workflows
POST   /workflows
GET    /workflows/{workflowId}
POST   /workflows/{workflowId}/settings
POST   /workflows/{workflowId}/setmetadata
POST   /workflows/{workflowId}/updateTask
POST   /workflows/{workflowId}/getArtifactUrl
GET    /workflows_ops/listowners
GET    /datasets
POST   /datasets
GET    /datasets/{datasetId}
POST   /datasets/{datasetId}/setmetadata
POST   /datasets/{datasetId}/delete
POST   /datasets/{datasetId}/forcedelete
GET    /datasets/{datasetId}/files
POST   /datasets/{datasetId}/files
GET    /datasets/{datasetId}/files/{fileId}
DELETE /datasets/{datasetId}/files/{fileId}
GET    /datasets/{datasetId}/files/{fileId}/download
POST   /datasets/{datasetId}/setomiqmetadata
GET    /datasets_ops/listowners
POST   /export/initiate
GET    /longops/{longOpId}
GET    /iam/policies
POST   /iam/policies/changeowners
POST   /sharing
GET    /crosstenant/listtransfers
"""

THREE_FAULTS = (
    Edit("openapi.yaml", "version:", "version: 1", ""),
    Edit("paths/samples.yaml", "envelope:", "envelope: sample", ""),
    Edit("schemas/all.yaml", "sampleKey:", "sample_key:", ""),
)


def test_the_projects_catalog_is_clean() -> None:
    """Nothing is found in what this project ships."""
    assert check(SPEC) == []


def test_all_known_operations_are_there() -> None:
    """The catalog holds the 36 operations of the vendor's client, and no other."""
    known = Counter(tuple(line.split()) for line in KNOWN_OPERATIONS.split("\n") if line)
    assert known.total() == 36
    found = ((method.upper(), path.partition("#")[0]) for path, method, _ in load(SPEC).operations())
    assert Counter(found) == known


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    """Faults in several files are told together, in the order of files and lines."""
    spec = small_catalog(tmp_path)
    for edit in THREE_FAULTS:
        edit.make(spec)
    assert [(str(finding.file.relative_to(spec)), finding.line) for finding in check(spec)] == [
        ("openapi.yaml", 4),
        ("paths/samples.yaml", 8),
        ("schemas/all.yaml", 26),
    ]


def test_a_file_that_cannot_be_read_comes_first(tmp_path: Path) -> None:
    """What refers to a file that cannot be read is not told as a fault of its own."""
    spec = small_catalog(tmp_path)
    (spec / "schemas" / "all.yaml").write_text("Sample: [\n", encoding="utf-8")
    Edit("sources.yaml", "guide:", "guide: 1\nguide:", "").make(spec)
    assert [(finding.file.name, finding.line) for finding in check(spec)] == [("all.yaml", 2), ("sources.yaml", 2)]


def test_there_is_a_catalog(tmp_path: Path) -> None:
    """A folder without a catalog is told, and gives no traceback."""
    assert [finding.file.name for finding in check(tmp_path / "nowhere")] == ["openapi.yaml", "sources.yaml"]


def test_the_example_of_the_readme_is_clean(tmp_path: Path) -> None:
    """Who adds the endpoint of spec/README.md as it says gets the counts that it shows."""
    readme = (SPEC / "README.md").read_text(encoding="utf-8")
    source, operation, schema, _overlay = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    spec = tmp_path / "spec"
    for file in SPEC.rglob("*.yaml"):
        added = {"sources.yaml": source, "paths/datasets.yaml": operation, "schemas/datasets.yaml": schema}
        copy = spec / file.relative_to(SPEC)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8") + added.get(str(file.relative_to(SPEC)), ""), encoding="utf-8")
    assert [*map(str, check(spec))] == []
    catalog = load(spec)
    counts = f"{len([*catalog.operations()])} operations, {len(catalog.document['components']['schemas'])} schemas"
    assert f"{counts}: no findings\n" in readme


def test_a_clean_catalog_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says how much it looked at, and exits with 0."""
    assert main(["check", "--spec", str(SMALL)]) == 0
    assert capsys.readouterr() == ("4 operations, 6 schemas: no findings\n", "")


def test_findings_go_to_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is a line with the file as seen from the working folder; the exit status is 1."""
    spec = small_catalog(tmp_path)
    THREE_FAULTS[1].make(spec)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--spec", str(spec)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"{Path('spec/paths/samples.yaml')}:8: the 200 schema has no member 'sample', the envelope — "
        "write it, and require it, or name another envelope\n"
    )


def test_a_catalog_with_findings_is_not_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`build` checks first, and writes nothing where something is found."""
    spec = small_catalog(tmp_path)
    THREE_FAULTS[1].make(spec)
    output, sandbox = tmp_path / "output", tmp_path / "sandbox"
    assert main(["build", "--spec", str(spec), "--output", str(output), "--sandbox", str(sandbox)]) == 1
    assert "the envelope" in capsys.readouterr().err
    assert not output.exists()
    assert not sandbox.exists()


def test_the_projects_catalog_is_found_from_anywhere(tmp_path: Path) -> None:
    """Without --spec the catalog beside the generator is checked, whatever the working folder."""
    command = [sys.executable, "-m", "generator", "check"]
    run = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(PROJECT)}, capture_output=True, encoding="utf-8", check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert re.fullmatch(r"36 operations, \d+ schemas: no findings\n", run.stdout)


def places(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List all ways into a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(found for key, part in inner for found in places(part, (*way, key)))]


FILES = {file.relative_to(SMALL): yaml_file.read(file).value for file in sorted(SMALL.rglob("*.yaml"))}
WAYS = [(file, way) for file, value in FILES.items() for way in places(value)]

words = st.sampled_from(
    ["$ref", "type", "object", "string", "properties", "required", "x-omiq", "schema", "#/x", "get", "a"]
)
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(WAYS), garbage)
@example((Path("schemas/all.yaml"), ("Sample", "properties")), 1)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_gives_a_traceback(tmp_path: Path, place: tuple[Path, tuple[str | int, ...]], value: Any) -> None:
    """Whatever stands at a place of a catalog: what is found has a line of a file."""
    spec = tmp_path / "spec"
    for file, whole in FILES.items():
        path = spec / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(put(whole, place[1], value) if file == place[0] else whole, indent=1), encoding="utf-8"
        )
    for finding in check(spec):
        lines = finding.file.read_text(encoding="utf-8").split("\n")
        assert 1 <= finding.line <= len(lines)
        assert finding.message
        assert finding.mend


def put(whole: Any, way: tuple[str | int, ...], value: Any) -> Any:
    """Copy a JSON value with another one in a place of it."""
    if not way:
        return value
    copy = whole.copy()
    copy[way[0]] = put(whole[way[0]], way[1:], value)
    return copy


@given(st.text() | st.text("[]{}:&*!|>'\"%@-?, \n#ab1~"))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_gives_a_traceback(tmp_path: Path, text: str) -> None:
    """Whatever stands in a file, it is read or there is a finding."""
    file = tmp_path / "any.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    read = yaml_file.read(file)
    json.dumps(read.value, allow_nan=False)
    assert all(finding.file == file and finding.line >= 1 for finding in read.findings)
