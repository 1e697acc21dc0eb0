"""What is asked of OMIQ for each file, checked against the workflow and the file before anything is sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from omiq_generated.api.exports import initiate_export
from omiq_generated.models.export_instructions import ExportInstructions
from omiq_generated.models.file import File
from omiq_generated.models.task import Task
from omiq_generated.models.workflow import Workflow
from omiq_generated.types import Call

from .. import workflows
from .._errors import ConfigurationError
from .._nearest import nearest
from .._transfers.registering import name_of
from .._transfers.waiting import has_failed, is_final

Format: TypeAlias = Literal["csv", "fcs"]
Membership: TypeAlias = Literal["name", "columns"]
Units: TypeAlias = Literal["scaled", "raw"]
UNFILTERED = "UNFILTERED"
"""The filter that every event is in (`pkg-1.10.3`)."""
_LOCK: Final = re.compile(r"(?:is|has)?lock", re.IGNORECASE)


class Settings(NamedTuple):
    """What an export writes, as `exports.run` has it."""

    format: Format
    membership: Membership
    drop_unfiltered: bool
    units: Units
    row_numbers: bool

    def checked(self) -> Settings:
        """Return these settings; raise ConfigurationError where one is none that there is."""
        for name, value, known in (
            ("format", self.format, get_args(Format)),
            ("membership", self.membership, get_args(Membership)),
            ("units", self.units, get_args(Units)),
        ):
            if value not in known:
                raise ConfigurationError(f"{name} is {' or '.join(map(repr, known))}; it was {value!r}.")
        return self


class Place(NamedTuple):
    """Where in a workflow to export: at which task, and the paths of the filters by their ids."""

    workflow: Workflow
    dataset_id: int
    task: Task
    filters: Mapping[str, str]


class Request(NamedTuple):
    """What is asked of OMIQ for one file."""

    file: File
    features: tuple[str, ...]
    place: Place
    settings: Settings

    def call(self) -> Call[str]:
        """Describe the call that begins the export, and returns the signed URL of what it has made."""
        place, settings = self.place, self.settings
        filters = list(place.filters) or [UNFILTERED]
        return initiate_export.call(
            dataset_id=place.dataset_id,
            file_ids=[self.file.id],
            feature_names=list(self.features),
            add_orig_row_idx=settings.row_numbers,
            reverse_transform=settings.units == "raw",
            format="CSV" if settings.format == "csv" else "FCS",
            filter_usage_mode="NAMECOL" if settings.membership == "name" else "BOOLCOLS",
            drop_not_filtered=settings.drop_unfiltered,
            instructions=ExportInstructions(task_id=place.task.id, config=place.workflow, filters=filters),
        )

    def digest(self) -> str:
        """Return a digest of all that the result depends on: the task and those above it as they are saved, too.

        An export locks these tasks (`help-tasks`). How a task tells that is not known; what is called so is left out.
        """
        lineage = [_unlocked(task) for task in workflows.upstream(self.place.workflow, self.place.task)]
        asked = [self.place.dataset_id, self.file.id, self.features, list(self.place.filters), self.settings, lineage]
        return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def place_of(workflow: Workflow, task: int | str | Task | None, filters: str | Iterable[str] | None) -> Place:
    """Find the task and the filters; raise ConfigurationError, with the nearest, where there is none such."""
    if workflow.dataset_id is None:
        raise ConfigurationError(f"The workflow {workflow.id} does not say which dataset it analyses.")
    chosen = _task(workflow, task)
    open_to_it = {each.id: each.path for each in workflows.filters(workflow, chosen)}
    if filters is None:
        return Place(workflow, workflow.dataset_id, chosen, open_to_it)
    names = [filters] if isinstance(filters, str) else list(filters)
    ids = [workflows.filter_id(workflow, chosen, name) for name in names if name != UNFILTERED]
    return Place(workflow, workflow.dataset_id, chosen, {id: open_to_it[id] for id in ids})


def requests(
    place: Place, files: Sequence[File], features: str | Iterable[str] | None, settings: Settings
) -> list[Request]:
    """Make a request for each file; raise ConfigurationError where one lacks a feature, or nothing can be asked."""
    if not files:
        raise ConfigurationError(
            f"There is no file to export: the dataset {place.dataset_id} has none that is processed."
        )
    if settings.drop_unfiltered and not place.filters:
        raise ConfigurationError("drop_unfiltered leaves out events that are in no filter: give filters.")
    if isinstance(features, str):
        features = [features]
    named = None if features is None else tuple(dict.fromkeys(features))
    return [Request(file, _features(file, named), place, settings) for file in files]


def _task(workflow: Workflow, task: int | str | Task | None) -> Task:
    if isinstance(task, str):
        return workflows.find_task(workflow, name=task)
    if task is not None:
        return workflows.find_task(workflow, id=task if isinstance(task, int) else task.id)
    gating = [each for each in workflow.tasks or () if each.gating_tree is not None]
    candidates = gating or list(workflow.tasks or ())
    above = {each.id for candidate in candidates for each in workflows.upstream(workflow, candidate)[1:]}
    lowest = [each for each in candidates if each.id not in above]
    if len(lowest) == 1:
        return lowest[0]
    there = ", ".join(f"{each.id} ({each.raw.get('name') or each.type})" for each in lowest) or "it has none"
    raise ConfigurationError(f"Say at which task of the workflow {workflow.id} to export: {there}.")


def _features(file: File, named: tuple[str, ...] | None) -> tuple[str, ...]:
    there = tuple(feature.name for feature in file.features or ())
    if named is None and not there:
        raise ConfigurationError(_without_features(file))
    if named == ():
        raise ConfigurationError("features names at least one.")
    for name in named or ():
        if there and name not in there:
            raise ConfigurationError(f"{name_of(file)} has no feature {name!r}{nearest(name, there)}")
    return there if named is None else named


def _without_features(file: File) -> str:
    name = name_of(file)
    if has_failed(file):
        return f"{name} is {file.status}: leave it out."
    if file.status is None or is_final(file):
        return f"OMIQ does not tell the features of {name}: name those to export."
    return f"{name} is still {file.status}: wait until it is processed (`client.files.wait`), or name the other files."


def _unlocked(task: Task) -> dict[str, Any]:
    return {name: value for name, value in task.raw.items() if not _LOCK.match(name)}
