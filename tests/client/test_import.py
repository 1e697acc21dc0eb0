"""What is loaded when: importing the package, and making a client, costs little."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import omiq
import omiq.models
import omiq_generated.models

HEAVY = {"httpx", "httpcore", "anyio", "asyncio", "msgspec", "ssl", "filelock", "certifi", "rich"}
HEAVY |= {"anndata", "flowio", "numpy", "pandas", "polars", "pyarrow"}


def loaded_by(code: str) -> set[str]:
    """Return the names of the modules that a new interpreter has loaded after running `code`."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return set(json.loads(run.stdout))


NAME = "import omiq"
FACADE = "import omiq; omiq.Client, omiq.AsyncClient, omiq.OmiqError, omiq.OPERATIONS"
CLIENT = f"import omiq; client = omiq.Client('app', token={'eyJhbGciOiJub25lIn0.e30.x'!r}); client.raw"


@pytest.mark.parametrize("code", [NAME, FACADE, CLIENT], ids=["import", "names", "client"])
def test_light_until_the_first_call(code: str) -> None:
    """Neither an HTTP library nor a model is loaded before something is called."""
    loaded = loaded_by(code)
    models = {name for name in loaded if name.startswith("omiq_generated.models.")}
    assert models == set()
    assert {name for name in loaded if name.partition(".")[0] in HEAVY} == set()


def test_import_alone_loads_nothing_of_the_package() -> None:
    """Names are loaded when they are used."""
    assert {name for name in loaded_by(NAME) if name.startswith("omiq")} == {"omiq"}


@pytest.mark.parametrize("name", omiq.__all__)
def test_public_names(name: str) -> None:
    """Each public name is there, is listed, and is loaded once."""
    assert getattr(omiq, name) is getattr(omiq, name)
    assert name in dir(omiq)


def test_public_names_are_sorted_and_single() -> None:
    """The list reads well."""
    assert sorted(set(omiq.__all__)) == sorted(omiq.__all__)


def test_completion_offers_public_names_alone() -> None:
    """What completes behind `omiq.` is public: no helper of the module itself."""
    assert {name for name in dir(omiq) if not name.startswith("__")} == set(omiq.__all__)


def test_star() -> None:
    """`from omiq import *` gives the public names and nothing else."""
    names: dict[str, object] = {}
    exec("from omiq import *", names)  # noqa: S102
    assert set(omiq.__all__) == set(names) - {"__builtins__"}


@pytest.mark.parametrize("name", omiq_generated.models.__all__)
def test_models_have_their_public_place(name: str) -> None:
    """Models are in `omiq.models`."""
    assert getattr(omiq.models, name) is not None
    assert name in dir(omiq.models)


@pytest.mark.parametrize("module", [omiq, omiq.models])
def test_name_that_is_not_there(module: object) -> None:
    """A wrong name is an AttributeError that says which."""
    with pytest.raises(AttributeError, match="Datset"):
        getattr(module, "Datset")  # noqa: B009


def test_version() -> None:
    """The version is that of the distribution."""
    from importlib.metadata import version

    assert omiq.__version__ == version("omiq-client")
