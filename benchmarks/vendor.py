"""The vendor's method, written for the purpose: requests, one file after the other, `shutil.copyfileobj`."""

from pathlib import Path
from shutil import copyfileobj

import requests


def send(url: str, path: Path) -> None:
    with path.open("rb") as file:
        headers = {"Content-Type": "application/octet-stream"}
        requests.put(url, data=file, headers=headers, timeout=20).raise_for_status()


def fetch(url: str, path: Path) -> None:
    with requests.get(url, stream=True, timeout=10) as answer, path.open("wb") as file:
        copyfileobj(answer.raw, file)
