"""The vendor's method, written for the purpose: requests, one file after the other, `shutil.copyfileobj`."""

from pathlib import Path
from shutil import copyfileobj

import requests


def send(url: str, path: Path) -> None:
    with path.open("rb") as file:
        requests.put(url, data=file, headers={"Content-Type": "application/octet-stream"}).raise_for_status()


def fetch(url: str, path: Path) -> None:
    with requests.get(url, stream=True) as answer, path.open("wb") as file:
        copyfileobj(answer.raw, file)
