"""Secrets that are known, and every place in which one of them could come to light."""

from __future__ import annotations

import base64
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from .account import SECRET_KEY
from .tokens import jwt

COPIED = jwt(owner="somebody").rpartition(".")[0] + ".c0piedT0ken-signatureSENTINEL_1"
FROM_LOGIN = jwt(owner="robot").rpartition(".")[0] + ".l0ginT0ken-signatureSENTINEL_2"
SIGNATURE = "5ignedUrl-signatureSENTINEL"
SIGNED_URL = f"https://storage.example.org/bucket/a%20b.fcs?X-Signature={SIGNATURE}&X-Expires=900"

_WINDOW = 12


def forms(secret: str) -> dict[str, str]:
    """Return what a server, a log or a file may make of a secret."""
    raw = secret.encode()
    escaped = "".join(each if each.isalnum() else f"\\u{ord(each):04X}" for each in secret)
    return {
        "as it is": secret,
        "URL-encoded": quote(secret, safe=""),
        "URL-encoded in lower case": "".join(c if c.isalnum() else f"%{ord(c):02x}" for c in secret),
        "URL-encoded as a form": quote_plus(secret),
        "base64": base64.b64encode(raw).decode(),
        "base64 for URLs": base64.urlsafe_b64encode(raw).decode(),
        "base64 without padding": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        "JSON": secret.replace("/", "\\/"),
        "JSON with code points": escaped,
    }


class Watch:
    """Looks for pieces of all secrets (12 letters in a row, in each form) wherever a program leaves something."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], folder: Path) -> None:
        self._pieces = {
            form[start : start + _WINDOW]: f"{secret[:6]}… {name}"
            for secret in (SECRET_KEY, COPIED, FROM_LOGIN, SIGNATURE)
            for name, form in forms(secret).items()
            for start in range(len(form) - _WINDOW + 1)
        }
        self._caplog = caplog
        self._capfd = capfd
        self._folder = folder

    def see(self, what: str, text: str) -> None:
        """Fail where a text holds a piece of a secret."""
        for start in range(len(text) - _WINDOW + 1):
            found = self._pieces.get(text[start : start + _WINDOW])
            assert found is None, f"{what} shows {found}: {text[max(0, start - 200) : start + 200]}"

    def see_error(self, error: BaseException) -> None:
        """Look at all that an error shows: itself, its traceback with the chain of causes, and its copies."""
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (made here)
        for what, text in {
            "str": str(error),
            "repr": repr(error),
            "args and attributes": f"{error.args} {vars(error)}",
            "traceback": "".join(traceback.format_exception(error)),
            "pickle": pickle.dumps(error, protocol=0).decode("latin-1"),
            "copy": f"{copy!s} {copy!r} {vars(copy)}",
        }.items():
            self.see(f"{what} of {type(error).__name__}", text)

    def log(self, name: str) -> str:
        """Return what was logged under a name."""
        return "\n".join(each.getMessage() for each in self._caplog.records if each.name == name)

    def see_what_is_left(self, *allowed: Path) -> None:
        """Look at the log of all libraries at all levels, at what was printed, and at all files but those `allowed`."""
        for record in self._caplog.records:
            self.see(
                f"log of {record.name}", f"{record.getMessage()} {record.args} {record.exc_info} {record.exc_text}"
            )
        self.see("output", "".join(self._capfd.readouterr()))
        for file in _files(self._folder):
            if file not in allowed:
                self.see(str(file), f"{file} {file.read_bytes().decode('latin-1')}")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
