"""Operations on files, and moving their bytes."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from omiq_generated.api import files as generated
from omiq_generated.models.dataset import Dataset
from omiq_generated.models.file import File

if TYPE_CHECKING:
    from .._client import AsyncClient, Client
    from .._transfers.placing import Overwrite
    from .._transfers.progress import ProgressArgument
    from .._transfers.results import Transfers
    from .._transfers.scanning import Paths
    from .._transfers.uploading import OnDuplicate


class Files(generated.Files):
    """The FCS files and other files of a dataset: operations on them, and moving their bytes."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client

    def upload(
        self,
        dataset_id: int,
        paths: Paths,
        *,
        pattern: str = "*.fcs",
        concurrency: int = 16,
        progress: ProgressArgument = None,
        wait: bool = True,
        metadata: Mapping[str, str] | str | PathLike[str] | None = None,
        on_duplicate: OnDuplicate = "error",
    ) -> Transfers:
        """Upload files to a dataset, several at once, and wait until they are processed.

        A file that fails does not stop the others. No entry is registered twice: where the answer to registering is
        lost, the dataset is looked at before anything is sent again.

        Args:
            dataset_id: Id of the dataset.
            paths: A folder, which is searched with the folders below it, or files.
            pattern: Which files of a folder, in whatever case.
            concurrency: The most files at once; as many are sent as makes it faster.
            progress: Called with a Progress ten times a second; False shows nothing, None a bar where stderr is a
                terminal, True always (extra `progress`); else a line in the log each 30 s.
            wait: Whether to wait until OMIQ has processed the files.
            metadata: Tags for all files, or a CSV file with a column `Filename` and one for each tag.
            on_duplicate: What to do where the dataset has a file of the same name: `error` sends nothing at all,
                `skip` leaves a file of the same size alone, `add` sends it as one more.

        Returns:
            An entry for each file.

        Raises:
            ConfigurationError: an argument is wrong; nothing was sent.
            TransfersIncomplete: files failed; it names each.
            CallError: the dataset could not be looked at.
        """
        from .._transfers.uploading import upload

        return self._client._carried_out(
            partial(
                upload,
                dataset_id=dataset_id,
                paths=paths,
                pattern=pattern,
                concurrency=concurrency,
                progress=progress,
                wait=wait,
                metadata=metadata,
                on_duplicate=on_duplicate,
            )
        )

    def download(
        self,
        files: int | Dataset | Iterable[File],
        folder: str | PathLike[str],
        *,
        overwrite: Overwrite = "never",
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Transfers:
        """Download files into a folder, several at once; what broke off before is gone on with.

        A file is in `NAME.part` until it is whole, checked and synced to the disk. Local names are safe and distinct
        whatever the server's names are: of several alike, all but one have the file's id behind the name. Which is
        which, and what became of it, is in `FOLDER/.omiq/downloads.jsonl`; a file stays where that has it. Files whose
        bytes never came to the dataset are left out.

        Args:
            files: Id of a dataset, a Dataset, or files of one.
            folder: The folder, made where it is missing.
            overwrite: Which files that are there to fetch again: `never` any, `changed` those of another size, or
                `always` all. With `never` a file of the name that came otherwise, of another size, is left alone too:
                the new one has its id behind the name.
            concurrency: The most files at once; as many are fetched as makes it faster.
            progress: Called with a Progress ten times a second; False shows nothing, None a bar where stderr is a
                terminal, True always (extra `progress`); else a line in the log each 30 s.

        Returns:
            An entry for each file.

        Raises:
            ConfigurationError: an argument is wrong; nothing was fetched.
            TransfersIncomplete: files failed; it names each.
            CallError: the dataset could not be looked at.
        """
        from .._transfers.downloading import download

        return self._client._carried_out(
            partial(
                download,
                files=files,
                folder=folder,
                overwrite=overwrite,
                concurrency=concurrency,
                progress=progress,
            )
        )

    def wait(
        self, dataset_id: int, files: Iterable[int | File] | None = None, *, progress: ProgressArgument = None
    ) -> builtins.list[File]:
        """Wait until files are processed, all of the dataset that have bytes unless told which, and return them.

        Raise TransfersIncomplete, which names each, where one FAILED, is not in the dataset, or did not change for
        `deadline` seconds.
        """
        from .._transfers.waiting import wait

        return self._client._carried_out(partial(wait, dataset_id=dataset_id, files=files, progress=progress))


class AsyncFiles(generated.AsyncFiles):
    """The FCS files and other files of a dataset: operations on them, and moving their bytes."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client)
        self._client = client

    async def upload(
        self,
        dataset_id: int,
        paths: Paths,
        *,
        pattern: str = "*.fcs",
        concurrency: int = 16,
        progress: ProgressArgument = None,
        wait: bool = True,
        metadata: Mapping[str, str] | str | PathLike[str] | None = None,
        on_duplicate: OnDuplicate = "error",
    ) -> Transfers:
        """Upload files to a dataset, as `omiq.Client` does; `progress` is called in a thread of the job's own."""
        from .._transfers.uploading import upload

        return await self._client._carried_out(
            partial(
                upload,
                dataset_id=dataset_id,
                paths=paths,
                pattern=pattern,
                concurrency=concurrency,
                progress=progress,
                wait=wait,
                metadata=metadata,
                on_duplicate=on_duplicate,
            )
        )

    async def download(
        self,
        files: int | Dataset | Iterable[File],
        folder: str | PathLike[str],
        *,
        overwrite: Overwrite = "never",
        concurrency: int = 16,
        progress: ProgressArgument = None,
    ) -> Transfers:
        """Download files into a folder, as `omiq.Client` does; `progress` is called in a thread of the job's own."""
        from .._transfers.downloading import download

        return await self._client._carried_out(
            partial(
                download,
                files=files,
                folder=folder,
                overwrite=overwrite,
                concurrency=concurrency,
                progress=progress,
            )
        )

    async def wait(
        self, dataset_id: int, files: Iterable[int | File] | None = None, *, progress: ProgressArgument = None
    ) -> builtins.list[File]:
        """Wait until files are processed, as `omiq.Client` does."""
        from .._transfers.waiting import wait

        return await self._client._carried_out(partial(wait, dataset_id=dataset_id, files=files, progress=progress))
