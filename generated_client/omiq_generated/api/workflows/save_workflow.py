from __future__ import annotations

from typing import Any

from ...models.workflow import Workflow
from ...types import Call
from ...types import to_json as _to_json
from ...types import typed as _typed
from .. import OPERATIONS

OPERATION = OPERATIONS["saveWorkflow"]


def call(workflow: Workflow) -> Call[dict[str, Any]]:
    """Save a whole workflow."""
    return Call(OPERATION, OPERATION.path, _typed(dict), json=_to_json(workflow))
