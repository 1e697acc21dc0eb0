"""The files of `spec/` become one document that knows where each part of it stands."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omiq_generator.catalog import LONG_OPERATION, load, public
from omiq_generator.finding import Finding, Place

SPEC = Path(__file__).parents[2] / "spec"


def small(root: Path, **files: str) -> Path:
    """Write a catalog of a few lines: `paths_a="…"` is paths/a.yaml."""
    for name, text in ({"openapi": "openapi: 3.1.0\n", "sources": ""} | files).items():
        path = root / f"{name.replace('_', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_parts_stand_where_openapi_wants_them(tmp_path: Path) -> None:
    """Paths, schemas and sources of all files are merged, sorted by name."""
    root = small(
        tmp_path,
        openapi="openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {}}\n",
        sources="b: {title: B}\na: {title: A}\n",
        paths_z="/a: {get: {}}\n",
        paths_y="/c: {get: {}}\n/b#x: {post: {}}\n",
        schemas_s="Z: {}\nA: {type: object}\n",
    )
    document = load(root).document
    assert document == {
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {}}, "/b#x": {"post": {}}, "/c": {"get": {}}},
        "components": {"schemas": {"A": {"type": "object"}, "Z": {}}},
        "x-omiq-sources": {"b": {"title": "B"}, "a": {"title": "A"}},
    }
    assert list(document["paths"]) == ["/a", "/b#x", "/c"]
    assert list(document["components"]["schemas"]) == ["A", "Z"]


def test_a_place_is_the_line_of_the_key(tmp_path: Path) -> None:
    """Members, list items and parts that are not there are found, the last ones at what is around them."""
    text = "/a:\n  get:\n    tags:\n      - one\n      - two\n    x-omiq: {retry: safe}\n"
    catalog = load(small(tmp_path, paths_p=text))
    file = tmp_path / "paths" / "p.yaml"
    assert catalog.place("paths", "/a") == Place(file, 1)
    assert catalog.place("paths", "/a", "get", "tags") == Place(file, 3)
    assert catalog.place("paths", "/a", "get", "tags", 1) == Place(file, 5)
    assert catalog.place("paths", "/a", "get", "x-omiq", "retry") == Place(file, 6)
    assert catalog.place("paths", "/a", "get", "responses", "200", 7) == Place(file, 2)
    assert catalog.place("components", "schemas", "None") == Place(tmp_path / "openapi.yaml", 1)
    assert catalog.place() == Place(tmp_path / "openapi.yaml", 1)


def test_operations_come_by_path_and_method(tmp_path: Path) -> None:
    """The order is that of the document, not that of the files; what is no operation is passed over."""
    root = small(tmp_path, paths_p="/b: {post: {}, get: {}, summary: B}\n/a: {put: 3}\n/c: 1\n/a#x: {delete: {}}\n")
    assert [(path, method) for path, method, _ in load(root).operations()] == [
        ("/a#x", "delete"),
        ("/b", "get"),
        ("/b", "post"),
    ]


def test_the_document_is_json() -> None:
    """Nothing of the YAML library is left in it, so that it can be written as it is."""

    def kinds(value: object) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return {type(value)}.union(*map(kinds, inner))

    document = load(SPEC).document
    assert kinds(document) <= {dict, list, str, int, float, bool, type(None)}
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_reading_twice_gives_the_same_text() -> None:
    """The order of files and members does not depend on the file system or the hash seed."""
    assert json.dumps(load(SPEC).document) == json.dumps(load(SPEC).document)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("a: [1\nb: 2\n", 2, "not YAML", id="syntax"),
        pytest.param("a: b: c\n", 1, "not YAML", id="two colons"),
        pytest.param("a:\n\t- 1\n", 2, "not YAML", id="tab"),
        pytest.param("a: 1\n---\nb: 1\n", 2, "not YAML", id="two documents"),
        pytest.param("- a\n", 1, "the file is not an object", id="list"),
        pytest.param("text\n", 1, "the file is not an object", id="text"),
        pytest.param("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 5, "'c' again, first on line 3", id="key twice"),
        pytest.param("a:\n  200: x\n", 2, "a key that is not a text: 200", id="number as key"),
        pytest.param("a:\n  ? [b]\n  : x\n", 2, "a key that is not a text", id="list as key"),
        pytest.param("a: &x {b: 1}\nc: *x\n", 2, "an alias", id="alias"),
        pytest.param("a: &x [*x]\n", 1, "an alias", id="alias of itself"),
        pytest.param("a:\n  b: 2026-01-31\n", 2, "a value that JSON does not have", id="date"),
        pytest.param("a:\n- .nan\n", 2, "a value that JSON does not have", id="not a number"),
        pytest.param("a: !!python/object:x {}\n", 1, "a value that JSON does not have", id="tag"),
        pytest.param("a: !!int x\n", 1, "a value that JSON does not have", id="no number"),
        pytest.param("a: " + "[" * 60 + "]" * 60, 1, "nested too deeply", id="deep"),
        pytest.param("a: " + "[" * 3000, 1, "nested too deeply", id="bottomless"),
        pytest.param("a: '\x00'\n", 1, "a character that YAML does not allow: U+0000", id="control character"),
    ],
)
def test_what_is_wrong_with_a_file_is_a_finding(tmp_path: Path, text: str, line: int, message: str) -> None:
    """A file that is not plain YAML is told with its line, and gives no traceback."""
    findings = load(small(tmp_path, schemas_s=text)).findings
    assert [(finding.file.name, finding.line) for finding in findings] == [("s.yaml", line)]
    assert message in findings[0].message
    assert findings[0].mend


def test_what_is_not_text_is_a_finding(tmp_path: Path) -> None:
    """A file in another encoding is told, and so is one that is not there."""
    root = small(tmp_path)
    (root / "sources.yaml").write_bytes("a: é".encode("latin-1"))
    (root / "openapi.yaml").unlink()
    assert [(finding.file.name, finding.message.partition(":")[0]) for finding in load(root).findings] == [
        ("openapi.yaml", "cannot be read"),
        ("sources.yaml", "not UTF-8"),
    ]


def test_two_files_cannot_say_the_same(tmp_path: Path) -> None:
    """A path that stands in two files is told at the second, and the first one counts."""
    catalog = load(small(tmp_path, paths_a="/x: {get: {}}\n", paths_b="/y: {}\n/x: {put: {}}\n"))
    assert catalog.findings == [
        Finding(tmp_path / "paths/b.yaml", 2, "'/x' stands in a.yaml:1 too", "take one of them out, or merge them")
    ]
    assert catalog.document["paths"]["/x"] == {"get": {}}


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    """A file of comments only adds nothing and is no fault."""
    catalog = load(small(tmp_path, schemas_s="# nothing yet\n"))
    assert catalog.findings == []
    assert catalog.document["components"]["schemas"] == {}


def test_the_public_document_allows_a_long_operation_where_a_token_is_needed() -> None:
    """Each answer but that of the login may be LongOperationStarted, and the catalog's own document is left alone."""
    document = load(SPEC).document
    before = json.dumps(document)
    shipped = public(document)
    for item in shipped["paths"].values():
        for operation in item.values():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            started = {"$ref": f"#/components/schemas/{LONG_OPERATION}"}
            assert (started in schema.get("anyOf", [])) == (operation["operationId"] != "login")
    assert json.dumps(document) == before


text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(text, values, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plain_values_come_as_they_are_written(tmp_path: Path, schemas: dict[str, object]) -> None:
    """JSON, which is YAML too, comes out as it went in."""
    catalog = load(small(tmp_path, schemas_s=json.dumps(schemas, ensure_ascii=False, indent=1)))
    assert catalog.findings == []
    assert catalog.document["components"]["schemas"] == schemas
