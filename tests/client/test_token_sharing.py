"""One token for all programs of a user on one machine, in a file that nobody else can read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

import omiq
from tests.conftest import Connect, Serve
from tests.support.account import CREDENTIALS, EMAIL, LIFETIME, SECRET_KEY, Account
from tests.support.clock import NOON, FakeClock
from tests.support.server import Fault, Reply, Seen, Server
from tests.support.tokens import TOKEN, jwt

PROGRAM = f"""
import sys, omiq
with omiq.Client(sys.argv[1], email={EMAIL!r}, secret_key={SECRET_KEY!r}) as client:
    for _ in sys.stdin:
        client.datasets.list()
        print("called", flush=True)
"""


@pytest.fixture
def driver() -> None:
    """Let all clients be of the one kind: what is tested here is the file, the only thing that two clients share."""


@pytest.fixture
def account(clock: FakeClock) -> Account:
    return Account(clock.time)


@pytest.fixture
def server(serve: Serve, account: Account) -> Server:
    """A server that knows one account."""
    return serve(otherwise=account)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the token files are."""
    return tmp_path / "state" / "omiq" / "tokens"


@pytest.fixture
def token_file(connect: Connect, server: Server, folder: Path) -> Path:
    """The file of the account's token, after a first login."""
    connect(server, **CREDENTIALS).datasets.list()
    (file,) = (each for each in folder.iterdir() if each.suffix != ".lock")
    return file


def test_second_program_needs_no_login(connect: Connect, server: Server, account: Account) -> None:
    """A client finds the token of another one, even after that has ended."""
    first, second = connect(server, **CREDENTIALS), connect(server, **CREDENTIALS)
    first.datasets.list()
    first.close()
    second.datasets.list()
    connect(server, **CREDENTIALS).datasets.create(display_name="Panel 7")
    assert account.logins == 1


def test_refused_token_gives_way_to_a_newer_one(connect: Connect, server: Server, account: Account) -> None:
    """When one program has signed in anew, the others take over its token instead of ending it by another login."""
    first, second = connect(server, **CREDENTIALS), connect(server, **CREDENTIALS)
    for client in (first, second):
        client.datasets.list()
    account.log_in()
    for client in (first, second, first, second):
        client.datasets.create(display_name="Panel 7")
    assert account.logins == 2


def test_renewed_token_is_taken_over(connect: Connect, server: Server, account: Account, clock: FakeClock) -> None:
    """Ahead of the expiry too, one program's renewal serves all."""
    clients = [connect(server, **CREDENTIALS) for _ in range(3)]
    for client in clients:
        client.datasets.list()
    clock.advance(LIFETIME - 30)
    for client in clients:
        client.datasets.list()
    assert account.logins == 2


@pytest.mark.parametrize(
    "other", [{"email": "other@example.org", "secret_key": SECRET_KEY}, {"email": EMAIL, "secret_key": "other"}]
)
def test_token_is_shared_for_one_account_on_one_server(
    other: dict[str, str], connect: Connect, server: Server, serve: Serve, account: Account
) -> None:
    """Another account, another key and another server have nothing to do with it."""
    connect(server, **CREDENTIALS).datasets.list()
    with pytest.raises(omiq.LoginRefused):
        connect(server, **other).datasets.list()
    connect(serve(otherwise=account), **CREDENTIALS).datasets.list()
    assert account.logins == 3


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_token_file_is_for_its_owner_alone(
    mask: int, connect: Connect, server: Server, account: Account, folder: Path
) -> None:
    """Whatever the umask: nobody else may look into the folder or the file, which holds the token and nothing else."""
    before = os.umask(mask)
    try:
        connect(server, **CREDENTIALS).datasets.list()
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.read_text() for path in folder.iterdir()) == ["", account.tokens[0]]


def test_token_file_is_replaced_whole(connect: Connect, server: Server, account: Account, token_file: Path) -> None:
    """Who reads the file while it is written anew sees the old token or the new one, never half of it."""
    with token_file.open() as reader:
        account.log_in()
        connect(server, **CREDENTIALS).datasets.list()
        assert reader.read() == account.tokens[0]
    assert token_file.read_text() == account.tokens[2]


@pytest.mark.parametrize("mode", [0o666, 0o660, 0o620, 0o602, 0o644, 0o640, 0o604])
def test_token_file_open_to_others_is_not_used(
    mode: int, connect: Connect, server: Server, account: Account, token_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What others could have written or read is replaced by a new token in a private file."""
    token_file.chmod(mode)
    connect(server, **CREDENTIALS).datasets.list()
    assert account.logins == 2
    assert token_file.stat().st_mode & 0o777 == 0o600
    assert f"open to other users, and is not used: {token_file}" in caplog.text
    connect(server, **CREDENTIALS).datasets.list()
    assert account.logins == 2


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a file away")
def test_token_file_of_another_user_is_not_used(
    connect: Connect, server: Server, account: Account, token_file: Path
) -> None:
    """Somebody else's file is not used, however private it is."""
    os.chown(token_file, 12345, -1)
    connect(server, **CREDENTIALS).datasets.list()
    assert account.logins == 2


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"a.b.c", TOKEN[:-40].encode(), "ä".encode(), b"\xff", jwt(NOON).encode(), b"x" * 9999]
)
def test_token_file_that_holds_no_good_token_is_replaced(
    content: bytes, connect: Connect, server: Server, account: Account, token_file: Path
) -> None:
    """A file that is damaged, or whose token has expired, costs a login."""
    token_file.write_bytes(content)
    connect(server, **CREDENTIALS).datasets.list()
    assert token_file.read_text() == account.tokens[1]


@pytest.mark.parametrize("place", ["state", "state/omiq", "state/omiq/tokens"])
def test_folder_that_cannot_be_written_costs_a_login(
    place: str,
    connect: Connect,
    server: Server,
    account: Account,
    clock: FakeClock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where no token can be shared each program signs in for itself, and says so in the log."""
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a file where a folder should be")
    for logins in (1, 2):
        client = connect(server, **CREDENTIALS)
        for _ in range(3):
            client.datasets.list()
        assert account.logins == logins
    assert "the token cannot be shared with other processes" in caplog.text
    assert clock.pauses == []


def test_file_system_without_locks_costs_no_call(
    connect: Connect, server: Server, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no file can be locked (filelock raises NotImplementedError then), the token is shared all the same."""

    def acquire(*_: object, **__: object) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(FileLock, "acquire", acquire)
    for _ in range(2):
        connect(server, **CREDENTIALS).datasets.list()
    assert account.logins == 1


def test_token_that_cannot_be_put_in_place_is_not_left_about(
    connect: Connect, server: Server, account: Account, token_file: Path, folder: Path
) -> None:
    """When the file cannot be replaced, no copy of the token stays beside it."""
    token_file.unlink()
    (token_file / "in-the-way").mkdir(parents=True)
    connect(server, **CREDENTIALS).datasets.list()
    assert account.logins == 2
    assert {path.name for path in folder.iterdir()} == {token_file.name, f"{token_file.name}.lock"}


def test_login_waits_for_the_one_that_is_under_way(connect: Connect, serve: Serve) -> None:
    """Two programs that find no token at the same time sign in one after the other: the second finds a token."""
    first_is_in, go_on = Event(), Event()

    def slow(seen: Seen) -> Reply:
        first_is_in.set()
        go_on.wait()
        return Reply({"jwt": TOKEN})

    server = serve(slow, *[Reply({"datasets": []})] * 2)
    clock = FakeClock()
    first, second = connect(server, **CREDENTIALS), connect(server, clock=clock, **CREDENTIALS)
    thread = Thread(target=first.datasets.list)
    thread.start()
    first_is_in.wait()

    def let_the_first_end() -> None:
        go_on.set()
        thread.join()

    clock.after_pause.append(let_the_first_end)
    second.datasets.list()
    assert len(clock.pauses) == 1
    assert server.left == 0


@pytest.mark.parametrize(("deadline", "longest"), [(3600, 30), (5, 5)])
def test_login_does_not_wait_for_ever(
    deadline: float,
    longest: float,
    connect: Connect,
    server: Server,
    account: Account,
    token_file: Path,
    clock: FakeClock,
) -> None:
    """A program that hangs while it signs in holds others up for half a minute, or up to their deadline."""
    account.log_in()
    client = connect(server, deadline=deadline, **CREDENTIALS)
    with FileLock(token_file.with_suffix(".lock")):
        if deadline < 30:
            with pytest.raises(omiq.TimedOut, match="another process is signing in"):
                client.datasets.list()
        else:
            client.datasets.list()
            assert account.logins == 2
    assert longest - 1 <= sum(clock.pauses) <= longest + 1


@contextmanager
def programs(server: Server, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run programs that make a call for each line that they are told."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM, server.url]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(number)
    ]
    try:
        yield running
    finally:
        for program in running:
            program.kill()
            program.communicate()


def told(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    program.stdin.write("call\n")
    program.stdin.flush()


def has_called(program: subprocess.Popen[str]) -> bool:
    assert program.stdout is not None
    return program.stdout.readline() == "called\n"


def test_programs_sign_in_once(serve: Serve) -> None:
    """Programs that start at the same time, and those that are refused at the same time, cause one login."""
    account = Account(time.time)
    with programs(serve(otherwise=account), 4) as running:
        for logins in (1, 2):
            for program in running:
                told(program)
            assert all(map(has_called, running))
            assert account.logins == logins
            account.log_in()


def test_program_that_is_killed_leaves_no_lock(connect: Connect, serve: Serve, clock: FakeClock) -> None:
    """The death of a program while it signs in holds nobody up."""
    kill: list[Callable[[], object]] = []

    def dies(seen: Seen) -> Fault:
        for each in kill:
            each()
        return Fault.CUT_BEFORE_ANSWER

    server = serve(dies, Reply({"jwt": TOKEN}), Reply({"datasets": []}))
    with programs(server, 1) as (program,):
        kill += [program.kill, program.wait]
        told(program)
        program.wait()
    connect(server, **CREDENTIALS).datasets.list()
    assert clock.pauses == []
