"""The stored sign-ins of this user on this machine, read and changed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from .._errors import ConfigurationError
from .._nearest import nearest
from .._servers import server_name
from .files import made_private, write_privately
from .secrets import Secret, Secrets
from .stored import Profile, Stored, checked_name, decoded, encoded

_LONGEST_WAIT = 10.0


class Store:
    """The profiles, in the user's folder of settings unless another is given."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            from platformdirs import user_config_path

            folder = user_config_path("omiq", appauthor=False)
        self.folder = folder
        self.file = folder / "profiles.json"
        self.secrets = Secrets(folder)

    def read(self) -> Stored:
        """Return the stored profiles; raise ConfigurationError where the file cannot be read."""
        try:
            return decoded(self.file.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return Stored()
        except OSError as wrong:
            raise ConfigurationError(
                f"{self.file} cannot be read: {wrong.strerror}.\nMake it readable to you, or set OMIQ_TOKEN."
            ) from None
        except ValueError as wrong:
            raise ConfigurationError(
                f"{self.file}, where the stored sign-ins are, is {wrong}.\n"
                "Mend it, or delete it and sign in again: `omiq auth login`"
            ) from None

    def profile(self, name: str) -> Profile:
        """Return the profile of this name; raise ConfigurationError where there is none."""
        return named(self.read(), name)

    def keep(self, secret: Secret, choose: Callable[[Stored], str], *, user: str | None, email: str | None) -> Profile:
        """Store a sign-in under the name that `choose` gives it, and make it the current one."""
        with self._locked():
            stored = self.read()
            name = checked_name(choose(stored))
            place = self.secrets.keep(name, secret)
            profile = Profile(
                name=name,
                server=server_name(secret.api_url),
                kind=secret.kind,
                place=place,
                user=user,
                email=email,
            )
            self._write(stored.added(profile))
        return profile

    def switch(self, choose: Callable[[Stored], str]) -> Profile:
        """Make another profile the current one."""
        with self._locked():
            stored = self.read()
            profile = named(stored, choose(stored))
            self._write(Stored(current=profile.name, profiles=stored.profiles))
        return profile

    def forget(self, name: str) -> Profile:
        """Remove a profile, its secret first; raise ConfigurationError where there is none, or it stays."""
        with self._locked():
            stored = self.read()
            profile = named(stored, name)
            self.secrets.forget(profile)
            self._write(stored.removed(profile.name))
        return profile

    def _write(self, stored: Stored) -> None:
        write_privately(self.file, encoded(stored))

    @contextmanager
    def _locked(self) -> Generator[None]:
        """Keep other processes from changing anything meanwhile."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / "profiles.lock", mode=0o600)
        try:
            made_private(self.folder)
            lock.acquire(timeout=_LONGEST_WAIT)
        except Timeout:
            raise ConfigurationError(
                f"Another process has been changing {self.file} for {_LONGEST_WAIT:g} s.\nWait, and try again."
            ) from None
        except NotImplementedError:
            pass  # a file system without locks
        except OSError as wrong:
            raise _unwritable(self.folder, wrong) from None
        try:
            yield
        except OSError as wrong:
            raise _unwritable(self.folder, wrong) from None
        finally:
            lock.release()


def named(stored: Stored, name: str) -> Profile:
    """Return the profile of this name; raise ConfigurationError where there is none."""
    profile = stored.get(name.lower())
    if profile is None:
        there = nearest(name, [each.name for each in stored.profiles])
        raise ConfigurationError(
            f"There is no stored profile {name[:100]!r}{there}\n"
            "`omiq auth status` lists them, `omiq auth login` adds one."
        )
    return profile


def _unwritable(folder: Path, wrong: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"Nothing can be stored in {folder}: {wrong.strerror}.\nMake it writable to you, or set OMIQ_TOKEN."
    )
