"""Start and stop of a server, and what it leaves."""

from __future__ import annotations

import gc
import json
import socket
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

import omiq
import omiq_sandbox


def call(sandbox: omiq_sandbox.Server) -> int:
    return httpx.get(f"{sandbox.url}/user", headers={"Authorization": f"Bearer {sandbox.token}"}).status_code


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def test_stopped_server_leaves_nothing() -> None:
    """No thread, no open file or socket, no folder."""
    with omiq_sandbox.run(seed="empty"):  # whatever stays loaded for good
        pass
    gc.collect()
    before, open_before = threads(), open_files()
    with omiq_sandbox.run(seed="empty") as sandbox:
        assert call(sandbox) == 200
        folder = sandbox.secret_file.parent
        assert folder.is_dir()
    for thread in threads() - before:
        thread.join(10)
    gc.collect()
    assert (threads() - before, open_files(), folder.exists()) == (set(), open_before, False)


def test_stop_does_not_wait_for_who_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is open, and a call that an hour's latency holds up, end with the server."""
    monkeypatch.setattr("omiq_sandbox._server._PATIENCE", 3600)
    sandbox = omiq_sandbox.run(seed="empty")
    sandbox.start()
    sandbox.faults.set({"kind": "latency", "operation": "getUser", "seconds": 3600})
    address = sandbox.url.split("/")[2].split(":")

    def wait() -> None:
        with suppress(httpx.TransportError):
            httpx.get(f"{sandbox.url}/user", timeout=600)

    with socket.create_connection((address[0], int(address[1]))):
        waiting = threading.Thread(target=wait)
        waiting.start()
        while not sandbox.requests and waiting.is_alive():
            waiting.join(0.01)
        sandbox.stop()
        waiting.join(20)
        assert not waiting.is_alive()


def test_database_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds the keys that sign tokens and URLs, in whatever folder it lies."""
    tmp_path.chmod(0o755)
    with omiq_sandbox.run(seed="empty", data=tmp_path):
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("sandbox.sqlite3*")}
    assert set(modes.values()) == {0o600}


def test_data_folder_keeps_accounts_tokens_and_datasets(tmp_path: Path) -> None:
    """The next server of the folder goes on where the last one stopped, with new passwords."""
    with omiq_sandbox.run(seed="empty", data=tmp_path / "new" / "folder") as sandbox:
        token, secret = sandbox.token, sandbox.secret_file.read_text()
        with omiq.Client(sandbox.url, token=token) as client:
            created = client.datasets.create(display_name="Kept")
    with omiq_sandbox.run(data=tmp_path / "new" / "folder") as sandbox:
        assert sandbox.secret_file.read_text() == secret
        with omiq.Client(sandbox.url, token=token) as client:
            assert [dataset.id for dataset in client.datasets.list()] == [created.id]


def test_secret_file_signs_in_the_service_account(sandbox: omiq_sandbox.Server) -> None:
    """Its owner alone can read it."""
    assert sandbox.secret_file.stat().st_mode & 0o777 == 0o600
    assert json.loads(sandbox.secret_file.read_text()).keys() == {"email", "token"}
    with omiq.Client(sandbox.url, secret_file=sandbox.secret_file) as client:
        assert client.users.me().name == sandbox.users[-1].name


def test_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Two servers would overwrite each other's state."""
    with (
        omiq_sandbox.run(seed="empty", data=tmp_path),
        pytest.raises(omiq_sandbox.CannotStart, match="in use by another sandbox"),
    ):
        omiq_sandbox.run(data=tmp_path).start()


def test_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """A file is none, and neither is a folder with another program's file in the database's place."""
    file = tmp_path / "sandbox.sqlite3"
    file.write_text("no database, but text that is long enough to be read as the header of one" * 20)
    for data in (file, tmp_path):
        with pytest.raises(omiq_sandbox.CannotStart):
            omiq_sandbox.run(data=data).start()


def test_port_in_use_is_refused(sandbox: omiq_sandbox.Server) -> None:
    """The words name the port."""
    port = int(sandbox.gui_url.rpartition(":")[2])
    with pytest.raises(omiq_sandbox.CannotStart, match=f"Port {port} "):
        omiq_sandbox.run(seed="empty", storage_port=port).start()


def test_wrong_faults_file_is_refused_by_the_place(tmp_path: Path) -> None:
    """So is one that is not there."""
    file = tmp_path / "faults.json"
    with pytest.raises(omiq_sandbox.CannotStart, match="cannot be read"):
        omiq_sandbox.run(faults=file).start()
    file.write_text('[{"kind": "latency"}]')
    with pytest.raises(omiq_sandbox.CannotStart, match=r"faults\.0\.seconds: Field required"):
        omiq_sandbox.run(faults=file).start()


def test_clock_put_forward_ends_tokens(sandbox: omiq_sandbox.Server) -> None:
    """A token holds for 8 hours."""
    assert call(sandbox) == 200
    sandbox.clock.advance(8 * 3600 + 1)
    assert call(sandbox) == 401


def test_secrets_do_not_show(sandbox: omiq_sandbox.Server) -> None:
    """Neither the server nor its accounts show tokens and passwords when they are printed."""
    shown = f"{sandbox!r} {sandbox.users!r}"
    assert sandbox.token not in shown
    assert all(user.password not in shown for user in sandbox.users if user.password is not None)
