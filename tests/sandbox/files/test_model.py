"""Datasets and files over any course of calls, against a model that a reader can check by eye."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

import omiq
import omiq_sandbox
from tests.support.accounts import signed_in
from tests.support.uploads import CELLS, put, register

CONTENTS = [CELLS, b"a,b\n1,2\n", b"", b"no cells"]
END = {CELLS: "COMPLETE", b"a,b\n1,2\n": "COMPLETE", b"": "FAILED", b"no cells": "FAILED"}


@dataclass
class Dataset:
    in_trash: bool = False
    files: dict[int, bytes | None] = field(default_factory=dict)
    """The bytes of each file by its id, None before they came, in the order of registering."""


class Course(RuleBasedStateMachine):
    """Any calls in any order; after each one the sandbox shows what the model holds."""

    datasets = Bundle("datasets")
    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.sandbox = self._open.enter_context(omiq_sandbox.run(seed="empty"))
        self.client = self._open.enter_context(signed_in(self.sandbox, "owner"))
        self.model: dict[int, Dataset] = {}

    def teardown(self) -> None:
        self._open.close()

    @rule(target=datasets)
    def create(self) -> int:
        dataset_id = self.client.datasets.create(display_name="Any").id
        self.model[dataset_id] = Dataset()
        return dataset_id

    @rule(target=files, dataset_id=datasets)
    def register(self, dataset_id: int) -> tuple[int, int, str]:
        if dataset_id not in self.model:
            with pytest.raises(omiq.NotFound):
                register(self.client, dataset_id, "cells.fcs")
            return dataset_id, 5, self.sandbox._sandbox.upload_url(5)
        registered = register(self.client, dataset_id, "cells.fcs")
        file_id = registered.files[0].id
        self.model[dataset_id].files[file_id] = None
        return dataset_id, file_id, registered.signed_urls[0]

    @rule(file=files, content=st.sampled_from(CONTENTS))
    def upload(self, file: tuple[int, int, str], content: bytes) -> None:
        dataset_id, file_id, url = file
        answer = put(url, content)
        if not self.has(dataset_id, file_id):
            assert answer.status_code == 404
        elif self.model[dataset_id].files[file_id] in (None, content):
            assert answer.status_code == 200
            self.model[dataset_id].files[file_id] = content
        else:
            assert answer.status_code == 409

    @rule(file=files)
    def delete_file(self, file: tuple[int, int, str]) -> None:
        dataset_id, file_id, _ = file
        if self.has(dataset_id, file_id):
            self.client.files.delete(dataset_id, file_id)
            del self.model[dataset_id].files[file_id]
        else:
            with pytest.raises(omiq.NotFound):
                self.client.files.delete(dataset_id, file_id)

    @rule(dataset_id=datasets, delete=st.booleans())
    def trash_or_restore(self, dataset_id: int, delete: bool) -> None:
        if dataset_id in self.model:
            self.client.datasets.trash(dataset_id, delete=delete)
            self.model[dataset_id].in_trash = delete
        else:
            with pytest.raises(omiq.NotFound):
                self.client.datasets.trash(dataset_id, delete=delete)

    @rule(dataset_id=datasets)
    def delete_for_good(self, dataset_id: int) -> None:
        if dataset_id in self.model:
            self.client.datasets.force_delete(dataset_id)
            del self.model[dataset_id]
        else:
            with pytest.raises(omiq.NotFound):
                self.client.datasets.force_delete(dataset_id)

    @invariant()
    def what_is_listed_is_what_the_model_holds(self) -> None:
        listed = {dataset_id for dataset_id, dataset in self.model.items() if not dataset.in_trash}
        assert {dataset.id for dataset in self.client.datasets.list()} == listed
        for dataset_id, dataset in self.model.items():
            shown = self.client.datasets.get(dataset_id)
            assert (shown["inTrash"], shown["fileCount"]) == (dataset.in_trash, len(dataset.files))

    @invariant()
    def every_file_ends_as_its_bytes_say(self) -> None:
        self.sandbox.wait_idle()
        for dataset_id, dataset in self.model.items():
            files = [(file.id, file.status) for file in self.client.files.list(dataset_id)]
            expected = [
                (file_id, "UNSET" if content is None else END[content]) for file_id, content in dataset.files.items()
            ]
            assert files == expected

    @invariant()
    def the_bytes_are_those_of_the_files_and_no_more(self) -> None:
        held = [content for dataset in self.model.values() for content in dataset.files.values() if content is not None]
        kept = [path.read_bytes() for path in (self.sandbox._sandbox.folder / "blobs").iterdir()]
        assert sorted(kept) == sorted(held)

    def has(self, dataset_id: int, file_id: int) -> bool:
        return dataset_id in self.model and file_id in self.model[dataset_id].files


Course.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow]
)
TestCourse = Course.TestCase
