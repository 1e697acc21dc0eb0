"""`omiq catalog generate`: a typed package of what overlays add, which the client carries out."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal

import omiq
import omiq_sandbox
from omiq.models import Dataset, User
from omiq_generated.types import Call
from omiq_generator import tools
from tests.support.clients import Blocking, client_on
from tests.support.command import Ended, Omiq
from tests.support.overlays import ADDED, SANDBOX, written

from .places import ROOT, contents

NAME = "omiq_yourcompany"
TYPED = """
from typing import Any, assert_type

import omiq
from omiq_yourcompany import Api, AsyncApi
from omiq_yourcompany.api.notes.list_notes import call
from omiq_yourcompany.models import EventCount, Note


def uses(client: omiq.Client) -> None:
    api = Api(client)
    assert_type(api.notes.list(), list[Note])
    assert_type(api.notes.get(1).author, omiq.models.User | None)
    assert_type(api.counts.events(dataset_id=1)["1"], EventCount)
    assert_type(api.datasets.recent(limit=5), list[omiq.models.Dataset])
    assert_type(client.execute(call()), list[Note])
    assert_type(client.answer(api.notes.create, title="a"), omiq.Answer[Note])
    api.notes.create(titel="a")  # type: ignore[call-arg]


async def awaits(client: omiq.AsyncClient) -> None:
    assert_type(await AsyncApi(client).notes.list(), list[Note])
"""


def generate(command: Omiq, *overlays: Path, output: Path) -> Ended:
    options = [each for overlay in overlays for each in ("--overlay", overlay)]
    return command("catalog", "generate", *options, "--output", output, "--name", NAME)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a package of the sandbox's overlay was made in."""
    folder = tmp_path_factory.mktemp("extension")
    ended = generate(Omiq(folder), SANDBOX, output=folder / "package")
    assert ended == (0, "", f"{folder / 'package' / NAME}: {len(ADDED)} operations of {SANDBOX}\n")
    return folder / "package"


@pytest.fixture
def extension(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The package, imported."""
    monkeypatch.syspath_prepend(made)
    yield importlib.import_module(NAME)
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def api_of(extension: Any, client: Any, driver: BlockingPortal | None) -> Any:
    return extension.Api(client) if driver is None else Blocking(extension.AsyncApi(client._inner), driver)


def test_extension_is_called_by_the_client(extension: Any, driver: BlockingPortal | None) -> None:
    """Its methods are those of overlays, of either kind of client; built-in objects are the client's own models."""
    with omiq_sandbox.run() as server, closing(client_on(driver, server.url, token=server.token)) as client:
        api = api_of(extension, client, driver)
        note = api.notes.create(title="Panel 3", labels=["a"])
        assert isinstance(note, extension.models.Note)
        assert (note.title, note.text) == ("Panel 3", "none")
        assert isinstance(note.author, User)
        assert api.notes.list() == [note]
        assert api.notes.delete(note.id) == {}
        (dataset,) = api.datasets.recent(limit=1)
        assert type(dataset) is Dataset
        counts = api.counts.events(dataset_id=dataset.id)
        assert {type(each) for each in counts.values()} == {extension.models.EventCount}
        assert api.counts.again(dataset_id=dataset.id).raw["datasetId"] == dataset.id


def test_its_calls_are_those_of_the_client(extension: Any) -> None:
    """What carries calls out knows them as its own."""
    call = extension.api.build("getNote", note_id=1)
    assert isinstance(call, Call)
    assert extension.api.OPERATIONS.keys() == {*ADDED}
    assert extension.types.Model is omiq.Model


def test_it_is_typed(made: Path, tmp_path: Path) -> None:
    """mypy, as strict as it can be, finds what is wrong in its use and nothing in itself."""
    module = written(tmp_path / "uses.py", TYPED)
    places = ("handwritten", "generated_client", "generator")
    paths = [*(str(ROOT / place) for place in places), str(made)]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", module, made / NAME],
        cwd=tmp_path,
        env=os.environ | {"MYPYPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout
    assert result.stdout.startswith("Success")


def test_the_same_overlay_gives_the_same_bytes_in_place_of_the_old(made: Path, tmp_path: Path) -> None:
    """A package that was made before is replaced as a whole, with nothing left beside it."""
    command, output = Omiq(tmp_path), tmp_path / "package"
    before = contents(made / NAME)
    for stale in (output / NAME / "stale.py", output / NAME / "api" / "old" / "__init__.py"):
        if not (output / NAME).exists():
            assert generate(command, SANDBOX, output=output).code == 0
        written(stale, "")
    assert generate(command, SANDBOX, output=output).code == 0
    assert contents(output / NAME) == before
    assert [path.name for path in output.iterdir()] == [NAME]


def test_amended_model_is_its_own(tmp_path: Path) -> None:
    """A built-in schema that the overlay amends becomes a model of the package, with the members that came to it."""
    amends = "x-omiq-amends: {components: {schemas: {Dataset: {properties: {colour: {type: string}}}}}}\n"
    file = written(tmp_path / "mine.yaml", SANDBOX.read_text("utf-8") + amends)
    assert generate(Omiq(tmp_path), file, output=tmp_path).code == 0
    assert 'Member("colour", str)' in (tmp_path / NAME / "models" / "dataset.py").read_text("utf-8")
    assert "omiq_generated.models" in (tmp_path / NAME / "models" / "user.py").read_text("utf-8")


def test_foreign_folder_is_kept(tmp_path: Path) -> None:
    foreign = written(tmp_path / "package" / NAME / "mine.py", "x = 1\n")
    ended = generate(Omiq(tmp_path), SANDBOX, output=tmp_path / "package")
    assert (ended.code, ended.out) == (1, "")
    assert "holds something else than a generated package: name another folder" in ended.err
    assert [path.name for path in foreign.parent.iterdir()] == ["mine.py"]


@pytest.mark.parametrize("name", ["a-b", "class", "a/b", "../a", "", "omiq_generated", "json"])
def test_name_that_is_none(name: str, tmp_path: Path) -> None:
    ended = Omiq(tmp_path)("catalog", "generate", "--overlay", SANDBOX, "--output", tmp_path / "p", "--name", name)
    assert (ended.code, ended.out) == (2, "")
    assert not (tmp_path / "p").exists()


def test_broken_overlay_or_one_without_operations_makes_nothing(tmp_path: Path) -> None:
    for text, words in (("a: 1", "mine.yaml:1: an overlay has no member 'a'"), ("", "The overlays add no operation.")):
        ended = generate(Omiq(tmp_path), written(tmp_path / "mine.yaml", text), output=tmp_path / "package")
        assert (ended.code, ended.out) == (2, "")
        assert words in ended.err
    assert not (tmp_path / "package").exists()


def test_generator_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a clone it is looked for beside Python, and the message says what installs it."""
    monkeypatch.setattr(tools, "TOOLS", tmp_path / "nowhere")
    with pytest.raises(tools.BuildError, match=r'pip install "omiq-client\[generate\]"'):
        tools.run("openapi-python-client-that-is-missing", folder=tmp_path)
