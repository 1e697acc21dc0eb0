"""Write an extension: a package of what overlays add to the client, by the generator that writes the client itself.

It holds the operations of overlays and the schemas that they reach. What its calls and models are made of is that of
`omiq_generated`, and so are the models of built-in schemas, unless an overlay amends them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from .catalog import Catalog, curated, operations
from .client_package import RUNTIME, generate
from .project import project
from .replacing import refuse_foreign_package, replace

MARK: Final = "Written by `omiq catalog generate`"
"""What the package says in its `__init__.py`."""

_INIT: Final = f'''\
"""Endpoints of OMIQ beside those of the client `omiq`, typed. {MARK}; not edited.

`Api(client)`, or `AsyncApi(client)`, has them as methods; `models` has the objects that they take and answer.
"""

from .api import Api, AsyncApi

__all__ = ["Api", "AsyncApi"]
'''


def build(catalog: Catalog, built_in: Mapping[str, Any], package: Path) -> None:
    """Put the package of what a catalog, which obeys the rules, has beside what is built in where it is to be.

    Raises:
        BuildError: the folder holds something else, or a generator is missing or fails; nothing was changed.
    """
    refuse_foreign_package(package, MARK)
    with TemporaryDirectory(prefix="omiq-extension-") as scratch:
        new = Path(scratch, package.name)
        _write(catalog.document, curated(built_in), new)
        replace([(new, package)])


def _write(document: dict[str, Any], base: dict[str, Any], package: Path) -> None:
    there = {operation["operationId"] for _, _, operation in operations(base)}
    paths: dict[str, Any] = {}
    for path, method, operation in operations(document):
        if operation["operationId"] not in there:
            paths.setdefault(path, {})[method] = operation
    schemas = base["components"]["schemas"]
    shared = {name for name, schema in document["components"]["schemas"].items() if schemas.get(name) == schema}
    generate(project(document | {"paths": paths}, shared), package)
    (package / "errors.py").unlink()  # the generator's own
    shutil.copyfile(RUNTIME / "client.py", package / "client.py")
    types = (RUNTIME / "types.py").read_text(encoding="utf-8")
    (package / "types.py").write_text(re.sub(r"from \.\w+", "from omiq_generated.types", types), encoding="utf-8")
    (package / "__init__.py").write_text(_INIT, encoding="utf-8")
    (package / "py.typed").touch()
