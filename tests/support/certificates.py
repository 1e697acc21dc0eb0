"""Certificates for servers and clients on loopback, made anew in each run."""

from __future__ import annotations

import ssl
import subprocess
from datetime import datetime
from pathlib import Path

import trustme


class Authority:
    """A certificate authority of the tests; `file` is its certificate, as PEM."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.folder = folder
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    @property
    def subject_hash(self) -> str:
        """The name that OpenSSL looks for in a folder of certificates."""
        command = ["openssl", "x509", "-subject_hash", "-noout", "-in", str(self.file)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def server_side(
        self, *names: str, expires: datetime | None = None, clients_of: Authority | None = None
    ) -> ssl.SSLContext:
        """Return what a server of these names (else 127.0.0.1) needs; with `clients_of` it wants a certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = self._authority.issue_cert(*(names or ("127.0.0.1",)), not_after=expires)
        certificate.configure_cert(context)
        if clients_of is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients_of.file)
        return context

    def client_certificate(self, name: str) -> tuple[Path, Path, Path]:
        """Return the files of a new certificate: certificate, key, and both in one."""
        certificate = self._authority.issue_cert(f"{name}@example.com")
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key", self.folder / f"{name}-both.pem"
        certificate.cert_chain_pems[0].write_to_path(str(files[0]))
        certificate.private_key_pem.write_to_path(str(files[1]))
        certificate.private_key_and_cert_chain_pem.write_to_path(str(files[2]))
        return files
