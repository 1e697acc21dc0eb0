"""From a recording to a typed call: record, learn, check, generate, call; nothing is written by hand in between."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import omiq
import omiq_sandbox
from omiq_generator.__main__ import main
from tests.support.browser import CHROMIUM, launched
from tests.support.command import Omiq

SPEC = Path(__file__).parents[2] / "spec"
TITLE = "Gates of Rosalind Zweifel"
SOURCE = "recording of 2026-11-20"

IN_THE_BROWSER = """
async ([token, dataset, title]) => {
  const call = async (method, path, body) => {
    const headers = {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json'};
    const answer = await fetch(`/api${path}`, {method, headers, body: body && JSON.stringify(body)});
    return answer.json();
  };
  const {note} = await call('POST', '/sandbox/notes', {title, labels: ['todo']});
  const other = await call('POST', '/sandbox/notes', {title, text: 'see donor-1-young.fcs'});
  await call('GET', '/sandbox/notes');
  for (const id of [note.id, other.note.id]) await call('GET', `/sandbox/notes/${id}`);
  await call('GET', `/sandbox/counts?datasetId=${dataset}`);
  await call('GET', '/datasets');
  const {files} = await call('GET', `/datasets/${dataset}/files`);
  await call('GET', '/sandbox/recent?limit=2');
  await call('GET', '/sandbox/recent');
  for (const {id} of files) await call('GET', `/sandbox/datasets/${dataset}/tallies/${id}`);
  const {longOpId} = await call('POST', '/sandbox/recounts', {datasetId: dataset});
  while (!(await call('GET', `/longops/${longOpId}`)).val) {}
  await call('DELETE', `/sandbox/notes/${other.note.id}`);
}
"""

TYPED = """
from omiq_generated.api import Api
from omiq_generated.models import Dataset, File, Note, Recount

def use(client: Api) -> None:
    made: Note = client.sandbox.create_note(title="Typed", labels=["one"])
    notes: list[Note] = client.sandbox.list_notes()
    assert made.raw in [note.raw for note in notes]
    note_id: int = made.id
    title: str = client.sandbox.get_note(note_id).title
    recent: Dataset = client.sandbox.get_recent(limit=1).datasets[0]
    files: list[File] = client.files.list(recent.id)
    file: File = client.sandbox.get_tally(recent.id, files[0].id).file
    assert file.raw == files[0].raw
    counts = client.sandbox.list_counts(dataset_id=recent.id)
    recount: Recount = client.sandbox.create_recount(dataset_id=recent.id)
    assert set(recount["files"]) == set(counts)
    client.sandbox.delete_note(note_id)
    print(title, type(made).__module__, len(counts))
"""


def recorded_by_a_browser(server: omiq_sandbox.Server, path: Path) -> None:
    """Log in as a person does, and let the page call what the catalog has and what it lacks."""
    account = server.users[0]
    with launched() as browser:
        context = browser.new_context(
            base_url=server.gui_url, bypass_csp=True, record_har_path=path, record_har_content="embed"
        )
        page = context.new_page()
        page.goto("/profile?token=true")
        page.get_by_label("E-mail address").fill(account.email)
        page.get_by_label("Password").fill(account.password or "")
        page.get_by_role("button", name="Log in").click()
        token = page.get_by_label("Short-term token").input_value()
        page.evaluate(IN_THE_BROWSER, [token, _dataset(server), TITLE])
        context.close()


def recorded_by_the_client(server: omiq_sandbox.Server, path: Path) -> None:
    """Make the same calls, raw."""
    with omiq.Client(server.url, token=server.token, record=path) as client:
        dataset = client.datasets.list()[0].id
        raw = client.raw
        bodies: tuple[Any, ...] = (
            {"title": TITLE, "labels": ["todo"]},
            {"title": TITLE, "text": "see donor-1-young.fcs"},
        )
        first, second = [raw.post("/sandbox/notes", json=body, envelope="note")["id"] for body in bodies]
        raw.get("/sandbox/notes")
        for note in (first, second):
            raw.get(f"/sandbox/notes/{note}")
        raw.get("/sandbox/counts", params={"datasetId": dataset})
        raw.get("/sandbox/recent", params={"limit": 2})
        raw.get("/sandbox/recent")
        for file in client.files.list(dataset):
            raw.get(f"/sandbox/datasets/{dataset}/tallies/{file.id}")
        raw.post("/sandbox/recounts", json={"datasetId": dataset})
        raw.delete(f"/sandbox/notes/{second}")


WAYS = [
    pytest.param(
        recorded_by_a_browser,
        "session.har",
        marks=pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
        id="browser",
    ),
    pytest.param(recorded_by_the_client, "calls.jsonl", id="client"),
]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A program of typed calls, and the folder of the package that it is to find."""
    (tmp_path / "typed.py").write_text(TYPED, encoding="utf-8")
    return tmp_path / "made"


@pytest.mark.parametrize(("record", "name"), WAYS)
def test_recording_becomes_typed_calls(
    record: Callable[[omiq_sandbox.Server, Path], None],
    name: str,
    tmp_path: Path,
    made: Path,
    omiq_sandbox: omiq_sandbox.Server,
) -> None:
    """What the sandbox invented is learned, checked, compiled, and called with types that hold."""
    recording, spec = tmp_path / name, tmp_path / "spec"
    shutil.copytree(SPEC, spec)
    record(omiq_sandbox, recording)

    learned = Omiq(tmp_path)("catalog", "learn", recording, "--source", SOURCE, "--into", spec)
    assert learned.code == 0, learned.err
    assert main(["check", "--spec", str(spec)]) == 0
    places = ["--output", str(made / "omiq_generated"), "--sandbox", str(tmp_path / "server")]
    assert main(["build", "--spec", str(spec), *places]) == 0

    ran = _ran(omiq_sandbox, made, sys.executable, "-c", "import omiq, typed; typed.use(omiq.Client())")
    assert (ran.stderr, ran.stdout) == ("", f"Typed omiq_generated.models.note {len(_files(omiq_sandbox))}\n")
    if record is recorded_by_the_client:  # once is enough
        checked = _ran(omiq_sandbox, made, sys.executable, "-m", "mypy", "--strict", "--no-incremental", "typed.py")
        assert checked.returncode == 0, checked.stdout
    assert not _values_in(spec, omiq_sandbox)


def _ran(server: omiq_sandbox.Server, made: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program that finds the package that was made before the one that is installed."""
    found = os.pathsep.join(str(path) for path in (made, Path(omiq.__file__).parents[1]))
    signed_in = {"OMIQ_SERVER": server.url, "OMIQ_TOKEN": server.token}
    environment = os.environ | signed_in | {"PYTHONPATH": found, "MYPYPATH": str(made)}
    return subprocess.run(command, env=environment, cwd=made.parent, capture_output=True, text=True)


def _dataset(server: omiq_sandbox.Server) -> int:
    with omiq.Client(server.url, token=server.token) as client:
        return client.datasets.list()[0].id


def _files(server: omiq_sandbox.Server) -> list[omiq.models.File]:
    with omiq.Client(server.url, token=server.token) as client:
        return client.files.list(_dataset(server))


def _values_in(spec: Path, server: omiq_sandbox.Server) -> list[str]:
    """Return what of the recorded session stands in the catalog, though it is nobody's business."""
    text = "".join(path.read_text("utf-8") for path in spec.rglob("*.yaml"))
    with omiq.Client(server.url, token=server.token) as client:
        person = client.users.me().raw
    values = [TITLE, "Zweifel", "todo", server.token, server.users[0].email, person["name"], str(_dataset(server))]
    values += [value for file in _files(server) for value in (str(file.id), str(file.display_name))]
    return [value for value in values if value in text or json.dumps(value)[1:-1] in text]
