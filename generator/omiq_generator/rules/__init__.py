"""What a catalog has to obey, a module for each thing that rules are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from ..finding import Finding
from ..part import Part
from . import evidence, messages, methods, names, openapi, references, retries, schemas

Rule = Callable[[Part], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    openapi.structure,
    openapi.schemas,
    openapi.defaults,
    evidence.certainty,
    evidence.cited,
    evidence.sources,
    methods.identity,
    methods.tags,
    methods.summaries,
    names.unique,
    names.tags,
    names.methods,
    names.classes,
    retries.retry,
    messages.members,
    messages.shared,
    messages.paths,
    messages.parameters,
    messages.parameters_fit,
    messages.bodies,
    messages.answers,
    messages.arguments,
    messages.filled_from_path,
    messages.security,
    references.references,
    references.unused,
    schemas.keywords,
    schemas.members,
    schemas.known_values,
    schemas.objects,
    schemas.answers_are_open,
    schemas.requests_are_closed,
)
