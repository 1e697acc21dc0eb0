"""Scaling: what a task's settings do to values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._cytometry.scaling import BadScaling, Scaling
from tests.sandbox.cytometry.trees import events

ARCSINH, LINEAR, LOG10 = {"type": "Arcsinh", "cofactor": 6000}, {"type": "None (linear)"}, {"type": "Log10"}


def task(**features: Any) -> dict[str, Any]:
    return {"id": 1, "type": "ScalingTask", "scaling": {"features": features}}


def test_each_channel_is_scaled_by_its_own_transform() -> None:
    """Arcsinh with a cofactor, linear, or the decimal logarithm; a channel without one is linear."""
    scaling = Scaling.of_task(task(A=ARCSINH, B=LINEAR, C=LOG10, E={"type": "Arcsinh", "cofactor": 5}))
    scaled = scaling.apply(events(A=[12000], B=[12000], C=[1000], D=[12000], E=[10]))
    assert scaled.values.tolist() == [[math.asinh(2), 12000, 3, 12000, math.asinh(2)]]


def test_the_raw_values_stay_as_they_are() -> None:
    """Scaling makes new values."""
    raw = events(A=[12000.0])
    Scaling.of_task(task(A=ARCSINH)).apply(raw)
    assert raw.values.tolist() == [[12000]]


def test_log10_takes_what_is_under_one_as_one() -> None:
    """Zero and below have no logarithm."""
    scaled = Scaling.of_task(task(A=LOG10)).apply(events(A=[-5, 0, 0.5, 1, 10]))
    assert scaled.column("A").tolist() == [0, 0, 0, 0, 1]


@given(st.floats(width=32), st.floats(1e-300, 1e300))
def test_any_value_can_be_scaled(value: float, cofactor: float) -> None:
    """The arcsinh of what is not finite, or too large to divide, is not finite."""
    with np.errstate(over="ignore"):
        expected = np.arcsinh(np.float64(value) / cofactor)
    scaled = Scaling.of_task(task(A={"type": "Arcsinh", "cofactor": cofactor}, B=LOG10)).apply(
        events(A=[value], B=[value])
    )
    np.testing.assert_array_equal(scaled.column("A"), [expected])


def test_the_nearest_task_that_scales_a_channel_counts() -> None:
    """Tasks of other types, and those without the channel, change nothing."""
    lineage = [
        task(A=ARCSINH, B=ARCSINH),
        {"id": 2, "type": "GatingTask"},
        task(A={"type": "Arcsinh", "cofactor": 100}, C=LINEAR),
    ]
    scaled = Scaling.of_tasks(lineage).apply(events(A=[200], B=[12000], C=[7]))
    assert scaled.values.tolist() == [[math.asinh(2), math.asinh(2), 7]]


def test_without_a_scaling_task_values_are_linear() -> None:
    """There is nothing to scale by."""
    assert Scaling.of_tasks([]).apply(events(A=[200])).values.tolist() == [[200]]


@pytest.mark.parametrize(
    ("settings", "where", "words"),
    [
        ({}, "", "'scaling'"),
        ({"scaling": None}, "scaling", "not an object"),
        ({"scaling": {"features": []}}, "scaling.features", "not an object"),
        (task(A=None), "scaling.features.A", "not an object"),
        (task(A={"cofactor": 3}), "scaling.features.A", "'type'"),
        (task(A={"type": "Biexponential"}), "scaling.features.A.type", "'Biexponential'"),
        (task(A={"type": "Arcsinh"}), "scaling.features.A", "'cofactor'"),
        (task(A={"type": "Arcsinh", "cofactor": 0}), "scaling.features.A.cofactor", "greater than 0"),
        (task(A={"type": "Arcsinh", "cofactor": "6000"}), "scaling.features.A.cofactor", "not a number"),
    ],
)
def test_settings_that_cannot_be_carried_out_are_named(settings: dict[str, Any], where: str, words: str) -> None:
    """The error gives the place in the task, and why."""
    with pytest.raises(BadScaling, match=words) as raised:
        Scaling.of_task(settings)
    assert raised.value.where == where
