"""Somebody who has a browser and the command alone signs in, lists, uploads, exports and downloads."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

import omiq
import omiq_sandbox
from omiq_sandbox._cytometry.panel import write_panel
from tests.support.command import Omiq

from .conftest import EXAMPLES

TOKEN_PAGE = "/profile?token=true"


def copied_token(server: omiq_sandbox.Server) -> str:
    """Log in to the pages as a browser does, and return the token that the profile page shows."""
    account = server.users[0]
    with httpx.Client(base_url=server.gui_url, follow_redirects=True, headers={"Origin": server.gui_url}) as browser:
        key = found(r'name="form_key" value="([^"]+)"', browser.get(TOKEN_PAGE).text)
        form = {"form_key": key, "email": account.email, "password": account.password or "", "token": "true"}
        return found(r"<textarea[^>]*>([^<]+)</textarea>", browser.post("/login", data=form).text)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def test_first_steps(server: omiq_sandbox.Server, tmp_path: Path) -> None:
    """All that went up comes down the same, with a table of events for each file, and the sign-in is kept."""
    sent = write_panel(tmp_path / "fcs", files=3, events=50)
    token = copied_token(server)
    command = Omiq(tmp_path)
    ended = command.shell(f"echo '{token}' | {EXAMPLES}/first_steps.sh {server.url} fcs results")
    assert ended.code == 0, ended.err
    assert token not in ended.out + ended.err
    assert f"{server.gui_url}{TOKEN_PAGE}" in ended.err
    assert {path.name: path.read_bytes() for path in (tmp_path / "results" / "files").glob("*.fcs")} == {
        path.name: path.read_bytes() for path in sent
    }
    tables = list((tmp_path / "results" / "exports" / "First steps").glob("*.csv"))
    assert [len(path.read_text().splitlines()) for path in tables] == [51, 51, 51]
    with omiq.Client(server.url, token=token) as client:
        (dataset,) = [each for each in client.datasets.list() if each.display_name == "First steps"]
        assert {file.raw["metadata"]["Study"] for file in client.files.list(dataset.id)} == {"First steps"}
