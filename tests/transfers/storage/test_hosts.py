"""Storage hosts as they are met: behind a proxy, by TLS, breaking off, and holding other bytes than they say."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from gzip import compress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from traceback import format_exception
from typing import Any

import pytest
from hypothesis import given, strategies

import omiq
from omiq._http import Connection
from omiq._options import Options
from omiq._storage import Source, Storage
from omiq._transfers.work import Stopped
from tests.support.certificates import Authority
from tests.support.clock import FakeClock
from tests.support.proxy import Proxy
from tests.support.server import Reply, Seen, Server

from .test_storage import Seen as Watch

LARGE = bytes(range(256)) * 40_000  # bytes enough for a digest beside their way
SMALL = b"FCS3.1" * 50
OPTIONS = Options(timeout=5.0, retries=2)


class Torn(Reply):
    """An answer whose connection breaks when a part of its body has come."""

    def __init__(self, content: bytes, come: int, **options: Any) -> None:
        super().__init__(content=content, **options)
        self._come = come

    def body(self) -> Iterator[bytes]:
        yield self.content[: self._come]
        raise ConnectionAbortedError


def digest_header(content: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{b64encode(sha256(content).digest()).decode()}:"}


def fetched(server: Server, folder: Path, url: str | None = None, size: int | None = None, **options: Any) -> bytes:
    """Fetch what the server gives, and return the bytes that are in the folder then."""
    clock = FakeClock()
    path = folder / "cells.fcs"
    with closing(Storage(Connection(server.url, **options), clock)) as storage:
        found = storage.fetch(lambda: url or f"{server.url}/cells", path, size, OPTIONS, Watch(clock))
    content = path.read_bytes()
    assert (found.size, found.digest) == (len(content), f"sha-256:{sha256(content).hexdigest()}")
    assert list(folder.iterdir()) == [path]
    return content


@pytest.mark.parametrize(
    "answer",
    [Reply(content=SMALL), Reply(content=b""), Reply(pieces=[SMALL[:100], SMALL[100:]])],
    ids=["measured", "empty", "in chunks"],
)
def test_files_come_over_one_connection(tmp_path: Path, answer: Reply) -> None:
    """The connection that gave one file, read to its end, gives the next."""
    with Server(otherwise=lambda seen: answer) as server:
        with closing(Storage(Connection(server.url), FakeClock())) as storage:
            for name in ("a.fcs", "b.fcs", "c.fcs"):
                storage.fetch(lambda: f"{server.url}/cells", tmp_path / name, None, OPTIONS, Watch(FakeClock()))
        assert [seen.connection for seen in server.requests] == [1, 1, 1]


def test_wrong_bytes_are_thrown_away_and_fetched_once_more(tmp_path: Path) -> None:
    """The digest that the host tells counts."""
    right = digest_header(SMALL)
    with Server(Reply(content=SMALL[::-1], headers=right), Reply(content=SMALL, headers=right)) as server:
        assert fetched(server, tmp_path) == SMALL


def test_bytes_that_stay_wrong_are_refused(tmp_path: Path) -> None:
    """Nothing stands under the file's name, and nothing is left to go on from."""
    wrong = Reply(content=SMALL[::-1], headers=digest_header(SMALL) | {"ETag": '"1"'})
    with (
        Server(wrong, wrong) as server,
        pytest.raises(omiq.TransferError, match="not those that the storage host holds"),
    ):
        fetched(server, tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".fcs", ".part")]


def test_rest_of_another_version_is_not_put_behind_the_first(tmp_path: Path) -> None:
    """A 206 whose ETag is another one: the file changed in between, and is fetched from its beginning."""
    rest = Reply(
        content=SMALL[100:],
        status=206,
        headers={"ETag": '"2"', "Content-Range": f"bytes 100-{len(SMALL) - 1}/{len(SMALL)}"},
    )
    whole = Reply(content=SMALL[::-1], headers={"ETag": '"2"'})
    with Server(Torn(SMALL, 100, headers={"ETag": '"1"'}), rest, whole) as server:
        assert fetched(server, tmp_path) == SMALL[::-1]
        assert [seen.headers.get("range") for seen in server.requests] == [None, "bytes=100-", None]


def test_host_that_breaks_a_little_later_each_time_is_left(tmp_path: Path) -> None:
    """Where nothing can be gone on with, more bytes than last time are no progress."""
    breaks = [Torn(SMALL, 100 + number) for number in range(1 + OPTIONS.retries)]
    with Server(*breaks) as server, pytest.raises(omiq.TransferError, match=r"broke"):
        fetched(server, tmp_path)


def test_tls(tmp_path: Path, authority: Authority) -> None:
    """A large file, whose connection breaks once, is gone on with and whole."""

    def rest(seen: Seen) -> Reply:
        start = int(seen.headers["range"].removeprefix("bytes=").removesuffix("-"))
        assert 0 < start <= 5_000_000
        told = f"bytes {start}-{len(LARGE) - 1}/{len(LARGE)}"
        return Reply(content=LARGE[start:], status=206, headers={"ETag": '"1"', "Content-Range": told})

    torn = Torn(LARGE, 5_000_000, headers={"ETag": '"1"'})
    with Server(torn, rest, tls=authority.server_side()) as server:
        assert fetched(server, tmp_path) == LARGE


def test_host_that_is_not_trusted_is_not_tried_again(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Unless its authority is named; and what is told has no URL."""
    other = Authority(tmp_path_factory.mktemp("other"))
    with Server(Reply(content=SMALL), tls=other.server_side()) as server:
        with pytest.raises(omiq.TransferError, match="not trusted") as caught:
            fetched(server, tmp_path)
        assert "/cells" not in str(caught.value)
        assert server.connections == 1
        assert fetched(server, tmp_path, ca_file=other.file) == SMALL


@pytest.mark.parametrize("named", ["argument", "variable"])
def test_proxy(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Bytes go through the proxy that the API's calls go through, both ways."""
    tls = authority.server_side("storage.example")
    with Proxy(user="rosalind:secret") as proxy, Server(Reply(content=SMALL), Reply(), tls=tls) as server:
        address = f"http://rosalind:secret@127.0.0.1:{proxy.port}"
        if named == "variable":
            monkeypatch.setenv("HTTPS_PROXY", address)
        options: dict[str, Any] = {"proxy": address} if named == "argument" else {}
        url = server.url.replace("127.0.0.1", "storage.example")
        assert fetched(server, tmp_path, f"{url}/cells", **options) == SMALL
        with closing(Storage(Connection(url, **options), FakeClock())) as storage:
            storage.send(Source.of(tmp_path / "cells.fcs"), lambda: f"{url}/new", OPTIONS, Watch(FakeClock()))
        assert {seen.method for seen in proxy.requests} == {"CONNECT"}
        assert server.requests[1].body == SMALL


def test_no_proxy_for_this_machine(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly whatever proxy is set."""
    with Proxy() as proxy, Server(Reply(content=SMALL), tls=authority.server_side()) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert fetched(server, tmp_path) == SMALL
        assert proxy.requests == []


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """It is told before anything is asked for."""
    (tmp_path / "cells.fcs.part").mkdir()
    with Server() as server, pytest.raises(omiq.TransferError, match=r"directory|Permission"):
        fetched(server, tmp_path)


def test_url_that_is_none_is_told_without_it(tmp_path: Path) -> None:
    """What the server made up is an error of the transfer, not of Python, and is tried once."""
    for url in ("https://[bad/x?signature=1", "https://[::1:443/x?signature=1", "http://127.0.0.1:99999/x?signature=1"):
        with pytest.raises(omiq.TransferError, match="URL") as caught, Server() as server:
            fetched(server, tmp_path, url)
        assert "signature" not in "".join(format_exception(caught.value))


@given(strategies.text().map("http://127.0.0.1:9".__add__) | strategies.text().map("http://[".__add__))
def test_no_url_is_an_error_of_another_kind(url: str) -> None:
    """Whatever a server takes for a URL, the file's transfer fails, and nothing else does."""
    clock = FakeClock()
    with TemporaryDirectory() as folder, closing(Storage(Connection("http://127.0.0.1"), clock)) as storage:
        path = Path(folder) / "cells.fcs"
        with pytest.raises(omiq.TransferError):
            storage.fetch(lambda: url, path, None, OPTIONS._replace(retries=0), Watch(clock))


def test_pause_beyond_the_deadline_is_not_made(tmp_path: Path) -> None:
    """A host that asks for a day is not waited for by who gives a minute; what it asked for is told."""
    busy = Reply(status=503, headers={"Retry-After": "40"})
    clock = FakeClock()
    for replies, pauses in (([Reply(status=503, headers={"Retry-After": "86400"})], []), ([busy, busy], [40.0])):
        clock.pauses.clear()
        with (
            Server(*replies) as server,
            closing(Storage(Connection(server.url), clock)) as storage,
            pytest.raises(omiq.TransferError, match=r"503.*to wait (86400|40) s") as caught,
        ):
            storage.fetch(
                lambda: f"{server.url}/cells", tmp_path / "cells.fcs", None, OPTIONS._replace(deadline=60), Watch(clock)
            )
        assert clock.pauses == pauses
        assert "deadline" in caught.value.advice


class Stopping(Watch):
    """Says that the job is to stop once it is `stopped`; `on_check` is called where bytes have come by then."""

    stopped = False
    on_check: Callable[[], None]

    def check(self) -> None:
        if self.stopped:
            raise Stopped
        if self.bytes:
            self.on_check()


class Unmeasured(Torn):
    """An answer that ends with its connection, without a word on its length."""

    def head(self, *, last: bool) -> bytes:
        self.headers.pop("Content-Length", None)
        return super().head(last=last)


def test_answer_that_may_be_cut_off_gets_no_name(tmp_path: Path) -> None:
    """Neither a length nor chunks nor a digest: nobody can tell whether all has come."""
    with (
        Server(Unmeasured(SMALL, 100)) as server,
        pytest.raises(omiq.TransferError, match="does not say how long the file is"),
    ):
        fetched(server, tmp_path)
    assert not (tmp_path / "cells.fcs").exists()


def test_size_tells_where_no_length_does(tmp_path: Path) -> None:
    """An answer without a length that is shorter than the API said is a broken connection, and is gone on with."""
    rest = Reply(content=SMALL[100:], status=206, headers={"ETag": '"1"', "Content-Range": "bytes 100-299/*"})
    with Server(Unmeasured(SMALL, 100, headers={"ETag": '"1"'}), rest) as server:
        assert fetched(server, tmp_path, size=len(SMALL)) == SMALL


def test_digest_tells_where_no_length_does(tmp_path: Path) -> None:
    """An answer without a length is whole where its bytes are those of the digest, and is fetched again where not."""
    headers = digest_header(SMALL)
    answers = [Unmeasured(SMALL, come, headers=headers) for come in (100, len(SMALL))]
    with Server(*answers) as server:
        assert fetched(server, tmp_path) == SMALL


def test_end_of_a_job_is_not_that_of_an_answer(tmp_path: Path) -> None:
    """Where a job is ended during an answer without a length, what has come is kept, and not judged by its digest."""
    watch, seen, path = Stopping(FakeClock()), Event(), tmp_path / "cells.fcs"
    come = LARGE[: 1 << 14]  # as much as the first look at an answer waits for
    watch.on_check = seen.set

    def stopped() -> Iterator[bytes]:
        yield come
        seen.wait(5)
        watch.stopped = True
        raise ConnectionAbortedError

    headers = digest_header(LARGE) | {"ETag": '"1"', "Connection": "close"}
    answer = Unmeasured(LARGE, len(come), headers=headers)
    answer.body = stopped  # type: ignore[method-assign]
    with (
        Server(answer) as server,
        closing(Storage(Connection(server.url), watch.clock)) as storage,
        pytest.raises(Stopped),
    ):
        storage.fetch(lambda: f"{server.url}/cells", path, None, OPTIONS, watch)
    assert path.with_name("cells.fcs.part").read_bytes() == come


def test_chunks_tell_where_the_file_ends(tmp_path: Path) -> None:
    """An answer in chunks is whole with its last chunk, and is fetched again where that does not come."""

    def torn() -> Iterator[bytes]:
        yield SMALL[:100]
        raise ConnectionAbortedError

    with Server(Reply(pieces=torn()), Reply(pieces=[SMALL[:100], SMALL[100:]])) as server:
        assert fetched(server, tmp_path) == SMALL


def test_rest_of_a_file_of_unknown_length_is_not_trusted(tmp_path: Path) -> None:
    """A 206 that does not say how long the whole is may be any piece of it."""
    piece = Reply(content=SMALL[100:150], status=206, headers={"ETag": '"1"', "Content-Range": "bytes 100-149/*"})
    whole = Reply(content=SMALL, headers={"ETag": '"1"'})
    with Server(Torn(SMALL, 100, headers={"ETag": '"1"'}), piece, whole) as server:
        assert fetched(server, tmp_path) == SMALL


def test_encoded_bytes_are_refused(tmp_path: Path) -> None:
    """A host that compresses, though it was asked for the bytes as they are, gives no file."""
    with (
        Server(Reply(content=compress(SMALL), headers={"Content-Encoding": "gzip"})) as server,
        pytest.raises(omiq.TransferError, match="gzip"),
    ):
        fetched(server, tmp_path)
    assert server.requests[0].headers["accept-encoding"] == "identity"
    assert not list(tmp_path.glob("cells.fcs*"))
    with Server(Reply(content=SMALL, headers={"Content-Encoding": "identity"})) as server:
        assert fetched(server, tmp_path) == SMALL
