"""Each rule for schemas and references: one change to a clean catalog brings one finding, at its file and line."""

import ast
from pathlib import Path

import pytest

import omiq_generated.models
from omiq_generator.check import check
from tests.generator.edits import Edit, small_catalog

OPENAPI, AUTH, SAMPLES, SCHEMAS = "openapi.yaml", "paths/auth.yaml", "paths/samples.yaml", "schemas/all.yaml"
GENERATED = Path(omiq_generated.__file__).parent
MARK = "Mark:\n  x-omiq: {certainty: inferred, sources: [package]}\n"

VALIDITY = [
    Edit(OPENAPI, "version:", "", "'version' is a required property", "info:"),
    Edit(OPENAPI, "title:", "title: A small catalog\nheading: x", "('heading' was unexpected)", "info:"),
    Edit(OPENAPI, "openapi:", "openapi: 3.1.0\njsonSchemaDialect: x", "nothing reads 'jsonSchemaDialect'", "json"),
    Edit(SAMPLES, "summary:", "summary: List them.\ndescription: 3", "3 is not of type 'string'", "description: 3"),
    Edit(AUTH, "/login:", "/logout: 3\n/login:", "3 is not of type 'object'"),
    Edit(SCHEMAS, "displayName:", "displayName: {type: strnig}", "'strnig' is not one of ['array', "),
    Edit(SCHEMAS, "required: [token]", "required: token", "'token' is not of type 'array'"),
    Edit(SAMPLES, "schema: {type: boolean", "schema: {type: boolean, default: 'no'}", "'no' is not of type 'boolean'"),
    Edit(SCHEMAS, "default:", "default: TALL", "'TALL' is not one of ['SHORT', 'LONG']"),
    Edit(SCHEMAS, "description: The first marker.", "default: 3", "3 is not of type 'object'"),
]

REFERENCES = [
    Edit(
        SAMPLES,
        "$ref: '#/components/schemas/Sample'",
        "$ref: '#/components/schemas/Sampel'",
        "there is no schema 'Sampel' — write 'Sample'",
    ),
    Edit(
        SCHEMAS,
        "$ref: '#/components/schemas/Marker'",
        "$ref: 'markers.yaml#/Marker'",
        "'markers.yaml#/Marker' is no schema of the",
    ),
    Edit(
        SCHEMAS,
        "$ref: '#/components/schemas/Marker'",
        "$ref: '#/components/schemas/Sample/properties/id'",
        "is part of a schema",
    ),
    Edit(SCHEMAS, "description: The first marker.", "type: object", "the generator drops 'type' beside $ref"),
    Edit(SCHEMAS, "description: The first marker.", "nullable: true", "the generator drops 'nullable' beside $ref"),
    Edit(SCHEMAS, "Marker:", f"{MARK}  type: string\nMarker:", "the schema Mark is used nowhere"),
    Edit(
        SCHEMAS,
        "Marker:",
        f"{MARK}  items: {{$ref: '#/components/schemas/Mark'}}\nMarker:",
        "the schema Mark is used nowhere",
    ),
]

KEYWORDS = [
    Edit(SCHEMAS, "displayName:", "displayName: true", "'displayName' is a boolean schema"),
    Edit(
        SCHEMAS,
        "x-omiq-known-values:",
        "x-omiq-knwon-values: [A]",
        "does not read 'x-omiq-knwon-values' in a schema — write 'x-omiq-known-v",
    ),
    Edit(SCHEMAS, "displayName:", "displayName: {minLength: 1}", "the generator does not read 'minLength' in a schema"),
    Edit(
        SCHEMAS,
        "x-omiq: {certainty: inferred",
        "x-omiq: {certainty: inferred, sources: [package], source: x}",
        "no member 'source' — write 'sources'",
    ),
    Edit(SCHEMAS, "x-omiq-known-values:", "x-omiq-known-values: [1, 2]", "known values are not a list of texts"),
    Edit(SCHEMAS, "x-omiq-known-values:", "x-omiq-known-values: []", "known values are not a list of texts"),
    Edit(
        SCHEMAS,
        "displayName:",
        "displayName: {type: integer, x-omiq-known-values: [A]}",
        "known values of what is not a text",
    ),
]

NAMES = [
    Edit(SCHEMAS, "displayName:", "view: {type: string}", "'view' is what each model has already"),
    Edit(SCHEMAS, "displayName:", "raw: {type: string}", "'raw' is what each model has already"),
    Edit(
        SCHEMAS,
        "displayName:",
        "display_name: {}\ndisplayName: {}",
        "'displayName' becomes display_name, as 'display_name' does",
        "displayName:",
    ),
    Edit(
        SCHEMAS,
        "required: [id]",
        "required: [id, dispalyName]",
        "'dispalyName' is not among the properties — write 'displayName'",
    ),
    Edit(SCHEMAS, "Sample:", "Sample:\n  title: Probe", "a title, where the schema's name is one", "title:"),
    Edit(
        SCHEMAS,
        "displayName:",
        "displayName: {type: object, properties: {}}",
        "an object with members that has no name",
    ),
]

OPENNESS = [
    Edit(SCHEMAS, "x-omiq-known-values:", "enum: [NEW, READ]", "an answer may hold a value that is in no enum"),
    Edit(
        SCHEMAS,
        "additionalProperties: true",
        "additionalProperties: false",
        "an answer may hold members that are not known",
    ),
    Edit(
        SCHEMAS,
        "Marker:",
        "Marker:\n  additionalProperties: false",
        "an answer may hold members that are",
        "additionalProperties: false",
    ),
    Edit(
        SCHEMAS, "required: [longOpId]", "additionalProperties: false", "an answer may hold members that are not known"
    ),
    Edit(
        SCHEMAS,
        "displayName:",
        "displayName: {type: string, format: date-time}",
        "the format 'date-time' in an answer is parsed",
    ),
    Edit(SCHEMAS, "additionalProperties: false", "", "a request that is open", "LoginRequest:"),
]


@pytest.mark.parametrize("edit", [*VALIDITY, *REFERENCES, *KEYWORDS, *NAMES, *OPENNESS], ids=str)
def test_a_fault_is_found_where_it_is(tmp_path: Path, edit: Edit) -> None:
    """One change brings one finding, with its file, its line, what is wrong and how to mend it."""
    spec = small_catalog(tmp_path)
    place = edit.make(spec)
    findings = check(spec)
    assert [(finding.file, finding.line) for finding in findings] == [place], [*map(str, findings)]
    assert edit.says in str(findings[0])
    assert findings[0].mend


def used_by_generated_code() -> set[str]:
    """The names that modules of the generated package import, its models and resources left out."""
    found: set[str] = set()
    for path in [*GENERATED.glob("models/*.py"), *GENERATED.glob("api/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found.update(alias.name for alias in node.names)
    resources = {name.removeprefix("Async") for name in found if name.startswith("Async")} - {"Executor"}
    catalogued = resources | {f"Async{name}" for name in resources} | {*omiq_generated.models.__all__}
    return {name for name in found - catalogued if name.isalpha() and name[0].isupper()}


USED_BY_GENERATED_CODE = sorted(used_by_generated_code())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("marker_2", "'marker_2' is no name for a schema"),
        ("STEP", "the schema Step has the name of the schema STEP"),
        ("SaveSampleResponse", "the title SaveSampleResponse has the name of the schema SaveSampleResponse"),
        ("Samples", "the schema Samples has the name of the tag 'samples'"),
        ("AsyncSamples", "the schema AsyncSamples has the name of the tag 'samples'"),
        *(
            (name, f"the schema {name} has the name of a class of the generated code itself")
            for name in USED_BY_GENERATED_CODE
        ),
    ],
)
def test_a_schema_has_a_name_of_its_own(tmp_path: Path, name: str, message: str) -> None:
    """The name of a schema is that of a class, in a module that no other schema is in."""
    spec = small_catalog(tmp_path)
    file = spec / SCHEMAS
    file.write_text(file.read_text(encoding="utf-8").replace("Marker", name), encoding="utf-8")
    findings = check(spec)
    assert len(findings) == 1
    assert message in findings[0].message


def test_a_schema_is_no_mere_reference(tmp_path: Path) -> None:
    """A schema that only refers is told, even where it refers to itself."""
    spec = small_catalog(tmp_path)
    file = spec / SCHEMAS
    text = file.read_text(encoding="utf-8")
    marker = text[text.index("Marker:") : text.index("RenameSampleRequest:")]
    itself = f"Marker: {{$ref: '#/components/schemas/Marker', {marker.splitlines()[1].strip()}}}\n"
    file.write_text(text.replace(marker, itself), encoding="utf-8")
    assert [(finding.line, finding.message) for finding in check(spec)] == [(17, "Marker is another name for a schema")]


def test_what_a_request_holds_is_closed_too(tmp_path: Path) -> None:
    """An open object in the list of a closed body is told, at the object."""
    spec = small_catalog(tmp_path)
    file = spec / SCHEMAS
    text = file.read_text(encoding="utf-8")
    file.write_text(text.rpartition("  additionalProperties: false\n")[0], encoding="utf-8")
    found = [(finding.line, finding.message) for finding in check(spec)]
    assert found == [(text[: text.index("Step:\n")].count("\n") + 1, "a request that is open")]


def test_the_answer_for_long_operations_is_there(tmp_path: Path) -> None:
    """The schema that is added to all answers when the document ships is missed, though nothing refers to it."""
    spec = small_catalog(tmp_path)
    Edit(SCHEMAS, "LongOperationStarted:", "LongOperationBegun:", "").make(spec)
    assert [finding.message for finding in check(spec)] == [
        "there is no schema LongOperationStarted",
        "the schema LongOperationBegun is used nowhere",
    ]
