"""Findings turned into what the catalog says: an overlay, or new texts of the files of a split catalog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from .._catalog.overlays import Overlays, examined
from .._errors import ConfigurationError
from .._extras import extra
from .amending import Amendment, amendment
from .findings import Finding

_HEAD: Final = "# An overlay: put it into the folder of overlays, or give it to Client(overlay=…).\n"
_RULES: Final = "What was found does not go together with the rules of the catalog"


class Text(NamedTuple):
    """What a file holds, and what it is to hold."""

    old: str
    new: str


def into_overlay(findings: Iterable[Finding], source: str | None, today: date) -> tuple[Amendment, str]:
    """Return an overlay that says what was found, "" where there is nothing to say.

    Raise ConfigurationError where it would break a rule of the catalog.
    """
    with extra("catalog", "Accepting findings"):
        from omiq_generator.catalog import curated
    overlays = Overlays()
    amended = _amendment(curated(dict(overlays.read().document.value)), findings, source, today)
    if not amended.patch:
        return amended, ""
    text = _overlay(amended.patch)
    with TemporaryDirectory(prefix="omiq-catalog-") as scratch:
        file = Path(scratch, "overlay.yaml")
        file.write_text(text, encoding="utf-8")
        _refuse(examined([*overlays.files, file])[1], _RULES)
    return amended, text


def into_files(
    findings: Iterable[Finding], root: Path, source: str | None, today: date
) -> tuple[Amendment, dict[Path, Text]]:
    """Return the texts of the files of the catalog at `root` that are to say what was found.

    Raise ConfigurationError where the catalog would break a rule then, does so already, or cannot be edited.
    """
    with extra("catalog", "Accepting findings"):
        from omiq_generator.catalog import load
        from omiq_generator.revising import faults, read, revised
    catalog = load(root)
    _refuse(catalog.findings, f"{root} cannot be read as a catalog")
    amended = _amendment(catalog.document, findings, source, today)
    try:
        texts = revised(catalog, amended.patch)
    except ValueError as wrong:
        raise ConfigurationError(f"{wrong}. Nothing was written.\nGive --output, and put it there by hand.") from None
    _refuse(faults(catalog, texts), _RULES)
    return amended, {file: Text(read(file), text) for file, text in texts.items()}


def write(texts: Mapping[Path, Text]) -> None:
    """Give files their new texts, all or none."""
    from omiq_generator.revising import write

    write({file: text.new for file, text in texts.items()})


def _amendment(document: Mapping[str, Any], findings: Iterable[Finding], source: str | None, today: date) -> Amendment:
    about = {
        "title": f"Answers of OMIQ that differed from the catalog, accepted on {today}",
        "gives": "Members, and which of them may be missing, null or of another type.",
        "certainty": "observed",
    }
    return amendment(document, findings, source or f"drift-{today}", about)


def _overlay(patch: Mapping[str, Any]) -> str:
    from omiq_generator.patching import written

    sources = {key: patch[key] for key in patch if key == "x-omiq-sources"}
    return _HEAD + written(sources | {"x-omiq-amends": {key: patch[key] for key in patch if key not in sources}})


def _refuse(faults: Sequence[object], words: str) -> None:
    if faults:
        raise ConfigurationError("\n".join([f"{words}. Nothing was written.", *map(str, faults)]))
