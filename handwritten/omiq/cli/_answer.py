"""An answer of a raw call, on stdout or in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._answers import long_operation_id
from .._json import decode, encode
from ._failures import Failure
from ._whole import whole

if TYPE_CHECKING:
    from .. import Answer, Client, RawArguments
    from ._filter import Filter

_LONGEST_NOTICE = 4_096  # bytes of an answer that announces a long operation


def show(answer: Answer[Any], *, head: bool, filter: Filter | None) -> None:
    """Write an answer to stdout: its head where that is asked for, and its body or what a filter makes of it."""
    value = answer.value
    if isinstance(value, bytes):
        _check_bytes(value, answer, filter)
    if head:
        _write_text(f"{answer.status} {_reason(answer.status)}".rstrip() + "\n")
        _write_text("".join(f"{name}: {content}\n" for name, content in answer.headers.items()) + "\n")
    if isinstance(value, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(value)
        sys.stdout.buffer.flush()
    elif value is not None:
        for result in (value,) if filter is None else filter.results(value):
            show_json(result, plain_text=filter is not None)


def show_json(value: Any, *, plain_text: bool) -> None:
    """Write JSON on a line, indented on a terminal; a text as it is where that is asked for."""
    if plain_text and isinstance(value, str):
        sys.stdout.flush()
        _write_text(value + "\n")
    elif sys.stdout.isatty():
        import msgspec

        _write_text(msgspec.json.format(encode(value), indent=2).decode() + "\n")
    else:
        _write_text(encode(value).decode() + "\n")


def save(client: Client, method: str, path: str, arguments: RawArguments, file: Path, *, force: bool) -> None:
    """Write the body of an answer to a file, untouched and whole or not at all; follow a long operation."""
    with whole(file, force=force) as part:
        with part.open("wb") as target, client.raw.stream(method, path, **arguments) as answer:
            for piece in answer.iter_bytes():
                target.write(piece)
        operation = _announced(part)
        if operation is not None:
            part.write_bytes(encode(client.long_operations.wait(operation)))


def _announced(part: Path) -> int | str | None:
    if part.stat().st_size > _LONGEST_NOTICE:
        return None
    try:
        return long_operation_id(decode(part.read_bytes()), None)
    except ValueError:
        return None


def _check_bytes(value: bytes, answer: Answer[Any], filter: Filter | None) -> None:
    kind = answer.headers.get("content-type", "no content type")
    if filter is not None:
        raise Failure(f"The answer is not JSON ({kind}), which --jq needs.", "Leave --jq out.")
    if sys.stdout.isatty():
        raise Failure(
            f"The request was answered by {len(value)} bytes ({kind}), which a terminal cannot show.",
            "Give --output FILE, or write to a pipe.",
        )


def _reason(status: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


def _write_text(text: str) -> None:
    """Write a text, without what would steer a terminal."""
    if sys.stdout.isatty():
        text = "".join(letter if letter.isprintable() or letter in "\n\t" else "�" for letter in text)
    sys.stdout.write(text)
