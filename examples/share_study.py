"""Share a dataset and all its workflows with a group.

    OMIQ_SERVER=yourcompany OMIQ_SECRET_FILE=secret.json python examples/share_study.py DATASET_ID "Name of the group"

Sharing what is shared already changes nothing, so it can be run again when there are more workflows. Nobody gets mail.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import omiq


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with omiq.Client() as client:
            share_study(client, options.dataset, group_id(client, options.group), options.role)
    except (omiq.OmiqError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def group_id(client: omiq.Client, name: str) -> int:
    """Return the id of the group of that name."""
    groups = client.groups.list()
    ids = [group.id for group in groups if group.name == name]
    if len(ids) != 1:
        known = ", ".join(sorted(group.name or "" for group in groups))
        raise ValueError(f"{len(ids)} groups are called {name!r}; there are {known or 'none'}")
    return ids[0]


def share_study(client: omiq.Client, dataset_id: int, group_id: int, role: str) -> None:
    """Give a group a role on a dataset and on all workflows that analyse it."""
    dataset = client.datasets.get(dataset_id)
    things = [("DATASET", dataset_id, dataset.display_name or "")]
    for workflow in client.workflows.list():
        if workflow.dataset_id == dataset_id:
            things.append(("WORKFLOW", workflow.id, workflow.name or ""))
    for kind, id_, name in things:
        client.sharing.share(resource_id=id_, resource_name=name, role=role, group_ids=[group_id], resource_type=kind)
        print(f"Shared the {kind.lower()} {name!r}: the group is {role}")


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("dataset", type=int, metavar="DATASET_ID", help="id of the dataset")
    parser.add_argument("group", metavar="GROUP", help="name of the group")
    parser.add_argument("--role", choices=["READER", "EDITOR"], default="READER", help="what it may do (READER)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
