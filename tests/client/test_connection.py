"""How the server is reached: certificates and proxies, by arguments and by environment variables."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import omiq
from omiq import ConfigurationError, ConnectionFailed
from tests.conftest import Connect, Serve
from tests.support.certificates import Authority
from tests.support.clock import FakeClock
from tests.support.proxy import Proxy
from tests.support.server import Reply, Seen, Server

NO_DATASETS = Reply({"datasets": []})
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is missing")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("stranger"))


@pytest.fixture
def proxy(proxies: Callable[..., Proxy]) -> Proxy:
    return proxies()


@pytest.fixture
def proxies() -> Iterator[Callable[..., Proxy]]:
    """Start proxies that end after the test."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(Proxy(**options))


@pytest.fixture
def named_server(serve: Serve, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server of the name omiq.test, which leads to loopback."""
    resolve = socket.getaddrinfo

    def resolved(host: Any, *arguments: Any, **named: Any) -> Any:
        return resolve("127.0.0.1" if host in ("omiq.test", b"omiq.test") else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return serve(tls=authority.server_side("omiq.test"))


def url_of(server: Server) -> str:
    return f"https://omiq.test:{server.port}"


def test_authority_by_argument(
    stranger: Authority, connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ca_file` says whom to trust, whatever the environment says."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    server = serve(NO_DATASETS, NO_DATASETS, tls=stranger.server_side())
    assert connect(server, ca_file=stranger.file).datasets.list() == []
    assert connect(server, ca_file=str(stranger.file)).datasets.list() == []


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authority_by_environment(
    name: str, stranger: Authority, connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variables that other tools read count here too."""
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv(name, str(stranger.file))
    server = serve(NO_DATASETS, tls=stranger.server_side())
    assert connect(server).datasets.list() == []


@needs_openssl
def test_authorities_in_a_folder(
    stranger: Authority, connect: Connect, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`SSL_CERT_DIR` names a folder of certificates, each under the hash of its subject."""
    context = stranger.server_side()
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    (tmp_path / f"{stranger.subject_hash}.0").write_bytes(stranger.file.read_bytes())
    assert connect(serve(NO_DATASETS, tls=context)).datasets.list() == []


def test_usual_authorities(
    stranger: Authority, connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any of these the usual authorities count, and no other."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ConnectionFailed, match="certificate is not trusted"):
        connect(serve(tls=stranger.server_side())).datasets.list()


@pytest.mark.parametrize("problem", ["unknown authority", "other name", "expired"])
@pytest.mark.parametrize("method", ["read", "write"])
def test_certificate_that_is_not_trusted(
    problem: str,
    method: str,
    authority: Authority,
    stranger: Authority,
    connect: Connect,
    serve: Serve,
    clock: FakeClock,
) -> None:
    """The error says so, nothing is sent, and trying again would not help."""
    context = {
        "unknown authority": lambda: stranger.server_side(),
        "other name": lambda: authority.server_side("omiq.test"),
        "expired": lambda: authority.server_side(expires=datetime(2020, 1, 1, tzinfo=UTC)),
    }[problem]()
    server = serve(tls=context)
    client = connect(server)
    with pytest.raises(ConnectionFailed, match=r"the server's certificate is not trusted: .*certificate") as caught:
        client.datasets.list() if method == "read" else client.datasets.create(display_name="Lymphocytes")
    assert type(caught.value) is ConnectionFailed
    assert "certificate settings" in caught.value.advice
    assert caught.value.attempts == 1
    assert clock.pauses == []
    assert server.requests == []


def test_no_verification(stranger: Authority, connect: Connect, serve: Serve) -> None:
    """`verify=False` takes any certificate, of any name."""
    assert connect(serve(NO_DATASETS, tls=stranger.server_side("omiq.test")), verify=False).datasets.list() == []


@pytest.mark.parametrize("form", ["one file", "two files"])
def test_client_certificate(form: str, authority: Authority, connect: Connect, serve: Serve) -> None:
    """A server that asks who is calling gets a certificate, with its key in one file or in another."""
    certificate, key, both = map(str, authority.client_certificate("robot"))
    server = serve(NO_DATASETS, tls=authority.server_side(clients_of=authority))
    client = connect(server, client_cert=both if form == "one file" else (certificate, key))
    assert client.datasets.list() == []


@pytest.mark.parametrize("given", ["none", "of a stranger"])
def test_client_certificate_that_is_refused(
    given: str, authority: Authority, stranger: Authority, connect: Connect, serve: Serve
) -> None:
    """A server that does not get the certificate it wants ends the connection; no request of ours is carried out."""
    server = serve(tls=authority.server_side(clients_of=authority))
    certificate = None if given == "none" else str(stranger.client_certificate("robot")[2])
    with pytest.raises(ConnectionFailed):
        connect(server, client_cert=certificate, retries=1).datasets.list()
    assert server.requests == []


@needs_openssl
def test_locked_key(authority: Authority, connect: Connect, tmp_path: Path) -> None:
    """A key with a password is an error, not a question on somebody's terminal."""
    certificate, key, _ = authority.client_certificate("robot")
    locked = tmp_path / "locked.key"
    command = ["openssl", "pkey", "-in", str(key), "-aes256", "-passout", "pass:secret", "-out", str(locked)]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(ConfigurationError, match=r"locked\.key"):
        connect("https://127.0.0.1:9", client_cert=(str(certificate), str(locked))).datasets.list()


def test_plain_http_to_a_tls_server(authority: Authority, connect: Connect, serve: Serve) -> None:
    """The wrong scheme is a connection that fails."""
    server = serve(tls=authority.server_side())
    with pytest.raises(ConnectionFailed):
        connect(server.url.replace("https", "http"), retries=0).datasets.list()


def test_tls_to_a_plain_server(connect: Connect, server: Server) -> None:
    """So is the other way round."""
    with pytest.raises(ConnectionFailed):
        connect(server.url.replace("http", "https"), retries=0).datasets.list()


@pytest.mark.parametrize("argument", ["ca_file", "client_cert", "certificate of client_cert", "key of client_cert"])
@pytest.mark.parametrize("wrong", ["missing", "folder", "garbage", "empty"])
def test_certificate_files(argument: str, wrong: str, authority: Authority, connect: Connect, tmp_path: Path) -> None:
    """A file that is missing is told when the client is made, one that holds no certificate at the first call."""
    certificate, key, _ = map(str, authority.client_certificate("robot"))
    file = tmp_path / "wrong.pem"
    if wrong == "folder":
        file.mkdir()
    elif wrong != "missing":
        file.write_text("-----BEGIN CERTIFICATE-----\nno\n" if wrong == "garbage" else "")
    name, value = {
        "ca_file": ("ca_file", str(file)),
        "client_cert": ("client_cert", str(file)),
        "certificate of client_cert": ("client_cert", (str(file), key)),
        "key of client_cert": ("client_cert", (certificate, str(file))),
    }[argument]
    with pytest.raises(ConfigurationError, match=r"wrong\.pem"):
        connect("https://127.0.0.1:9", **{name: value}).datasets.list()


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.parametrize("content", [None, "", "garbage"])
def test_authority_of_the_environment_that_is_none(
    name: str, content: str | None, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the file, so that whoever set the variable finds it."""
    file = tmp_path / "wrong.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv(name, str(file))
    with pytest.raises(ConfigurationError, match=r"wrong\.pem"):
        connect("https://127.0.0.1:9").datasets.list()


def test_client_can_be_used_after_a_wrong_setting(
    authority: Authority, connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong variable that is mended costs no new client."""
    client = connect(serve(NO_DATASETS, tls=authority.server_side()))
    with pytest.MonkeyPatch.context() as wrong:
        wrong.setenv("SSL_CERT_FILE", "/nowhere")
        with pytest.raises(ConfigurationError):
            client.datasets.list()
    assert client.datasets.list() == []


def test_proxy_by_argument(proxy: Proxy, connect: Connect, server: Server) -> None:
    """A proxy that is asked for is used, even for this machine; a plain request is passed on."""
    server.script(NO_DATASETS)
    assert connect(server, proxy=proxy.url).datasets.list() == []
    assert [seen.target for seen in proxy.requests] == [f"{server.url}/api/datasets"]


def test_proxy_sees_no_token(proxy: Proxy, authority: Authority, connect: Connect, serve: Serve) -> None:
    """Through TLS the proxy sees the host, and neither the path nor the token."""
    server = serve(NO_DATASETS, tls=authority.server_side())
    assert connect(server, proxy=proxy.url).datasets.list() == []
    assert [(seen.method, seen.target) for seen in proxy.requests] == [("CONNECT", f"127.0.0.1:{server.port}")]
    assert "authorization" not in proxy.requests[0].headers
    assert "proxy-authorization" not in server.requests[0].headers


def test_proxy_with_a_user(proxies: Callable[..., Proxy], connect: Connect, serve: Serve, authority: Authority) -> None:
    """A proxy's user and password stand in its URL; without them it refuses, and no message shows them."""
    proxy = proxies(user="robot:pa55word")
    server = serve(NO_DATASETS, tls=authority.server_side())
    assert connect(server, proxy=f"http://robot:pa55word@127.0.0.1:{proxy.port}").datasets.list() == []
    with pytest.raises(ConnectionFailed, match="the proxy refuses: 407") as caught:
        connect(server, proxy=f"http://robot:pa55w0rd@127.0.0.1:{proxy.port}", retries=0).datasets.list()
    assert "pa55w0rd" not in str(caught.value)


def test_proxy_that_refuses_a_write(
    proxies: Callable[..., Proxy], connect: Connect, serve: Serve, authority: Authority
) -> None:
    """What the proxy does not let through was not carried out."""
    proxy = proxies(refusal=Reply(status=403))
    server = serve(tls=authority.server_side())
    with pytest.raises(ConnectionFailed, match="the proxy refuses: 403"):
        connect(server, proxy=proxy.url, retries=0).datasets.create(display_name="Lymphocytes")


def test_proxy_by_environment(
    proxy: Proxy, named_server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`HTTPS_PROXY` leads through the proxy."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    named_server.script(NO_DATASETS)
    assert connect(url_of(named_server)).datasets.list() == []
    assert [seen.target for seen in proxy.requests] == [f"omiq.test:{named_server.port}"]


@pytest.mark.parametrize("exceptions", ["omiq.test", ".test", "example.org,omiq.test", "*"])
def test_no_proxy_by_environment(
    exceptions: str, proxy: Proxy, named_server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`NO_PROXY` names the hosts that are reached without it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", exceptions)
    named_server.script(NO_DATASETS)
    assert connect(url_of(named_server)).datasets.list() == []
    assert proxy.requests == []


def test_proxy_by_argument_goes_before_the_environment(
    proxy: Proxy, named_server: Server, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a program says counts more than what is set up around it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    named_server.script(NO_DATASETS)
    assert connect(url_of(named_server), proxy=proxy.url).datasets.list() == []
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"])
def test_loopback_needs_no_proxy(
    name: str, proxy: Proxy, connect: Connect, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine is reached directly, whatever the environment says."""
    monkeypatch.setenv(name, proxy.url)
    server.script(NO_DATASETS)
    assert connect(server).datasets.list() == []
    assert proxy.requests == []


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1:9", "socks5://robot:pa55word@127.0.0.1:9", "http://[::1"])
@pytest.mark.parametrize("way", ["argument", "environment"])
def test_proxy_that_cannot_be_used(
    url: str, way: str, connect: Connect, named_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy's URL that this client cannot follow is an error that says so, without the password in it."""
    monkeypatch.setenv("HTTPS_PROXY" if way == "environment" else "OTHER", url)
    options = {"proxy": url} if way == "argument" else {}
    with pytest.raises(omiq.OmiqError) as caught:
        connect(url_of(named_server), retries=0, **options).datasets.list()
    assert "pa55word" not in str(caught.value)
    assert "proxy" in str(caught.value)
    if (way, url) != ("environment", "nonsense"):  # a host's name alone is a proxy's address there
        assert type(caught.value) is ConfigurationError


def test_proxy_that_is_away(connect: Connect, named_server: Server) -> None:
    """A proxy that cannot be reached is a connection that fails, and was not made."""
    with pytest.raises(ConnectionFailed, match="no connection"):
        connect(url_of(named_server), proxy="http://127.0.0.1:9", retries=0).datasets.create(display_name="Lymphocytes")


def test_connections_are_kept(connect: Connect, server: Server) -> None:
    """Calls in a row go over one connection."""
    server.script(*[NO_DATASETS] * 5)
    client = connect(server)
    for _ in range(5):
        client.datasets.list()
    assert server.connections == 1


def test_connection_that_the_server_has_closed(connect: Connect, server: Server, clock: FakeClock) -> None:
    """A write after a long pause does not end unknown because the server dropped an idle connection."""
    server.script(Reply({"datasets": []}, headers={"Connection": "close"}), Reply({"dataset": {"id": 5}}))
    client = connect(server)
    client.datasets.list()
    assert client.datasets.create(display_name="Lymphocytes").id == 5
    assert clock.pauses == []


def test_client_says_who_it_is(connect: Connect, server: Server) -> None:
    """The server's logs tell this client from others."""
    server.script(NO_DATASETS)
    connect(server).datasets.list()
    seen: Seen = server.requests[0]
    assert seen.headers["user-agent"].startswith("omiq-client")
