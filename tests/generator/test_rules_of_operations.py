"""Each rule for operations and sources: one change to a clean catalog brings one finding, at its file and line."""

from pathlib import Path

import pytest

from omiq import AsyncClient, Client
from omiq_generated.api import Api, AsyncApi
from omiq_generator.check import check
from omiq_generator.rules.names import ADDED, CLIENT
from tests.generator.edits import Edit, small_catalog

OPENAPI, SOURCES = "openapi.yaml", "sources.yaml"
AUTH, SAMPLES, SCHEMAS = "paths/auth.yaml", "paths/samples.yaml", "schemas/all.yaml"

EVIDENCE = [
    Edit(AUTH, "x-omiq:", "", "login has no x-omiq", "post:"),
    Edit(AUTH, "certainty:", "", "login has no x-omiq.certainty", "x-omiq:"),
    Edit(AUTH, "certainty:", "certainty: docmented", "the certainty 'docmented' is none — write 'documented'"),
    Edit(AUTH, "sources:", "", "login has no x-omiq.sources", "x-omiq:"),
    Edit(AUTH, "sources:", "sources: []", "no source is cited"),
    Edit(AUTH, "sources:", "sources: [guide, gide]", "the source 'gide' is not known — write 'guide', or add it"),
    Edit(SCHEMAS, "x-omiq: {certainty: documented", "", "LoginRequest has no x-omiq", "LoginRequest:"),
    Edit(SCHEMAS, "displayName:", "displayName: {x-omiq: {sources: [guide]}}", "an x-omiq without a certainty"),
    Edit(SCHEMAS, "displayName:", "displayName: {x-omiq: {certainty: sure}}", "the certainty 'sure' is none"),
    Edit(
        SOURCES,
        "guide:",
        "mail: {title: A, gives: B, certainty: documented}\nguide:",
        "the source 'mail' is cited nowhere",
    ),
    Edit(SOURCES, "title: The guide", "", "the source 'guide' has no title", "guide:"),
    Edit(SOURCES, "gives: How", "", "the source 'guide' has no gives", "guide:"),
    Edit(SOURCES, "title: The guide", "url: x\ntitle: The guide", "a source has no member 'url'"),
    Edit(SOURCES, "certainty: documented", "certainty: sure", "the certainty 'sure' is none"),
]

RETRIES = [
    Edit(AUTH, "retry:", "", "login has no x-omiq.retry", "x-omiq:"),
    Edit(SAMPLES, "retry: safe", "retry: save", "the retry class 'save' is none — write 'safe'"),
    Edit(SAMPLES, "reason: A repeat", "", "renameSample is idempotent for no reason", "retry:"),
    Edit(SAMPLES, "retry: safe", "retry: idempotent", "listSamples is idempotent for no reason"),
    Edit(SAMPLES, "look-up:", "", "saveSample is never repeated, and nothing says what to look up", "retry: never"),
    Edit(SAMPLES, "retry: safe", "look-up: Ask.\nretry: safe", "look-up is for what is never repeated"),
    Edit(
        SAMPLES,
        "look-up:",
        "look-up: '`samples.lst()` lists it.'",
        "look-up names 'samples.lst', no method — write 'samples.list'",
    ),
]

NAMES = [
    Edit(AUTH, "method:", "", "no x-omiq.method", "x-omiq:"),
    Edit(AUTH, "method:", "method: samples.login", "the method 'samples.login' stands in auth.yaml"),
    Edit(AUTH, "method:", "method: auth.import", "x-omiq.method is 'auth.import'"),
    Edit(AUTH, "method:", "method: auth.logIn", "x-omiq.method is 'auth.logIn'"),
    Edit(
        SAMPLES,
        "method: samples.rename",
        "method: samples.save",
        "'samples.save' is that of samples.yaml:41 too",
    ),
    Edit(AUTH, "method:", "method: auth.str", "a method 'str' hides what annotations name — write another, like"),
    Edit(AUTH, "method:", "method: auth.builtins", "a method 'builtins' hides what annotations name"),
    Edit(AUTH, "operationId:", "", "operationId is None", "post:"),
    Edit(AUTH, "operationId:", "operationId: log-in", "operationId is 'log-in'"),
    Edit(AUTH, "tags:", "tags: [samples]", "the tag is not the file's name, 'auth'"),
    Edit(SAMPLES, "tags:", "tags: [samples, auth]", "the tag is not the file's name, 'samples'"),
    Edit(OPENAPI, "description: Sign in.", "", "the tag 'auth' has no description", "- name: auth"),
    Edit(OPENAPI, "- name: auth", "- {name: cells, description: Cells.}\n- name: auth", "no operation is of the tag"),
    Edit(AUTH, "summary:", "", "login has no summary that is a sentence", "post:"),
    Edit(AUTH, "summary:", "summary: Sign in", "login has no summary that is a sentence"),
]

REQUESTS = [
    Edit(SAMPLES, "/samples:", "/samples/:", "'/samples/' is no path"),
    Edit(SAMPLES, "/samples#save:", "/samples?save:", "'/samples?save' is no path"),
    Edit(
        SAMPLES,
        "/samples/{",
        "/samples/{sampleId}/{name}:",
        "renameSample does not declare the path parameter 'name'",
        "parameters:",
    ),
    Edit(
        SAMPLES,
        "- name: limit",
        "- {name: a, in: path, required: true, schema: {}}\n- name: limit",
        "/samples has no {a}",
    ),
    Edit(SAMPLES, "in: query", "in: header", "a parameter in 'header'"),
    Edit(SAMPLES, "schema: {type: integer}", "schema: {type: object}", "a value of type 'object' in the query"),
    Edit(
        SAMPLES,
        "schema: {type: boolean",
        "schema:\n  $ref: '#/components/schemas/Sample'",
        "a value of type 'object' in the query — write one of array, boolean,",
        "schema:",
    ),
    Edit(SAMPLES, "schema: {type: boolean", "", "'schema' is a required property", "- name: includeOwner"),
    Edit(
        SAMPLES,
        "- name: limit",
        "- name: include_owner",
        "'include_owner' of listSamples becomes include_owner, as 'includeOwner'",
    ),
    Edit(
        SCHEMAS,
        "kind:",
        "sampleId: {type: string}\nkind:",
        "'sampleId' of renameSample becomes sample_id, as 'sampleId' does",
    ),
    Edit(
        SCHEMAS,
        "x-omiq-from-path:",
        "x-omiq-from-path: id",
        "renameSample has no path parameter 'id' — write one of sampleId",
    ),
    Edit(SCHEMAS, "text:", "text: {x-omiq-from-path: sampleId}", "x-omiq-from-path outside the members of a body"),
    Edit(AUTH, "required: true", "", "a body that need not be sent", "requestBody:"),
    Edit(SCHEMAS, "type: object", "type: array", "a body that is not an object", "LoginRequest:"),
    Edit(OPENAPI, "tags:", "webhooks: {}\ntags:", "nothing reads 'webhooks' here"),
    Edit(SAMPLES, "get:", "summary: Samples.\nget:", "nothing reads 'summary' here"),
    Edit(SAMPLES, "tags:", "deprecated: true\ntags: [samples]", "nothing reads 'deprecated' here"),
    Edit(SAMPLES, "tags:", "x-omic: {}\ntags: [samples]", "nothing reads 'x-omic' here — write 'x-omiq'"),
    Edit(SAMPLES, "envelope:", "envelop: samples", "nothing reads 'envelop' here — write 'envelope'"),
    Edit(SAMPLES, "in: query", "in: query\nstyle: form", "nothing reads 'style' here", "style:"),
    Edit(
        SAMPLES,
        "in: query",
        "in: query\nx-omiq:\n  certainty: inferred\n  source: [guide]",
        "nothing reads 'source' here — write 'sources'",
        "source:",
    ),
    Edit(
        AUTH,
        "content:",
        "content:\n  text/plain: {}",
        "nothing reads 'text/plain' here — write one of application/json",
        "text/",
    ),
]

ANSWERS = [
    Edit(AUTH, "default:", "'201': {description: Made.}\ndefault:", "nothing reads '201' here"),
    Edit(AUTH, "default:", "", "login does not say that any other status is an error", "responses:"),
    Edit(SAMPLES, "title: SaveSampleResponse", "title: SavedSample", "the answer's title is not SaveSampleResponse"),
    Edit(AUTH, "envelope: jwt", "envelope: token", "the 200 schema has no member 'token', the envelope"),
    Edit(AUTH, "required: [jwt]", "", "the 200 schema does not require 'jwt', the envelope", "properties:"),
    Edit(
        SAMPLES,
        "method: samples.rename",
        "envelope: name\nmethod: samples.rename",
        "the 200 schema has no member 'name', the envelope",
    ),
    Edit(SAMPLES, "tags:", "security: []\ntags: [samples]", "an operation with its own security"),
    Edit(AUTH, "security:", "security: [{other: []}]", "an operation with its own security"),
    Edit(OPENAPI, "Error:", "Fault:", "there is no components.responses.Error", "responses:"),
    Edit(OPENAPI, "bearer:", "token:", "there is no components.securitySchemes.bearer", "securitySchemes:"),
    Edit(OPENAPI, "- bearer: []", "- {}", "the document does not ask for a token", "security:"),
]


@pytest.mark.parametrize("edit", [*EVIDENCE, *RETRIES, *NAMES, *REQUESTS, *ANSWERS], ids=str)
def test_a_fault_is_found_where_it_is(tmp_path: Path, edit: Edit) -> None:
    """One change brings one finding, with its file, its line, what is wrong and how to mend it."""
    spec = small_catalog(tmp_path)
    place = edit.make(spec)
    findings = check(spec)
    assert [(finding.file, finding.line) for finding in findings] == [place], [*map(str, findings)]
    assert edit.says in str(findings[0])
    assert findings[0].mend


@pytest.mark.parametrize("name", ["listSamples", "listSAMPLES"])
def test_an_operation_id_is_told_where_it_comes_again(tmp_path: Path, name: str) -> None:
    """The second operation of one operationId, which becomes a module, is told, and where the first one stands."""
    spec = small_catalog(tmp_path)
    Edit(SAMPLES, "operationId: saveSample", f"operationId: {name}", "").make(spec)
    assert (37, f"operationId {name!r} is that of samples.yaml:3 too") in [
        (finding.line, finding.message) for finding in check(spec)
    ]


@pytest.mark.parametrize("schema", ["{type: boolean}", "{type: [integer, 'null']}", "{type: number}"])
def test_what_stands_in_a_path_is_an_id(tmp_path: Path, schema: str) -> None:
    """A path parameter is a text or an integer: nothing else can be filled in."""
    spec = small_catalog(tmp_path)
    file = spec / SAMPLES
    before, _, after = file.read_text(encoding="utf-8").rpartition("schema: {type: integer}")
    file.write_text(f"{before}schema: {schema}{after}", encoding="utf-8")
    assert [(finding.line, finding.message.partition(" of type ")[0]) for finding in check(spec)] == [
        (before.count("\n") + 1, "a value")
    ]


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("class", "'class' is no name for a tag"),
        ("filter", "'filter' is no name for a tag"),
        ("a__b", "'a__b' is no name for a tag"),
        ("with_options", "'with_options' is what the client has already"),
        ("build", "'build' is what the client has already"),
        ("api", "the tag 'api' has the name of a class of the generated code itself"),
        ("executor", "the tag 'executor' has the name of a class of the generated code itself"),
        ("marker", "the schema Marker has the name of the tag 'marker'"),
        ("a_uth", "the tag 'a_uth' has the name of the tag 'auth'"),
        ("async_auth", "the tag 'async_auth' has the name of the tag 'auth'"),
    ],
)
def test_a_tag_has_a_name_of_its_own(tmp_path: Path, tag: str, message: str) -> None:
    """The name of a tag is an attribute of the client, a package, and in capitals two classes."""
    spec = small_catalog(tmp_path)
    for name in (OPENAPI, SAMPLES):
        file = spec / name
        text = file.read_text(encoding="utf-8").replace("name: samples", f"name: {tag}")
        file.write_text(
            text.replace("samples.", f"{tag}.").replace("tags: [samples]", f"tags: [{tag}]"), encoding="utf-8"
        )
    (spec / SAMPLES).rename(spec / "paths" / f"{tag}.yaml")
    assert {finding.message for finding in check(spec)} == {message}


def test_the_clients_own_names_are_known() -> None:
    """No tag and no method of the catalog can take the place of what the clients bring by themselves."""
    url, token = "http://127.0.0.1:9", "e30.e30.x"
    with Client(url, token=token) as client:
        pairs = [(client, Api(client)), (asynchronous := AsyncClient(url, token=token), AsyncApi(asynchronous))]
        public = [(name, owner, api) for owner, api in pairs for name in dir(owner) if not name.startswith("_")]
        assert {name for name, _, api in public if not hasattr(api, name)} == CLIENT
        added = {
            f"{tag}.{name}"
            for tag, owner, api in public
            if hasattr(api, tag)
            for name in {*dir(getattr(owner, tag))} - {*dir(getattr(api, tag))}
            if not name.startswith("_")
        }
        assert added == ADDED


def test_a_file_in_paths_is_a_tag(tmp_path: Path) -> None:
    """An operation in a file whose name is no tag is told."""
    spec = small_catalog(tmp_path)
    Edit(OPENAPI, "- name: auth", "", "").make(spec)
    assert [*map(str, check(spec))] == [
        f"{spec / AUTH}:2: login is of the tag 'auth', and there is none — write one of samples, or add it to the tags"
    ]


def test_a_body_has_the_name_of_its_operation(tmp_path: Path) -> None:
    """A body that is another operation's is told, so that changing it for one does not change both."""
    spec = small_catalog(tmp_path)
    Edit(
        AUTH, "$ref: '#/components/schemas/LoginRequest'", "$ref: '#/components/schemas/RenameSampleRequest'", ""
    ).make(spec)
    assert "the body is not LoginRequest, nor an object that the server answers" in [
        finding.message for finding in check(spec) if finding.file == spec / AUTH
    ]
