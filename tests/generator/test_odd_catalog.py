"""A catalog of odd names and shapes comes out as a package that works."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from omiq_generator.__main__ import main
from tests.support.views import assert_lossless, models_of, raw_objects

SPEC = Path(__file__).parent / "odd"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("odd") / "odd_generated"
    assert (
        main(["build", "--spec", str(SPEC), "--output", str(target), "--sandbox", str(target.parent / "server")]) == 0
    )
    return target


@pytest.fixture(scope="module")
def odd(package: Path) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(package.parent)
        for name in ("api", "errors", "models", "types"):
            importlib.import_module(f"odd_generated.{name}")
        yield importlib.import_module("odd_generated")


@pytest.fixture
def api(odd: Any) -> Any:
    class Executor:
        answer: Any = None
        call: Any = None

        def execute(self, call: Any) -> Any:
            self.call = call
            return call.read(self.answer)

    return odd.api.Api(Executor())


def test_use_changes_nothing(odd: Any) -> None:
    """Whatever the members are called and hold, using a view leaves the JSON text as it came."""
    models = models_of(odd.models)
    anywhere = raw_objects(models)
    assert {model.__name__ for model in models} == {"Names", "Part", "SendOddResponse", "Shapes", "Unknown"}
    for model in models:
        assert_lossless(model, anywhere, odd)


def test_names(odd: Any) -> None:
    """Each member is read under its Python name and sent under the API's, whatever that is."""
    keys = {member.key: name for name, member in vars(odd.models.Names).items() if hasattr(member, "key")}
    document = json.loads(Path(odd.__file__).with_name("openapi.json").read_text("utf-8"))
    assert list(keys) == list(document["components"]["schemas"]["Names"]["properties"])
    for number, (key, name) in enumerate(keys.items()):
        view = odd.models.Names.view({key: number})
        if key not in ("list", "str", "super", "type", "property", "given", "keys", "None", "import"):
            assert getattr(view, name) == number
        assert f"{name}={number}" in repr(view)
    made = odd.models.Names(self_=1, class_=2, field_1st=3, 日本=4, quote=5)
    assert made.raw == {"self": 1, "class": 2, "1st": 3, "日本": 4, 'quote"\\\n': 5}


def test_shapes(odd: Any) -> None:
    """What is made of models reads as models; what can be of several shapes, or holds null, reads as it came."""
    names = {"self": 1, "class": 2}
    raw = {
        "list": [names],
        "map": {"a": names},
        "again": {"always": 1},
        "orNull": None,
        "listOrNull": [names],
        "either": names,
        "holes": [None, names],
        "mapOfLists": {"a": [names]},
        "several": True,
        "rows": [[1, None]],
        "unknowns": {"1": {"x": 1}},
    }
    view = odd.models.Shapes.view(raw)
    assert view.list_[0].class_ == view.map["a"].class_ == view.list_or_null[0].class_ == 2
    assert view.again.always == 1
    assert view.or_null is None
    assert view.either is names
    assert view.holes is raw["holes"]
    assert view.map_of_lists is raw["mapOfLists"]
    assert view.several is True
    assert view.unknowns[1]["x"] == 1


def test_defaults_of_a_model(odd: Any) -> None:
    """A request object that is made with keywords has the catalog's defaults."""
    assert odd.models.Part(choice="yes please").raw == {"choice": "yes please", "level": 2}


def test_secret_members(odd: Any) -> None:
    """A member of format password is hidden, whatever it holds."""
    assert repr(odd.models.Shapes.view({"secret": "s3ntinel"})) == "Shapes(secret=***)"


def test_body_of_a_method(odd: Any, api: Any) -> None:
    """Members of the body are sent under the API's names, with defaults, without what is not given."""
    api._executor.answer = {"inline": "x"}
    part = odd.models.Part(choice="yes please", level=1)
    answer = api.odd.send("a/b", "c d", parts=[part], by_name={"x": part}, or_null=None, json=1, query=2)
    assert answer.inline == "x"
    call = api._executor.call
    assert call.path == "/odd/a%2Fb/c%20d"
    assert call.query == {}
    assert call.json == {
        "key": "a/b",
        "format": "FCS",
        "text": 'it\'s "quoted" \\ and {braced}',
        "parts": [part.raw],
        "byName": {"x": part.raw},
        "lists": [],
        "orNull": None,
        "ratio": 1e-07,
        "json": 1,
        "query": 2,
    }


def test_arguments_of_a_method(api: Any) -> None:
    """Path parameters come in the path's order, then what the query must have; null is sent, UNSET is not."""
    api._executor.answer = [{"list": []}]
    assert api.odd.list("l", 5, True, a_b=None)[0].raw == {"list": []}
    assert api._executor.call.path == "/odd/5/l"
    assert api._executor.call.query == {"must": True, "limit": 10, "a.b": None}


def test_answers(odd: Any, api: Any) -> None:
    """Maps, null, scalars and anything are read as such."""
    for method, answer, value in (
        (api.odd.map, {"1": {}}, {"1": {}}),
        (api.odd.id, "x", "x"),
        (api.odd.any, [1], [1]),
        (lambda: api.odd.save(odd.models.Shapes.view({})), None, None),
        (lambda: api.odd.none("n"), {}, odd.models.Unknown()),
        (api.odd.type, {"self": 1}, odd.models.Names.view({"self": 1})),
    ):
        api._executor.answer = answer
        assert method() == value


def test_docstrings_keep_their_text(api: Any) -> None:
    """Quotes and backslashes of the catalog come out as they are."""
    text = api.odd.list.__doc__
    assert text.startswith('List """all""" of \\x them.')
    assert 'second of which is "quoted"' in text
    assert '`odd.list()` """shows""" it.' in api.odd.send.__doc__
    assert "shapes: Any JSON can be one." in api.odd.save.__doc__


def test_types(package: Path, tmp_path: Path) -> None:
    """The package is clean for mypy and pyright, both strict, and for the linter's rules on names and imports."""
    shutil.copytree(package, tmp_path / "odd_generated")
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', encoding="utf-8")
    for command in (
        ["mypy", "--strict", "--cache-dir", tmp_path / "cache", "odd_generated"],
        ["pyright", "--pythonpath", sys.executable],
        ["ruff", "check", "--isolated", "--no-cache", "--line-length", "120", "--select", "F,I"],
    ):
        run = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr
