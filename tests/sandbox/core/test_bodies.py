"""Any JSON that the sandbox takes is kept and given back as it came."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import omiq_sandbox

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=3),
    max_leaves=10,
)


@given(preferences=st.dictionaries(TEXTS, VALUES, max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_comes_back_as_it_went(sandbox: omiq_sandbox.Server, preferences: dict[str, Any]) -> None:
    """Numbers of any size, texts of any script, names of any kind."""
    answer = httpx.post(
        f"{sandbox.url}/user/setprefs",
        json={"prefs": preferences},
        headers={"Authorization": f"Bearer {sandbox.token}"},
    )
    kept = answer.json()["user"]["prefs"]
    assert {name: kept[name] for name in preferences} == preferences


@pytest.mark.parametrize("depth", [99, 100])
def test_depth_up_to_the_limit_is_taken(sandbox: omiq_sandbox.Server, depth: int) -> None:
    """The deepest value stands 100 levels below the body."""
    body = b'{"prefs": {"deep": ' + b"[" * (depth - 2) + b"]" * (depth - 2) + b"}}"
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
    assert httpx.post(f"{sandbox.url}/user/setprefs", content=body, headers=headers).status_code == 200
