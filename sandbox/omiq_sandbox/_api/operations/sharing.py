"""Who may read, edit and own datasets and workflows."""

from __future__ import annotations

import sqlite3
from typing import TypeVar, get_args

from ..._models import ChangeOwnerRequest, ShareRequest
from ..._refusals import Refusal, no_permission
from ..._state import groups, people, rights
from ..._state.rights import HolderType, Kind, Role
from ..calls import Answer, Call, handles

_Word = TypeVar("_Word")
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_HOLDER_TYPES: dict[str, HolderType] = {type_: type_ for type_ in get_args(HolderType)}
_ROLES_TO_SHARE = {role.name: role for role in (Role.READER, Role.EDITOR)}


@handles("listPolicies")
def list_policies(call: Call[None]) -> Answer:
    kind = _one_of(_KINDS, "resourceType", call.query.get("resourceType", "DATASET"))
    id_ = call.query["resourceId"]
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, kind, id_, Role.READER)
        return {"policies": [policy.as_json() for policy in rights.policies(db, kind, id_)]}


@handles("share")
def share(call: Call[ShareRequest]) -> Answer:
    """Give a role to connections and groups. No mail is sent, whatever `noEmail` says."""
    body = call.body
    kind = _one_of(_KINDS, "resourceType", body.resourceType)
    role = _one_of(_ROLES_TO_SHARE, "role", body.role)
    holders: list[tuple[HolderType, int]] = [("USER", id_) for id_ in call.raw.get("userIds", ())]
    holders.extend(("GROUP", id_) for id_ in call.raw.get("groupIds", ()))
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, kind, body.resourceId, Role.EDITOR)
        policies = []
        for type_, id_ in dict.fromkeys(holders):
            _require_reach(db, call.user.id, type_, id_)
            policies.append(rights.grant(db, kind, body.resourceId, type_, id_, role))
    return {"policies": [policy.as_json() for policy in policies]}


@handles("changeOwner")
def change_owner(call: Call[ChangeOwnerRequest]) -> Answer:
    body = call.body
    kind = _one_of(_KINDS, "resourceType", body.resourceType)
    type_ = _one_of(_HOLDER_TYPES, "updatedOwnerType", body.updatedOwnerType)
    with call.sandbox.store.transaction() as db:
        rights.require(db, call.user, kind, body.resourceId, Role.OWNER)
        _require_reach(db, call.user.id, type_, body.updatedOwnerId)
        return {"policy": rights.change_owner(db, kind, body.resourceId, type_, body.updatedOwnerId).as_json()}


def _one_of(words: dict[str, _Word], member: str, word: str) -> _Word:
    if word not in words:
        raise Refusal(400, f"{member}: must be one of {', '.join(words)}")
    return words[word]


def _require_reach(db: sqlite3.Connection, user_id: int, holder_type: HolderType, holder_id: int) -> None:
    """Refuse where the user is not connected with the user, or not in the group, that they name (`help-sharing`)."""
    if holder_type == "GROUP":
        within_reach = groups.is_member(db, groups.get_group(db, holder_id).id, user_id)
    else:
        other = people.get_user(db, holder_id).id
        within_reach = other == user_id or people.are_connected(db, user_id, other)
    if not within_reach:
        raise no_permission()
