"""What the tests of views need: any JSON, and a reader that leaves nothing unread."""

from __future__ import annotations

import copy
import json
import pickle
from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)


def models_of(package: ModuleType) -> list[Any]:
    """All models of a generated package."""
    found = [getattr(package, name) for name in package.__all__]
    return [model for model in found if hasattr(model, "view")]


def keys_of(model: Any) -> list[str]:
    """The JSON keys of a model's documented members."""
    return [member.key for member in vars(model).values() if hasattr(member, "required")]


def raw_objects(models: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any JSON objects, whose keys are now and then those of the models, and their values of no certain shape."""
    odd = ["raw", "view", "_members", "__class__", "to_dict", ""]
    keys = st.sampled_from(sorted({key for model in models for key in keys_of(model)} | set(odd))) | st.text(max_size=4)
    values = st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=20,
    )
    return st.dictionaries(keys, values, max_size=12)


def objects_of(model: Any, anywhere: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of a model's own members, as lists, objects or anything."""
    values = SCALARS | anywhere | st.lists(anywhere | SCALARS, max_size=3)
    own = st.dictionaries(st.sampled_from(keys_of(model)), values) if keys_of(model) else st.just({})
    return st.builds(lambda one, other: one | other, own, anywhere)


def use(value: Any, unexpected: type[Exception], depth: int = 0) -> None:
    """Read all that can be read of a view, and do all to it that must not change it."""
    repr(value)
    if not hasattr(value, "raw") or depth > 4:
        return
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301
    for name in dir(type(value)):
        if hasattr(getattr(type(value), name), "required"):
            _try(lambda name=name: getattr(value, name), unexpected, depth)
    if hasattr(value, "__len__"):
        for key in value if isinstance(value.raw, dict) else range(len(value)):
            _try(lambda key=key: value[key], unexpected, depth)


def _try(read: Any, unexpected: type[Exception], depth: int) -> None:
    try:
        value = read()
    except unexpected:
        return
    use(value, unexpected, depth + 1)


def assert_lossless(model: Any, anywhere: st.SearchStrategy[dict[str, Any]], package: Any) -> None:
    """Assert that using a view of any JSON text leaves the text what it was, to the last character."""

    @settings(max_examples=40)
    @given(raw=objects_of(model, anywhere))
    def check(raw: dict[str, Any]) -> None:
        text = json.dumps(raw)
        view = model.view(json.loads(text))
        use(view, package.errors.UnexpectedShape)
        assert json.dumps(package.types.to_json(view)) == text

    check()
