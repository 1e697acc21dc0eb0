"""What a test tells the sandbox over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest

import omiq
import omiq_sandbox


@pytest.fixture
def control(sandbox: omiq_sandbox.Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{sandbox.gui_url}/sandbox") as control:
        yield control


def test_faults_are_set_told_and_cleared(control: httpx.Client, client: omiq.Client) -> None:
    """PUT replaces, POST adds, GET counts, DELETE clears."""
    control.post("/faults", json={"kind": "token_expired", "operation": "listDatasets", "count": 1})
    with pytest.raises(omiq.AuthenticationError, match="expired"):
        client.datasets.list()
    client.datasets.list()
    (told,) = control.get("/faults").json()["faults"]
    assert (told["fault"]["kind"], told["matched"], told["struck"]) == ("token_expired", 2, 1)
    control.post("/faults", json=[{"kind": "superseded", "skip": 5}])
    assert len(control.get("/faults").json()["faults"]) == 2
    answer = control.put("/faults", json=[{"kind": "html"}]).json()
    assert [each["fault"]["kind"] for each in answer["faults"]] == ["html"]
    assert control.delete("/faults").json() == control.get("/faults").json() == {"faults": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("PUT", "/faults", b'[{"kind": "latency"}]', "faults.0.seconds: Field required"),
        ("POST", "/faults", b"[", "body: no JSON"),
        ("POST", "/clock", b'{"advance": 1e300}', "body.advance: "),
        ("POST", "/clock", b'{"advance": "1"}', "body.advance: "),
        ("POST", "/clock", b'{"advance": -1}', "body.advance: "),
        ("POST", "/clock", b"[]", "body: "),
        ("PATCH", "/options", b'{"port": 1}', "body.port: Extra inputs"),
        ("PATCH", "/options", b'{"token_lifetime": 0}', "body.token_lifetime: "),
    ],
)
def test_what_is_wrong_is_named(control: httpx.Client, method: str, path: str, body: bytes, words: str) -> None:
    """A request that cannot be carried out gets 400, with the place."""
    answer = control.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert words in answer.text


def test_form_of_a_page_changes_nothing(control: httpx.Client) -> None:
    """A page of another site can have a browser send text without asking, so that only JSON by its name counts."""
    before = control.post("/clock", json={"advance": 1}).json()["now"]
    answer = control.post("/clock", content=b'{"advance": 1000000}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert control.post("/clock", json={"advance": 1}).json()["now"] < before + 1_000_000


def test_answers_are_dated_by_the_clock(control: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """Who goes by the server's time agrees with the sandbox on when a token expires."""
    sandbox.clock.advance(10**6)
    for url in (f"{sandbox.url}/user", f"{sandbox.gui_url}/docs", sandbox.storage_url):
        answer = httpx.get(url)
        assert len(answer.headers.get_list("date")) == 1
        assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - sandbox.clock.now()) < 60


def test_clock_is_put_forward(control: httpx.Client, client: omiq.Client) -> None:
    """Tokens expire by the sandbox's clock."""
    client.datasets.list()
    before = control.post("/clock", json={"advance": 1}).json()["now"]
    assert control.post("/clock", json={"advance": 8 * 3600}).json()["now"] >= before + 8 * 3600
    with pytest.raises(omiq.AuthenticationError, match="expired"):
        client.datasets.list()


def test_options_change_while_it_runs(control: httpx.Client, sandbox: omiq_sandbox.Server, client: omiq.Client) -> None:
    """What is sent changes, what is not stays, and the answer tells both."""
    answer = control.patch("/options", json={"one_login": True, "signed_url_lifetime": 60}).json()
    assert answer["options"] == {
        "token_lifetime": 28800.0,
        "one_login": True,
        "long_export_events": 200_000,
        "signed_url_lifetime": 60,
    }
    sandbox.log_in(sandbox.users[0])
    with pytest.raises(omiq.LoginSuperseded):
        client.datasets.list()


def test_log_tells_requests_and_forgets_them(control: httpx.Client, client: omiq.Client) -> None:
    """Requests of the API are told without their secrets, and are gone when cleared."""
    client.datasets.list(limit=5)
    (request,) = (
        each for each in control.get("/log").json()["requests"] if each["origin"] == "api" and each["operation"]
    )
    assert (request["operation"], request["status"], request["query"]) == ("listDatasets", 200, [["limit", "5"]])
    assert request["headers"]["authorization"] == "Bearer ***"
    assert control.delete("/log").json() == {"requests": []}
    assert not [each for each in control.get("/log").json()["requests"] if each["operation"]]


def test_idle_waits_for_the_work_in_the_background(control: httpx.Client) -> None:
    """It answers when no job is left."""
    assert control.get("/idle").json() == {"idle": True}


def test_control_is_never_struck(control: httpx.Client) -> None:
    """A fault on every request leaves the way open to take it back."""
    control.put("/faults", json=[{"kind": "cut", "where": "before"}])
    assert control.delete("/faults").status_code == 200
