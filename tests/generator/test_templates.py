"""What each template changes against what openapi-python-client writes by itself."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from omiq_generator.catalog import load
from omiq_generator.client_package import HERE
from omiq_generator.project import project
from omiq_generator.tools import TOOLS

ROOT = Path(__file__).resolve().parents[2]

CHANGES = {
    "package_init.py.jinja": [
        ("the package loads an HTTP library", "import PACKAGE; print('httpx' in sys.modules)", "True", "False")
    ],
    "models_init.py.jinja": [
        (
            "all models are imported with the first",
            "import PACKAGE.models; print('PACKAGE.models.dataset' in sys.modules)",
            "True",
            "False",
        )
    ],
    "model.py.jinja": [
        (
            "null where an object is documented spoils the whole answer",
            "print(read(models.Task, {'id': 1, 'gatingTree': None}).gating_tree)",
            "TypeError",
            "None",
        ),
        (
            "an answer without a required member is not read at all",
            "read(models.Task, {'type': 'GatingTask'}); print('read')",
            "KeyError",
            "read",
        ),
        (
            "members come back in another order",
            "one = read(models.Task, {'id': 2, 'zz': 1}); print(list(one.to_dict() if STOCK else one.raw))",
            "['zz', 'id']",
            "['id', 'zz']",
        ),
        (
            "every member of every object is converted when an answer is read",
            "print(type(vars(models.GatingTree).get('nodes')).__name__)",
            "member_descriptor",
            "Member",
        ),
    ],
    "literal_enum.py.jinja": [
        (
            "a set of values brings a function that refuses new ones",
            "import PACKAGE.models.initiate_export_format as m; print(hasattr(m, 'check_initiate_export_format'))",
            "True",
            "False",
        )
    ],
    "endpoint_module.py.jinja": [
        (
            "an operation is functions that do I/O, with one HTTP library",
            "from PACKAGE.api.datasets import get_dataset as m; print(*(n for n in ('sync', 'call') if hasattr(m, n)))",
            "sync",
            "call",
        )
    ],
    "endpoint_init.py.jinja": [
        (
            "operations are no methods",
            "import PACKAGE.api.datasets as m; print(hasattr(m, 'Datasets'), hasattr(m, 'AsyncDatasets'))",
            "False False",
            "True True",
        )
    ],
    "api_init.py.jinja": [
        (
            "there is no table of operations",
            "import PACKAGE.api as m; print(hasattr(m, 'OPERATIONS'), hasattr(m, 'Api'))",
            "False False",
            "True True",
        )
    ],
}

PRELUDE = """
import sys
STOCK = "PACKAGE" == "stock"
def read(model, data):
    return model.from_dict(data) if STOCK else model.view(data)
try:
    {models}
    {code}
except Exception as error:
    print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a package that openapi-python-client made with its own templates, fed the same."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "fed.json").write_text(json.dumps(project(load(ROOT / "spec").document)), encoding="utf-8")
    (folder / "config.yaml").write_text("{literal_enums: true, post_hooks: []}", encoding="utf-8")
    command = [str(TOOLS / "openapi-python-client"), "generate", "--meta", "none"]
    command += ["--path", "fed.json", "--config", "config.yaml", "--output-path", "stock"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def says(package: str, folder: Path, code: str) -> str:
    """What a piece of code prints that uses a package; the generator's environment has what stock output needs."""
    models = "from PACKAGE import models" if "models." in code and "import" not in code else "pass"
    script = PRELUDE.format(models=models, code=code).replace("PACKAGE", package)
    environment = os.environ | {"PYTHONPATH": str(folder)}
    run = subprocess.run([TOOLS / "python", "-c", script], env=environment, capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.mark.parametrize(
    ("code", "without", "with_template"),
    [
        pytest.param(code, without, with_template, id=f"{template}: {what}")
        for template, changes in CHANGES.items()
        for what, code, without, with_template in changes
    ],
)
def test_change(stock: Path, code: str, without: str, with_template: str) -> None:
    """With its own template the generator gives the first, with ours the second."""
    assert says("stock", stock, code) == without
    assert says("omiq_generated", ROOT / "generated_client", code) == with_template


def test_each_template_has_a_test() -> None:
    """There is no template whose change is not shown above; `macros.jinja` is what they share."""
    assert {path.name for path in (HERE / "templates").iterdir()} == CHANGES.keys() | {"macros.jinja"}
