"""What happens to a call, whatever its operation: sign-in, contract, refusals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import omiq
import omiq_sandbox


@pytest.fixture
def http(sandbox: omiq_sandbox.Server) -> Iterator[httpx.Client]:
    """HTTP to the API with the token of the first account."""
    with httpx.Client(base_url=sandbox.url, headers={"Authorization": f"Bearer {sandbox.token}"}) as client:
        yield client


def post(http: httpx.Client, content: bytes, content_type: str = "application/json") -> httpx.Response:
    return http.post("/datasets", content=content, headers={"Content-Type": content_type})


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic x"])
def test_call_without_a_valid_token_is_refused(http: httpx.Client, token: str) -> None:
    """The answer is 401 and names the scheme."""
    answer = http.get("/datasets", headers={"Authorization": token})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_refused_sign_in_comes_before_the_contract(sandbox: omiq_sandbox.Server) -> None:
    """Who is not signed in learns nothing of what is wrong with the body."""
    assert httpx.post(f"{sandbox.url}/datasets", content=b"{").status_code == 401


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"{}", "body.displayName: "),
        (b'{"displayName": 1}', "body.displayName: "),
        (b'{"displayName": "x", "other": 1}', "body.other: "),
        (b"[]", "body: "),
        (b"", "body: "),
        (b"{", "body: "),
        (b'{"displayName": "\xff"}', "body: no UTF-8 at byte 17"),
        (b'{"displayName": NaN}', "body.displayName: must be a finite number"),
        (b'{"displayName": [1, -1e999]}', "body.displayName.1: must be a finite number"),
        (b'{"displayName": Infinity}', "body.displayName: must be a finite number"),
        (b'{"displayName": "\\ud800"}', "body.displayName: holds half a surrogate pair"),
        (b'{"\\ud800": 1}', "body: the name of a member holds half a surrogate pair"),
        (b'{"displayName": "x", "displayName": "y"}', "body: no JSON: the member 'displayName' stands twice"),
        (b'{"displayName": ' + b"9" * 5000 + b"}", "body: "),
        (b'{"displayName": ' + b"[" * 101 + b"]" * 101 + b"}", "body.displayName.0.0"),
        (b"[" * 100_000, "body: "),
    ],
)
def test_body_that_breaks_the_contract_is_refused_by_its_place(http: httpx.Client, body: bytes, place: str) -> None:
    """The answer is 400, plain text, and nothing is made."""
    answer = post(http, body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.text.startswith(place)
    assert http.get("/datasets").json() == {"datasets": []}


def test_place_in_a_list_is_named_by_its_index(http: httpx.Client) -> None:
    """Members of members are named with dots."""
    spec = {"displayName": "a", "fileName": "a", "contentType": "application/octet-stream", "datasetId": 1}
    body = {"datasetKey": 1, "files": [spec, {**spec, "displayName": None}]}
    answer = http.post("/datasets/1/files", json=body)
    assert answer.text.startswith("body.files.1.displayName: ")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_body_of_another_type_is_refused(http: httpx.Client, content_type: str) -> None:
    """A form of a browser can send such a body without asking, so that none counts."""
    assert post(http, b'{"displayName": "x"}', content_type).status_code == 415


def test_charset_of_json_is_allowed(http: httpx.Client) -> None:
    """Some clients send it, though JSON has none."""
    assert post(http, b'{"displayName": "x"}', "Application/JSON; charset=utf-8").status_code == 200


@pytest.mark.parametrize("announced", [True, False])
def test_body_that_is_too_large_is_refused(http: httpx.Client, announced: bool) -> None:
    """64 MB is the limit, whether Content-Length tells or not."""
    piece = b" " * 2**20
    content: Any = piece * 65 if announced else iter([piece] * 65)
    answer = http.post("/datasets", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("id_", ["0", "-1", "x", "1.0", "9223372036854775808", "9" * 30, "٣"])
def test_id_that_nothing_can_have_is_not_found(http: httpx.Client, id_: str) -> None:
    """An id is a positive integer of 63 bits."""
    assert http.get(f"/datasets/{id_}").status_code == 404


def test_id_in_a_body_that_nothing_can_have_is_not_found(http: httpx.Client) -> None:
    """A number that SQLite cannot hold is no error of the server."""
    body = {"datasetId": 2**63, "name": "x", "initialize": True, "fromId": None, "keepComputedResults": False}
    assert http.post("/workflows", json=body).status_code == 404


@pytest.mark.parametrize("text", ["true", "True", "1", "false", "False", "0"])
def test_booleans_of_the_query_are_read_as_python_writes_them_too(http: httpx.Client, text: str) -> None:
    """The vendor's client sends `True` (`pkg-1.10.3`)."""
    assert http.get("/datasets", params={"includeOwner": text}).status_code == 200


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/datasets?includeOwner=yes", "includeOwner"),
        ("/datasets?limit=x", "limit"),
        ("/datasets?limit=-1", "limit"),
        (f"/datasets?limit={2**63}", "limit"),
        ("/users/search", "query"),
    ],
)
def test_wrong_parameter_of_the_query_is_refused_by_its_name(http: httpx.Client, path: str, name: str) -> None:
    """The answer is 400."""
    answer = http.get(path)
    assert answer.status_code == 400
    assert answer.text.startswith(f"query.{name}: ")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
def test_method_that_a_path_has_not_is_refused_with_those_that_it_has(http: httpx.Client, method: str) -> None:
    """The answer is 405 with Allow."""
    answer = http.request(method, "/datasets")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


def test_unknown_path_is_not_found(http: httpx.Client) -> None:
    """No slash is added or taken away."""
    assert [http.get(path).status_code for path in ("/nothing", "/datasets/")] == [404, 404]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost:x", ""])
def test_request_for_another_host_is_refused(http: httpx.Client, host: str) -> None:
    """A page that has its own name lead to this machine reaches nothing."""
    assert http.get("/datasets", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8080", "LocalHost:80"])
def test_names_of_this_machine_are_served(http: httpx.Client, host: str) -> None:
    """A browser may use any of them."""
    assert http.get("/datasets", headers={"Host": host}).status_code == 200


def test_object_with_an_id_is_saved_where_another_is_created(http: httpx.Client) -> None:
    """`POST /workflows` serves two operations (`pkg-1.10.3`)."""
    body = {"id": 1, "name": "x"}
    assert http.post("/workflows", json=body).text == "There is no workflow 1"
    assert http.post("/workflows", json={"name": "x"}).text.startswith("body.datasetId: ")


def test_answer_that_breaks_the_contract_is_an_error_that_tells_nothing(
    sandbox: omiq_sandbox.Server, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells what is wrong, the caller learns that something is."""
    from omiq_sandbox._api.calls import HANDLERS

    monkeypatch.setitem(HANDLERS, "listDatasets", lambda call: {"datasets": [{"id": "secret"}]})
    answer = http.get("/datasets")
    assert (answer.status_code, "secret" in answer.text) == (500, False)
    assert "listDatasets failed" in caplog.text
    assert "answer.datasets.0.id: " in caplog.text
    assert "secret" not in caplog.text


def test_log_shows_what_was_sent_without_secrets(sandbox: omiq_sandbox.Server, http: httpx.Client) -> None:
    """Method, path, query, headers, digest and size of the body, operation, user and status."""
    body = json.dumps({"displayName": "x"}).encode()
    http.get("/datasets", params={"limit": "2", "token": sandbox.token})
    post(http, body)
    listed, created = sandbox.requests
    assert (listed.origin, listed.method, listed.path, listed.query[0]) == (
        "api",
        "GET",
        "/api/datasets",
        ("limit", "2"),
    )
    assert (created.operation, created.status, created.body_size) == ("createDataset", 200, len(body))
    assert created.body_sha256 == hashlib.sha256(body).hexdigest()
    assert created.user_id == sandbox.users[0].id
    assert created.headers["authorization"] == "Bearer ***"
    assert sandbox.token not in repr(sandbox.requests)


def test_each_operation_of_the_catalog_is_answered() -> None:
    """What the catalog learns, the sandbox learns too."""
    from omiq_sandbox._api import app  # noqa: F401 - fills HANDLERS
    from omiq_sandbox._api.calls import HANDLERS

    assert omiq.OPERATIONS.keys() <= HANDLERS.keys()


def test_operation_that_only_the_catalog_knows_yet_is_refused(
    sandbox: omiq_sandbox.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and all others are answered."""
    from omiq_sandbox._api.calls import HANDLERS

    monkeypatch.delitem(HANDLERS, "listDatasets")
    with omiq.Client(sandbox.url, token=sandbox.token, retries=0) as client:
        with pytest.raises(omiq.CallError, match="The sandbox does not know yet what listDatasets does") as raised:
            client.datasets.list()
        assert raised.value.status == 501
        assert client.groups.list() == []
