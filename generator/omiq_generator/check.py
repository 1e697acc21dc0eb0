"""Check a catalog against all rules at once."""

from __future__ import annotations

from pathlib import Path

from .catalog import Catalog, load
from .finding import Finding
from .part import Part
from .rules import RULES
from .rules.openapi import whole


def check(root: Path) -> list[Finding]:
    """Find all that is wrong with the catalog at `root`, in the order of files and lines."""
    return examine(load(root))


def examine(catalog: Catalog) -> list[Finding]:
    """Find all that is wrong with a catalog, in the order of files and lines.

    Where a file cannot be read, only what is wrong with files is told: the rest would be about what it holds.
    """
    findings = set(catalog.findings)
    if catalog.is_whole:
        document = Part.whole(catalog)
        findings.update(finding for rule in RULES for finding in rule(document))
        findings.update(() if findings else whole(document))
    return sorted(findings)
