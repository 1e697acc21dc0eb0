"""schemathesis, a reader of the contract that this project did not write, finds nothing to complain of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import AuthContext, Case, GenerationMode
from schemathesis.checks import allow_header_conformance, positive_data_acceptance, unsupported_method

import omiq
import omiq_sandbox

DOCUMENT = json.loads(files("omiq_sandbox").joinpath("openapi.json").read_text("utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)

LEFT_OUT = (positive_data_acceptance,)
"""Not checked: the document cannot say what the state refuses, such as the id of a task that is not there."""

LEFT_OUT_OF_A_FRAGMENT = (allow_header_conformance, unsupported_method)
"""Not checked on `/workflows#save`: to the server it is the path `/workflows`, which has other methods too."""

EXAMPLES = 25


class Known:
    """The server that runs: its token, and what is there to be named in calls."""

    token = ""
    ids: Mapping[str, int | str] = {}
    """Half of all ids that schemathesis draws give way to one of these."""

    @classmethod
    def learn(cls, server: omiq_sandbox.Server) -> None:
        cls.token = server.token
        with omiq.Client(server.url, token=server.token) as client:
            dataset = client.datasets.list()[0]
            workflow = client.workflows.list()[0]
            other = next(user for user in client.users.search("a") if user.id != client.users.me().id)
            cls.ids = {
                "datasetId": dataset.id,
                "datasetKey": dataset.id,
                "fileId": client.files.list(dataset.id)[0].id,
                "workflowId": workflow.id,
                "fromId": workflow.id,
                "groupId": client.groups.list()[0].id,
                "resourceId": dataset.id,
                "updatedOwnerId": other.id,
                "requesterId": other.id,
            }


@SCHEMA.auth()
class SignedIn:
    """Gives each call the token of the server that runs."""

    def get(self, case: Case[Any], context: AuthContext) -> str:
        return Known.token

    def set(self, case: Case[Any], data: str, context: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


def known_instead(drawn: Any, name: str = "") -> Any:
    """Return what was drawn with some ids, the even ones, replaced by known ones."""
    if isinstance(drawn, dict):
        return {key: known_instead(value, key) for key, value in drawn.items()}
    replaces = name in Known.ids and type(drawn) is int and drawn % 2 == 0
    return Known.ids[name] if replaces else drawn


@pytest.fixture
def server() -> Iterator[omiq_sandbox.Server]:
    with omiq_sandbox.run(seed="demo") as running:
        Known.learn(running)
        yield running


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_answers_keep_the_contract(case: Case[Any], server: omiq_sandbox.Server) -> None:
    """No server error, no answer outside the document, no call accepted that the document forbids."""
    if case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
        case.path_parameters = known_instead(case.path_parameters)
        case.body = known_instead(case.body)
    left_out = (*LEFT_OUT, *LEFT_OUT_OF_A_FRAGMENT) if "#" in case.path else LEFT_OUT
    case.call_and_validate(base_url=server.url, excluded_checks=list(left_out))
