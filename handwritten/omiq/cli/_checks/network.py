"""The way to the server: its name, a proxy, certificates, an answer, and its clock."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from omiq_generated.api.users.get_user import call

from ..._clock import Clock, ServerTime
from ..._errors import OmiqError
from ..._http import Connection, Transport
from ..._orders import order_of
from ..._servers import is_loopback
from ..._steps import Failure, Request, Response
from .findings import Check, Finding, failed

_LONGEST_WAIT = 15.0  # seconds
_SKEW = 60.0  # seconds by which clocks may differ
_ADVICE = {
    "untrusted": "Ask who runs the network for its authority's certificate, and name the PEM file in SSL_CERT_FILE.",
    "not_sent": "Check the server's name, the network, and HTTPS_PROXY, ALL_PROXY and NO_PROXY.",
    "broken": "Check the network and the proxy, and try again.",
}
_LOCAL_ADVICE = "Start the server on this machine, or name another one: --server, OMIQ_SERVER."


class Network:
    """The checks of the way to one server. `reached` tells afterwards whether it answered."""

    def __init__(
        self, api_url: str, clock: Clock | None = None, resolve: Callable[..., Any] = socket.getaddrinfo
    ) -> None:
        self._connection = Connection(api_url)
        self._clock = clock or Clock()
        self._resolve = resolve
        self._host = urlsplit(api_url).hostname or ""
        self._answer: Response | None = None
        self._proxy = "" if is_loopback(self._host) else proxy_variable(self._host, getproxies())

    @property
    def reached(self) -> bool:
        return self._answer is not None

    def checks(self) -> list[Check]:
        return [
            ("proxy", self._proxied),
            ("server's name", self._named),
            ("certificates", self._trusted),
            ("server", self._answering),
            ("clock", self._on_time),
        ]

    def _proxied(self) -> Finding:
        if is_loopback(self._host):
            return Finding("ok", "none: the server is this machine")
        if not self._proxy:
            return Finding("ok", "none")
        url, name = without_user(getproxies()[self._proxy]), f"{self._proxy}_proxy"
        by = name.upper() if os.environ.get(name) or os.environ.get(name.upper()) else "the system"
        if url is None:
            return Finding("failed", f"{by} says a URL that cannot be read", f"Try: export {by}=http://HOST:PORT")
        return Finding("ok", f"{url}, as {by} says")

    def _named(self) -> Finding:
        if self._proxy:
            return Finding("ok", f"{self._host}, which the proxy looks up")
        try:
            found = self._resolve(self._host, None, type=socket.SOCK_STREAM)
        except OSError as wrong:
            words = f"{self._host} is not found: {wrong.strerror or type(wrong).__name__}"
            return Finding("failed", words, "Check the server's name (--server, OMIQ_SERVER) and the network.")
        return Finding("ok", f"{self._host} is {', '.join(dict.fromkeys(each[4][0] for each in found))}")

    def _trusted(self) -> Finding | None:
        if not self._connection.api_url.startswith("https:"):
            return None
        source, file, folder = self._connection.authorities()
        try:
            self._connection.context()
        except OmiqError as error:
            return failed(error, f"Let {source} name PEM files of certificates, or unset it.")
        places = " and ".join(place for place in (file, folder) if place)
        return Finding("ok", f"{places}, as {source} says" if source != "certifi" else f"{places}, of certifi")

    def _answering(self) -> Finding:
        where = self._connection.api_url
        try:
            answer = self._asked()
        except OmiqError as error:
            return failed(error, "Mend that first.")
        except Failure as failure:
            advice = _LOCAL_ADVICE if is_loopback(self._host) and failure.kind == "not_sent" else _ADVICE[failure.kind]
            return Finding("failed", f"{where} cannot be reached: {failure.words}", advice)
        self._answer = answer
        if answer.status >= 500:
            return Finding("failed", f"{where} fails: it answers {answer.status}", "Try again later.")
        page = " with a web page" if "html" in answer.headers.get("content-type", "") else ""
        if page or answer.status in (301, 302, 303, 307, 308, 404, 407):
            return Finding(
                "warning",
                f"{where} answers {answer.status}{page}, as OMIQ does not",
                "Check the server's name; a network that wants a sign-in of its own answers so too.",
            )
        return Finding("ok", f"{where} answers")

    def _asked(self) -> Response:
        order = order_of(call(), self._connection.api_url)
        give_up_at = self._clock.monotonic() + _LONGEST_WAIT
        transport = Transport(self._connection, self._clock)
        try:
            return transport.send(
                Request(order.method, order.url, order.headers, None, timeout=_LONGEST_WAIT, give_up_at=give_up_at)
            )
        finally:
            transport.close()

    def _on_time(self) -> Finding | None:
        date = self._answer.headers.get("date") if self._answer is not None else None
        if date is None:
            return None
        time = ServerTime(self._clock)
        time.observe(date)
        if abs(time.skew) <= _SKEW:
            return Finding("ok", "as the server's, to a minute")
        way = "behind" if time.skew > 0 else "ahead of"
        return Finding(
            "warning",
            f"{abs(time.skew) / 60:.0f} minutes {way} the server's",
            "Set the clock of this machine, by NTP for instance: certificates and signed URLs count by it.",
        )


def proxy_variable(host: str, proxies: Mapping[str, str]) -> str:
    """Return under which key of `proxies` the proxy stands that leads to a host by https, "" where none does."""
    if proxy_bypass(host):
        return ""
    return next((name for name in ("https", "all") if proxies.get(name)), "")


def without_user(url: str) -> str | None:
    """Return a proxy's URL without the name and the password in it, None where it cannot be read."""
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host:
        return None
    user = "***@" if "@" in whole else ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{user}{shown}{'' if port is None else f':{port}'}"
