"""From the name of a server to the URL of its API (`pkg-1.10.3`)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from ._errors import ConfigurationError

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,57}[a-z0-9])?", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"([a-z0-9_-]+\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*\.?")
_PATH = re.compile(r"(/[\w~-][\w.~-]*)*/*", re.ASCII)
_DOMAIN = ".omiq.ai"


def api_url(server: str) -> str:
    """Return the base URL of the API of `server`, without a slash at the end.

    `server` is the name that the GUI has (`app`, `yourcompany`) or a full URL, of the GUI or of the API. The GUI's
    host `app` has the API host `api`, `yourcompany` has `yourcompany-api` (`pkg-1.10.3`).
    """
    server = server.strip()
    if "://" in server:
        return _from_url(server)
    if not _LABEL.fullmatch(server):
        raise ConfigurationError(
            f"server {_shown(server)} is neither a name nor a URL. Give the first part of the host that your browser "
            "shows (`app`, `yourcompany`), or a full URL (`https://yourcompany.omiq.ai`)."
        )
    return f"https://{_api_host(server.lower())}{_DOMAIN}/api"


def server_name(api_url: str) -> str:
    """Return the name that `api_url` turns into this URL; the URL itself where no name does."""
    name = _gui_name(urlsplit(api_url))
    return name if name and api_url == f"https://{_api_host(name)}{_DOMAIN}/api" else api_url


def gui_url(api_url: str) -> str:
    """Return the URL of an API's GUI (`pkg-1.10.3`): of other domains than the vendor's, the API's origin."""
    parts = urlsplit(api_url)
    name = _gui_name(parts)
    return f"https://{name}{_DOMAIN}{_port(parts)}" if name else f"{parts.scheme}://{parts.netloc}"


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _from_url(server: str) -> str:
    parts = _split(server)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"server {_without_user(parts)!r} is not an http or https URL with a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ConfigurationError("The server's URL holds a user, a query or a fragment: give scheme, host and path.")
    if not (_HOST.fullmatch(host) or _is_address(host)) or not _PATH.fullmatch(parts.path):
        raise ConfigurationError(
            f"server {_shown(server)} holds an odd character or an odd segment in its host or path."
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f"http://{host} would send the token in the clear. Use https (plain http is for loopback)."
        )
    if host.endswith(_DOMAIN) and _LABEL.fullmatch(host.removesuffix(_DOMAIN)):
        return f"https://{_api_host(host.removesuffix(_DOMAIN))}{_DOMAIN}{_port(parts)}/api"
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{_port(parts)}{parts.path.rstrip('/') or '/api'}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return "%" not in host


def _shown(server: str) -> str:
    """Return what an error shows of it: what is longer than a name may be a token in the wrong place."""
    return repr(server) if len(server) <= 63 else f"(of {len(server)} characters)"


def _split(server: str) -> SplitResult:
    try:
        parts = urlsplit(server)
        _ = parts.port
    except ValueError:
        raise ConfigurationError("The server's URL cannot be read: its host or its port is malformed.") from None
    return parts


def _without_user(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _port(parts: SplitResult) -> str:
    return "" if parts.port is None else f":{parts.port}"


def _gui_name(parts: SplitResult) -> str:
    """Return the name that the GUI has, "" where the host is none of the vendor's."""
    host = parts.hostname or ""
    name = host.removesuffix(_DOMAIN)
    if name == host or not _LABEL.fullmatch(name):
        return ""
    return "app" if name == "api" else name.removesuffix("-api")


def _api_host(name: str) -> str:
    if name == "app":
        return "api"
    return name if name == "api" or name.endswith("-api") else f"{name}-api"
