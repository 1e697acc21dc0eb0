"""What became of overlays that were checked, kept for the next process: checking them anew takes a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeAlias

from .._json import decode, encode

Contents: TypeAlias = Sequence[tuple[Path, bytes | None]]


class Kept:
    """The result for overlays of these contents, by the code and the catalog that are installed.

    There is one file for each set of overlays, in the user's folder of caches. What cannot be read or written costs
    only the time of a check.
    """

    def __init__(self, overlays: Contents) -> None:
        from platformdirs import user_cache_path

        paths = "\n".join(str(file) for file, _ in overlays)
        self._file = user_cache_path("omiq", appauthor=False) / "catalog" / f"{_digest(paths.encode())}.json"
        self._of = [_digest(content or b"") for _, content in overlays] + [_digest(content) for content in _installed()]

    def read(self) -> Any:
        """Return the result, None where there is none."""
        try:
            kept = decode(self._file.read_bytes())
            return kept["result"] if kept["of"] == self._of else None
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def write(self, result: Any) -> None:
        """Keep a result; it is readable to its owner alone."""
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._file.parent, delete=False) as written:
                part = Path(written.name)
                try:
                    written.write(encode({"of": self._of, "result": result}))
                    written.close()
                    part.replace(self._file)
                finally:
                    part.unlink(missing_ok=True)


def _installed() -> Iterator[bytes]:
    """Yield all that a result depends on but the overlays."""
    yield files("omiq_generated").joinpath("openapi.json").read_bytes()
    for package in ("omiq._catalog", "omiq_generator"):
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            yield from (file.read_bytes() for file in sorted(Path(folder).rglob("*.py")))


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
