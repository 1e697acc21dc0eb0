"""The jobs that faults strike: what there is before each, how it is called, and what has come of it."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import omiq
import omiq_sandbox
from omiq_sandbox._log import Request
from tests.support.studies import CD3_POSITIVE, fcs
from tests.support.uploads import get, upload

from .cells import Job

COUNT = 3
TAGS = {"Donor": "7"}


def contents(prefix: str) -> dict[str, bytes]:
    """Return files that differ, by name."""
    return {
        f"{prefix}{number}.fcs": fcs([(float(number + row), 6000.0 * row) for row in range(60 + number)])
        for number in range(COUNT)
    }


HERE, THERE = contents("here"), contents("there")


class Task(ABC):
    """A job on a dataset and a folder of its own, both as the job finds them."""

    def __init__(self, server: omiq_sandbox.Server, owner: omiq.Client, folder: Path) -> None:
        self.server = server
        self.owner = owner
        self.folder = folder
        self.dataset_id = owner.datasets.create(display_name="Faults").id
        folder.mkdir()
        self.prepare()
        server.wait_idle()

    def put_here(self) -> None:
        for name, content in HERE.items():
            (self.folder / name).write_bytes(content)

    def put_there(self) -> None:
        for name, content in THERE.items():
            upload(self.owner, self.dataset_id, content, name)

    @abstractmethod
    def prepare(self) -> None:
        """Make what the job finds."""

    @abstractmethod
    def run(self, client: omiq.Client) -> Any:
        """Do the job."""

    @abstractmethod
    def whole(self) -> Mapping[str, bytes]:
        """Return what the folder holds in the end."""

    def remote(self) -> Mapping[str, bytes]:
        """Return what the dataset holds in the end."""
        return THERE

    def delete_unreadable(self) -> None:
        """Delete files that FAILED, as a user does whom an error names them."""
        self.server.wait_idle()
        for file in self.owner.files.list(self.dataset_id):
            if file.status == "FAILED":
                self.owner.files.delete(self.dataset_id, file.id)

    def check_no_half_file(self) -> None:
        """Whatever stands under a final name is whole."""
        for name, content in self.here().items():
            assert self.whole().get(name) == content, f"{name} is not whole"

    def check_complete(self) -> None:
        """Folder and dataset hold everything, each file once, and nothing else."""
        assert self.here() == self.whole()
        self.server.wait_idle()
        files = self.owner.files.list(self.dataset_id)
        assert sorted(file.display_name or "" for file in files) == sorted(self.remote())
        for file in files:
            url = self.owner.files.download_url(self.dataset_id, file.id)
            assert get(url).content == self.remote()[file.display_name or ""]

    def check_begun_once(self, seen: Sequence[Request], between: int, error: omiq.OmiqError | None) -> None:
        """No export was begun twice: by the first run, which ended in an error, or by the second, after `between`."""
        assert not [request for request in seen if request.operation == "initiateExport"]

    def here(self) -> dict[str, bytes]:
        """Return the files under final names."""
        return {
            path.name: path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and ".part" not in path.name and ".omiq" not in path.parts
        }


class Upload(Task):
    def prepare(self) -> None:
        self.put_here()

    def run(self, client: omiq.Client) -> Any:
        return client.files.upload(self.dataset_id, self.folder, metadata=TAGS, on_duplicate="skip", progress=False)

    def whole(self) -> Mapping[str, bytes]:
        return HERE

    def remote(self) -> Mapping[str, bytes]:
        return HERE

    def check_complete(self) -> None:
        super().check_complete()
        assert [file.raw["metadata"] for file in self.owner.files.list(self.dataset_id)] == [TAGS] * COUNT


class Download(Task):
    def prepare(self) -> None:
        self.put_there()

    def run(self, client: omiq.Client) -> Any:
        return client.files.download(self.dataset_id, self.folder, progress=False)

    def whole(self) -> Mapping[str, bytes]:
        return THERE


class Sync(Task):
    def prepare(self) -> None:
        self.put_here()
        self.put_there()

    def run(self, client: omiq.Client) -> Any:
        return client.sync(self.folder, self.dataset_id, progress=False)

    def whole(self) -> Mapping[str, bytes]:
        return HERE | THERE

    def remote(self) -> Mapping[str, bytes]:
        return HERE | THERE


class Export(Task):
    def prepare(self) -> None:
        self.put_there()
        self.server.wait_idle()
        workflow = self.owner.workflows.create(dataset_id=self.dataset_id, name="Gating")
        workflow.raw["tasks"].append(CD3_POSITIVE)
        self.owner.workflows.save(workflow)
        self.server.wait_idle()
        self._workflow_id = workflow.id
        self._whole: Mapping[str, bytes] = {}
        with tempfile.TemporaryDirectory() as right:
            entries = self._exported(self.owner, Path(right))
            self._whole = {entry.path.name: entry.path.read_bytes() for entry in entries}
        assert len(self._whole) == COUNT

    def run(self, client: omiq.Client) -> Any:
        return self._exported(client, self.folder)

    def whole(self) -> Mapping[str, bytes]:
        return self._whole

    def check_begun_once(self, seen: Sequence[Request], between: int, error: omiq.OmiqError | None) -> None:
        """Each file is exported once, and once more for a URL that was refused; what still computes is waited for."""
        expired = sum(request.operation is None and request.status == 403 for request in seen)
        # 429 and 503 with Retry-After say that nothing was begun
        begun = [each.number for each in seen if each.operation == "initiateExport" and each.status not in (429, 503)]
        assert sum(number <= between for number in begun) <= COUNT + expired, "begun twice"
        computing = [
            each for each in getattr(error, "results", ()) if isinstance(each.error, omiq.LongOperationUnfinished)
        ]
        left = 0 if error is None else COUNT - len(computing)
        assert sum(number > between for number in begun) <= left, "begun again"

    def _exported(self, client: omiq.Client, folder: Path) -> omiq.Exports:
        return client.exports.run(self._workflow_id, task=2, filters="CD3+", folder=folder, progress=False)


TASKS: Mapping[Job, type[Task]] = {"upload": Upload, "download": Download, "sync": Sync, "export": Export}
