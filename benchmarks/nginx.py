"""A storage host: nginx with DAV, plain and by TLS, that keeps what is put below a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from grp import getgrgid
from pathlib import Path
from pwd import getpwuid
from typing import NamedTuple

import trustme

_CONFIG = """
daemon off; user {user} {group}; worker_processes 1; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
  access_log off; client_max_body_size 0; client_body_temp_path {folder}/bodies; sendfile on;
  server {{
    listen 127.0.0.1:{plain}; listen 127.0.0.1:{tls} ssl;
    ssl_certificate {folder}/chain.pem; ssl_certificate_key {folder}/key.pem;
    location / {{ root {folder}/kept; dav_methods PUT; }}
  }}
}}
"""


class Host(NamedTuple):
    """Where files are put to and fetched from, and the certificate to trust."""

    plain: str
    tls: str
    ca_file: Path


def found() -> str | None:
    """Return the path of nginx, None where it is not installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def nginx(folder: Path) -> Iterator[Host]:
    """Run nginx in a folder until the block ends."""
    program = found()
    assert program
    plain, tls = _free_port(), _free_port()
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    for part in certificate.cert_chain_pems:
        part.write_to_path(str(folder / "chain.pem"), append=True)
    (folder / "kept").mkdir()
    config = folder / "nginx.conf"
    user, group = getpwuid(os.getuid()).pw_name, getgrgid(os.getgid()).gr_name  # a worker of root is another user else
    config.write_text(_CONFIG.format(user=user, group=group, folder=folder, plain=plain, tls=tls))
    process = subprocess.Popen([program, "-c", str(config), "-e", str(folder / "errors")])
    try:
        _wait_for(plain)
        yield Host(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{tls}", folder / "ca.pem")
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.01)
        else:
            return
