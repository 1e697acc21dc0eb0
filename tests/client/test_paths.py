"""Where a raw call may go: below the API's address on its server, and nowhere else."""

from __future__ import annotations

import posixpath
import string
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import omiq
from omiq import ConfigurationError
from tests.support.clock import FakeClock
from tests.support.server import Reply, Seen, Server
from tests.support.tokens import TOKEN


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "/api/"),
        ("/datasets/5/files", "/api/datasets/5/files"),
        ("/names/é", "/api/names/%C3%A9"),
        ("/names/a%2Fb", "/api/names/a%2Fb"),
        ("/names/a:b@c", "/api/names/a:b@c"),
        ("/names/...", "/api/names/..."),
        ("/names/..a", "/api/names/..a"),
        ("/names/a..", "/api/names/a.."),
        ("/names//double", "/api/names//double"),
        ("/names/100%", "/api/names/100%25"),
        ("/names/http://a", "/api/names/http://a"),
    ],
)
def test_paths(path: str, target: str, client: omiq.Client, server: Server) -> None:
    """A path is relative to the API, and only what cannot stand in a URL is quoted."""
    server.script(Reply({}))
    client.raw.get(path)
    assert server.requests[0].target == target


def test_absolute_url_of_the_api(client: omiq.Client, server: Server) -> None:
    """A URL that is copied from the browser works where it is the API's own."""
    server.script(*[Reply({})] * 2)
    client.raw.get(f"{server.url}/api/datasets/5?a=b")
    client.raw.get(f"{server.url.replace('http', 'HTTP')}/api/datasets")
    assert [seen.target for seen in server.requests] == ["/api/datasets/5?a=b", "/api/datasets"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "datasets",
        "//evil.example/datasets",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http://evil.example/api/datasets",
        "https://{host}/api/datasets",
        "http://{host}.evil.example/api/datasets",
        "http://{host}@evil.example/api/datasets",
        "http://user:secret@{host}/api/datasets",
        "http://127.0.0.1/api/datasets",
        "http://127.0.0.1:x/api/datasets",
        "http://[::1/api/datasets",
        "http://{host}/datasets",
        "http://{host}/apis/datasets",
        "http://{host}/api",
        "http://{host}/api/../datasets",
        "http://{host}/api//evil.example",
        "ftp://{host}/api/datasets",
        "javascript:alert(1)",
        "@evil.example/datasets",
        ".evil.example/datasets",
        ":80/datasets",
        "/..",
        "/../datasets",
        "/./datasets",
        "/datasets/..",
        "/datasets/../../admin",
        "/datasets/%2e%2E/%2e./admin",
        "/datasets/.%2e",
        "/datasets/..%2fadmin",
        "/datasets%2f..%2Fadmin",
        "/datasets/..%5cadmin",
        "/datasets\\..\\admin",
        "/data sets",
        "/data\tsets",
        "/data\r\nX-Header: a",
        "/data\x00sets",
        "/datasets\x7f",
        "/datasets#fragment",
        "/datasets?a=b#fragment",
        "/datasets?a= b",
        "/datasets?a=\r\nb",
        "/datasets/\ud800",
        "http://user:secret@{host}\uff0fa/api/datasets",
    ],
)
def test_path_that_leads_elsewhere(path: str, client: omiq.Client, server: Server) -> None:
    """What would leave the API, or could be read in two ways, is refused; nothing is sent."""
    with pytest.raises(ConfigurationError) as caught:
        client.raw.get(path.format(host=server.url.removeprefix("http://")))
    assert "secret" not in str(caught.value)
    assert server.connections == 0


PIECES = st.sampled_from(
    ["/", "//", "\\", ".", "..", "%2e", "%2E%2e", "%2f", "%5c", "%", "%25", "?", "#", "@", ":", ";", "&", "=", " ",
     "\t", "\n", "\x00", "\u2024", "\uff0f", "\uff0e\uff0e", "\u3002", "\ud800", "é", "api", "/api", "http:",
     "https://", "HTTP://", "127.0.0.1", "localhost", "[::1]", "{own}", "{evil}", "{own}/api", "{own}/api/", "datasets"]
)  # fmt: skip
PATHS = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(lambda pieces: "/" + "".join(pieces)),
    st.lists(PIECES, max_size=12).map(lambda pieces: "{own}/api/" + "".join(pieces)),
    st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x2100), max_size=20).map(lambda text: "/" + text),
)


@pytest.mark.parametrize("make", ["raw path", "call by hand"])
def test_no_path_leaves_the_api(make: str) -> None:
    """Whatever the path: it is refused, or the request goes to this server, below /api/, and nowhere else."""

    def answer(seen: Seen) -> Reply:
        return Reply({})

    with Server(otherwise=answer) as server, Server(otherwise=answer) as evil:
        client = omiq.Client(server.url, token=TOKEN, clock=FakeClock(), retries=0)

        @given(PATHS)
        @example("http://evil.example@{own}/api/a")
        @example("/..%2f..%2fadmin")
        def check(path: str) -> None:
            path = path.replace("{own}", server.url).replace("{evil}", evil.url)
            try:
                if make == "raw path":
                    client.raw.get(path)
                else:
                    client.execute(omiq.Call(omiq.Operation("mine", "GET", path), path, omiq.as_is))
            except ConfigurationError:
                pass
            for seen in server.requests:
                assert posixpath.normpath(unquote(seen.path).replace("\\", "/")).startswith("/api")
                assert seen.target.startswith("/api/")
                assert seen.headers["host"] == f"127.0.0.1:{server.port}"
                assert set(seen.target) <= set(string.printable) - set(string.whitespace) - {"\\", "#"}
            server.requests.clear()
            assert evil.connections == 0

        with client:
            check()
