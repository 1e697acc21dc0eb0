"""Groups that datasets and workflows can be shared with."""

from __future__ import annotations

from typing import Any

from ..._refusals import no_permission
from ..._state import groups
from ..._state.people import as_seen_by_others
from ..calls import Answer, Call, handles


@handles("listGroups")
def list_groups(call: Call[None]) -> Answer:
    """List the groups that the user is in."""
    with call.sandbox.store.transaction() as db:
        return {"groups": [{"id": group.id, "name": group.name} for group in groups.groups_of(db, call.user.id)]}


@handles("getGroupMembers")
def get_group_members(call: Call[None]) -> Answer:
    """Show the members to a member. `extUsers` is there only where there are any."""
    with call.sandbox.store.transaction() as db:
        group = groups.get_group(db, call.path["groupId"])
        if not groups.is_member(db, group.id, call.user.id):
            raise no_permission()
        members = groups.members_of(db, group.id)
    answer = {"users": [_as_json(member) for member in members if not member.is_external]}
    external = [_as_json(member) for member in members if member.is_external]
    return {**answer, "extUsers": external} if external else {**answer}


def _as_json(member: groups.Member) -> dict[str, Any]:
    return {**as_seen_by_others(member.user), "isAdmin": member.is_admin}
