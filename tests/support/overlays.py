"""Overlays to test with: what the sandbox invents beside OMIQ's API, described as somebody might describe it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SANDBOX: Final = Path(__file__).with_name("sandbox_overlay.yaml")
"""Operations of the sandbox alone."""

ADDED: Final = ("listNotes", "createNote", "getNote", "deleteNote", "countEvents", "recount", "listRecent")
"""The ids of its operations, in their order."""


def written(file: Path, text: str) -> Path:
    """Write an overlay."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def operation(id: str, method: str, path: str, name: str) -> str:
    """Return an overlay of one operation, which clashes by what is its; it lacks all else."""
    return f"paths:\n  {path}:\n    {method}: {{operationId: {id}, x-omiq: {{method: {name}}}}}\n"


def reading(id: str) -> str:
    """Return an overlay that keeps the rules, of one operation, `GET /id`, which answers `{"value": …}`."""
    return f"""\
x-omiq-sources:
  mine: {{title: A letter, gives: Endpoints., certainty: documented}}
paths:
  /{id}:
    get:
      operationId: {id}
      tags: [datasets]
      summary: Read something.
      x-omiq: {{method: datasets.{id.lower()}, envelope: value, retry: safe, certainty: documented, sources: [mine]}}
      responses:
        '200':
          description: Something.
          content:
            application/json:
              schema:
                title: {id[0].upper()}{id[1:]}Response
                type: object
                required: [value]
                properties: {{value: {{}}}}
                additionalProperties: true
        default: {{$ref: '#/components/responses/Error'}}
"""
