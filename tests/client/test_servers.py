"""Servers: from the name that a person knows to the URL of the API."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import omiq
from omiq._servers import gui_url, server_name
from tests.support.clock import FakeClock
from tests.support.tokens import TOKEN


def api_url(server: str | None) -> str:
    """Return the URL to which a client of `server` sends its calls."""
    with omiq.Client(server, token=TOKEN, clock=FakeClock()) as client:
        return client.api_url


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("app", "https://api.omiq.ai/api"),
        ("api", "https://api.omiq.ai/api"),
        ("yourcompany", "https://yourcompany-api.omiq.ai/api"),
        ("yourcompany-api", "https://yourcompany-api.omiq.ai/api"),
        ("your-company", "https://your-company-api.omiq.ai/api"),
        ("App", "https://api.omiq.ai/api"),
        ("YourCompany", "https://yourcompany-api.omiq.ai/api"),
        (" yourcompany\n", "https://yourcompany-api.omiq.ai/api"),
    ],
)
def test_name_of_the_gui_gives_the_host_of_its_api(server: str, url: str) -> None:
    """`app` becomes `api`, any other name gets `-api` (`pkg-1.10.3`)."""
    assert api_url(server) == url


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("https://app.omiq.ai", "https://api.omiq.ai/api"),
        ("https://app.omiq.ai/", "https://api.omiq.ai/api"),
        ("https://app.omiq.ai/profile", "https://api.omiq.ai/api"),
        ("https://api.omiq.ai/api", "https://api.omiq.ai/api"),
        ("https://yourcompany.omiq.ai", "https://yourcompany-api.omiq.ai/api"),
        ("https://yourcompany-api.omiq.ai/api/", "https://yourcompany-api.omiq.ai/api"),
        ("HTTPS://YourCompany.OMIQ.ai", "https://yourcompany-api.omiq.ai/api"),
        ("https://yourcompany.omiq.ai:8443", "https://yourcompany-api.omiq.ai:8443/api"),
    ],
)
def test_url_of_gui_or_api_gives_the_url_of_the_api(server: str, url: str) -> None:
    """What a browser shows is enough, and so is the API's own URL."""
    assert api_url(server) == url


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("https://omiq.example.org", "https://omiq.example.org/api"),
        ("https://omiq.example.org:8443/", "https://omiq.example.org:8443/api"),
        ("https://example.org/omiq/v2/", "https://example.org/omiq/v2"),
        ("https://omiq.ai.example.org", "https://omiq.ai.example.org/api"),
        ("https://notomiq.ai", "https://notomiq.ai/api"),
        ("https://192.0.2.7:8443", "https://192.0.2.7:8443/api"),
        ("https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443/api"),
    ],
)
def test_url_of_another_host_is_taken_as_it_is(server: str, url: str) -> None:
    """The rule of names holds for the vendor's domain alone; `/api` is added where there is no path."""
    assert api_url(server) == url


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.10", "[::1]"])
def test_plain_http_serves_loopback(host: str) -> None:
    """A server on this machine needs no certificate."""
    assert api_url(f"http://{host}:8080") == f"http://{host.lower()}:8080/api"


def test_server_is_app_where_nothing_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument goes before `OMIQ_SERVER`, which goes before `app`; a variable without text does not count."""
    monkeypatch.setenv("OMIQ_SERVER", "")
    assert api_url(None) == "https://api.omiq.ai/api"
    monkeypatch.setenv("OMIQ_SERVER", "fromenvironment")
    assert api_url(None) == "https://fromenvironment-api.omiq.ai/api"
    assert api_url("fromargument") == "https://fromargument-api.omiq.ai/api"


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("yourcompany/api", "neither a name nor a URL"),
        ("yourcompany/../other", "neither a name nor a URL"),
        ("yourcompany.omiq.ai", "neither a name nor a URL"),
        ("yourcompany.omiq.ai/api", "neither a name nor a URL"),
        ("yourcompany:8443", "neither a name nor a URL"),
        ("me@yourcompany", "neither a name nor a URL"),
        ("your company", "neither a name nor a URL"),
        ("your_company", "neither a name nor a URL"),
        ("-yourcompany", "neither a name nor a URL"),
        ("yourcompany-", "neither a name nor a URL"),
        ("yourcompany%2f", "neither a name nor a URL"),
        ("firma-müller", "neither a name nor a URL"),
        ("\N{LATIN SMALL LETTER LONG S}erver", "neither a name nor a URL"),
        ("a" * 60, "neither a name nor a URL"),
        ("//yourcompany.omiq.ai", "neither a name nor a URL"),
        ("", "neither a name nor a URL"),
        (" \t", "neither a name nor a URL"),
        ("http://yourcompany.omiq.ai", "in the clear"),
        ("http://omiq.example.org", "in the clear"),
        ("http://localhost.example.org", "in the clear"),
        ("http://127.0.0.1.example.org", "in the clear"),
        ("http://192.168.1.2", "in the clear"),
        ("http://[2001:db8::7]", "in the clear"),
        ("ftp://yourcompany.omiq.ai", "not an http or https URL"),
        ("file:///etc/passwd", "not an http or https URL"),
        ("://yourcompany.omiq.ai", "not an http or https URL"),
        ("https://", "not an http or https URL"),
        ("https://:8443", "not an http or https URL"),
        ("https://me@yourcompany.omiq.ai", "user, a query or a fragment"),
        ("https://me:hush@yourcompany.omiq.ai", "user, a query or a fragment"),
        ("http://localhost@example.org", "user, a query or a fragment"),
        ("http://127.0.0.1\\@example.org", "user, a query or a fragment"),
        ("https://app.omiq.ai/profile?token=true", "user, a query or a fragment"),
        ("https://app.omiq.ai/#/datasets", "user, a query or a fragment"),
        ("https://yourcompany.omiq.ai:port", "cannot be read"),
        ("https://yourcompany.omiq.ai:70000", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("https://example.org\\.omiq.ai", "odd character"),
        ("https://your company.omiq.ai", "odd character"),
        ("https://yourcompany%2eomiq.ai", "odd character"),
        ("https://müller.example.org", "odd character"),
        ("https://example.org/a b", "odd character"),
        ("https://example.org/../api", "odd character"),
        ("https://example.org//other.example.org/api", "odd character"),
    ],
)
@pytest.mark.parametrize("from_environment", [False, True])
def test_server_that_cannot_be_meant_is_refused(
    server: str, words: str, from_environment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wrong form says what is wrong with it, before anything is sent."""
    if from_environment and server:
        monkeypatch.setenv("OMIQ_SERVER", server)
    with pytest.raises(omiq.ConfigurationError, match=words):
        api_url(None if from_environment and server else server)


@pytest.mark.parametrize(
    "server",
    [
        "https://me:hush-hush@yourcompany.omiq.ai",
        "https://me:hush-hush\N{ACCOUNT OF}@yourcompany.omiq.ai",
        "https://me:hush-hush",
        "ftp://me:hush-hush@yourcompany.omiq.ai",
        "https://yourcompany.omiq.ai?token=hush-hush",
        f"{TOKEN}hush-hush",
    ],
)
def test_error_shows_nothing_that_may_be_secret(server: str) -> None:
    """A password in a URL, and a token where the server belongs, are not repeated."""
    with pytest.raises(omiq.ConfigurationError) as raised:
        api_url(server)
    assert "hush" not in str(raised.value)


PIECES = [
    *(
        "http:",
        "https:",
        "//",
        "/",
        "\\",
        "@",
        ":",
        "[",
        "]",
        "::1",
        "?",
        "#",
        "%2f",
        "%00",
        ".",
        "..",
        ";",
        "&",
        "443",
    ),
    *("app", "localhost", "127.0.0.1", "0.0.0.999", "omiq.ai", ".omiq.ai", "example.org", "xn--"),
    *("\N{LATIN SMALL LETTER LONG S}", "\N{KELVIN SIGN}", "\N{FULLWIDTH FULL STOP}", "\N{ACCOUNT OF}"),
    *("\N{ARABIC-INDIC DIGIT THREE}", "\N{LATIN SMALL LETTER SHARP S}", " ", "\t", "\n", "\x00", "\x85", "\ud800"),
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
URLS = st.tuples(st.sampled_from(["https://", "http://"]), HOSTILE).map("".join)


@given(st.text() | HOSTILE | URLS)
@example("https://localhost:0")
@example("https://[::1%eth0]/")
def test_calls_go_to_the_host_that_was_asked_for(server: str) -> None:
    """Whatever the text: it is refused, or the calls go to the host that it names, in the clear only on loopback."""
    try:
        url = httpx.URL(api_url(server))
    except omiq.ConfigurationError:
        return
    assert url.userinfo + url.query + url.fragment.encode() == b""
    assert url.scheme == "https" or url.host == "localhost" or ip_address(url.host).is_loopback
    if "://" not in server:
        assert url.raw_host.decode() in hosts_of_api(f"{server.strip().lower()}.omiq.ai")
        return
    asked = urlsplit(server.strip())
    assert url.raw_host.decode() in hosts_of_api(asked.hostname or "")
    assert url.port == (asked.port if asked.port != {"http": 80, "https": 443}[url.scheme] else None)


def hosts_of_api(host: str) -> set[str]:
    """Return the hosts that the API of a host may have."""
    name, vendor, rest = host.partition(".omiq.ai")
    if not vendor or rest or "." in name:
        return {host}
    return {"api.omiq.ai"} if name == "app" else {host, f"{name}-api.omiq.ai"}


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?", fullmatch=True))
def test_every_name_gives_a_host_of_the_vendor(name: str) -> None:
    """A name that could be part of a host gives one label below the vendor's domain."""
    host = httpx.URL(api_url(name)).raw_host.decode()
    assert host.removesuffix(".omiq.ai") in {name, f"{name}-api", "api"}


@pytest.mark.parametrize(
    ("server", "name", "gui"),
    [
        ("app", "app", "https://app.omiq.ai"),
        ("yourcompany", "yourcompany", "https://yourcompany.omiq.ai"),
        ("https://YourCompany-api.omiq.ai/api", "yourcompany", "https://yourcompany.omiq.ai"),
        (
            "https://yourcompany.omiq.ai:8443",
            "https://yourcompany-api.omiq.ai:8443/api",
            "https://yourcompany.omiq.ai:8443",
        ),
        ("https://omiq.example.org/v2", "https://omiq.example.org/v2", "https://omiq.example.org"),
        ("http://[::1]:8080", "http://[::1]:8080/api", "http://[::1]:8080"),
        ("https://a.b.omiq.ai", "https://a.b.omiq.ai/api", "https://a.b.omiq.ai"),
    ],
)
def test_name_and_gui_of_a_server(server: str, name: str, gui: str) -> None:
    """The way back: from the API to what a person knows, which names the same server again."""
    url = api_url(server)
    assert (server_name(url), gui_url(url)) == (name, gui)
    assert api_url(name) == url
