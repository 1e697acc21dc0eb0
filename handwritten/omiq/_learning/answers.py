"""Describe what an operation answers: an object in an envelope, one of its own, a list, or members side by side."""

from __future__ import annotations

from typing import Any

from .naming import about
from .objects import Objects, Within, is_object
from .schemas import Schemas
from .shape import ID, Shape
from .words import pascal
from .yaml_text import Noted


def take(objects: Objects, answer: Shape, path: str, tag: str) -> None:
    """Note the objects in an answer."""
    noun = about(path)
    within = Within(pascal((noun,)), is_answer=True)
    if _is_thing(answer) or not is_object(answer):
        objects.take(answer, noun, within, tag)
    else:
        for key, member in answer.members.items():
            objects.take(member, key, within, tag)


def schema_of(schemas: Schemas, answer: Shape, path: str, tag: str, title: str) -> Noted:
    """Return the schema of an answer, which has this title where it has no name."""
    noun = about(path)
    if answer.types == ("array",):
        return Noted(schemas.list_of(answer, title, noun, tag), "")
    if _is_thing(answer):
        return schemas.answered(answer, noun, tag)
    titled: dict[str, Any] = {"title": title, "type": "object"}
    if answer.values is not None:
        schema, note = schemas.answered(answer.values, noun, tag)
        return Noted(titled | {"additionalProperties": schema or True}, note)
    members, note = schemas.members(answer, noun, tag)
    required = {"required": [envelope]} if (envelope := envelope_of(answer)) else {}
    return Noted(titled | required | members | {"additionalProperties": True}, note)


def envelope_of(answer: Shape) -> str:
    """Return the one member that each answer has, "" where there are others."""
    if len(answer.members) != 1 or answer.left_out or _is_thing(answer):
        return ""
    ((key, member),) = answer.members.items()
    return key if key in answer.always and member.types else ""


def description_of(answer: Shape, thing: str) -> str:
    """Say what an answer holds."""
    if not (answer.members or answer.values or answer.items):
        return "An object of which no member is known."
    return f"The {thing}." if thing else "The answer."


def _is_thing(answer: Shape) -> bool:
    """Say whether an answer is an object with an id, and not one that holds such an object."""
    return is_object(answer) and ID in answer.always
