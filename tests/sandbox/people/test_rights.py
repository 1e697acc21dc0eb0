"""Who may do what, as the database says it, against a model that a reader can check by eye."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omiq_sandbox._refusals import Refusal
from omiq_sandbox._state import groups, people, rights
from omiq_sandbox._state.people import User
from omiq_sandbox._state.rights import HolderType, Kind, Role
from omiq_sandbox._state.store import Store

DATASETS = (1, 2)
WORKFLOWS = {11: 1, 12: 1, 13: 2}


@dataclass
class World:
    """Three users, two groups, and what was granted, kept once in the database and once as plain facts."""

    db: sqlite3.Connection
    users: list[User]
    group_ids: list[int]
    members: set[tuple[int, int]] = field(default_factory=set)
    granted: dict[tuple[Kind, int, HolderType, int], Role] = field(default_factory=dict)

    def join(self, group: int, user: int) -> None:
        if (group, user) not in self.members:
            groups.add_member(self.db, self.group_ids[group], self.users[user].id)
            self.members.add((group, user))

    def grant(self, kind: Kind, id_: int, holder_type: HolderType, holder: int, role: Role) -> None:
        before = self.granted.get((kind, id_, holder_type, holder))
        if role is Role.OWNER:
            rights.change_owner(self.db, kind, id_, holder_type, self.holder_id(holder_type, holder))
            for key, held in self.granted.items():
                if key[:2] == (kind, id_) and held is Role.OWNER:
                    self.granted[key] = Role.EDITOR
        else:
            rights.grant(self.db, kind, id_, holder_type, self.holder_id(holder_type, holder), role)
        self.granted[kind, id_, holder_type, holder] = Role.OWNER if before is Role.OWNER else role

    def holder_id(self, holder_type: HolderType, holder: int) -> int:
        return self.users[holder].id if holder_type == "USER" else self.group_ids[holder]

    def role(self, user: int, kind: Kind, id_: int) -> Role | None:
        """Return the greatest role, by looking at everything that was granted."""
        held = []
        for (granted_kind, granted_id, holder_type, holder), role in self.granted.items():
            is_theirs = holder == user if holder_type == "USER" else (holder, user) in self.members
            if is_theirs and (granted_kind, granted_id) == (kind, id_):
                held.append(role)
            if is_theirs and granted_kind == "WORKFLOW" and (kind, id_) == ("DATASET", WORKFLOWS[granted_id]):
                held.append(Role.READER)
        return max(held, default=None)


@contextmanager
def new_world() -> Iterator[World]:
    store = Store(None)
    with store.transaction() as db:
        users = [people.add_user(db, name, f"{name}@lab.example") for name in ("ada", "grace", "edith")]
        group_ids = [groups.add_group(db, name).id for name in ("T cells", "B cells")]
        for id_ in DATASETS:
            db.execute("insert into datasets (id, display_name, updated_at) values (?, 'data', 0)", (id_,))
        for id_, dataset_id in WORKFLOWS.items():
            db.execute(
                "insert into workflows (id, dataset_id, name, document, updated_at) values (?, ?, 'flow', '{}', 0)",
                (id_, dataset_id),
            )
        yield World(db, users, group_ids)
    store.close()


@pytest.fixture
def world() -> Iterator[World]:
    with new_world() as world:
        yield world


resources = st.one_of(
    st.tuples(st.just("DATASET"), st.sampled_from(DATASETS)),
    st.tuples(st.just("WORKFLOW"), st.sampled_from(tuple(WORKFLOWS))),
)
holders = st.one_of(st.tuples(st.just("USER"), st.integers(0, 2)), st.tuples(st.just("GROUP"), st.integers(0, 1)))
grants = st.lists(st.tuples(resources, holders, st.sampled_from(Role)), max_size=12)
memberships = st.sets(st.tuples(st.integers(0, 1), st.integers(0, 2)))


@given(grants, memberships)
def test_the_greatest_of_all_ways_in_counts(
    grants: list[tuple[tuple[Kind, int], tuple[HolderType, int], Role]], memberships: set[tuple[int, int]]
) -> None:
    """A role by user, by group, and READER on the dataset of a workflow: the greatest is what one has."""
    with new_world() as world:
        for (kind, id_), (holder_type, holder), role in grants:
            world.grant(kind, id_, holder_type, holder, role)
        for group, user in memberships:
            world.join(group, user)
        for number, member in enumerate(world.users):
            kinds: dict[Kind, tuple[int, ...]] = {"DATASET": DATASETS, "WORKFLOW": tuple(WORKFLOWS)}
            for kind, ids in kinds.items():
                expected = {id_: world.role(number, kind, id_) for id_ in ids}
                assert {id_: rights.role(world.db, member.id, kind, id_) for id_ in ids} == expected
                assert rights.visible(world.db, member.id, kind) == {id_ for id_, role in expected.items() if role}


@given(grants)
def test_there_is_one_owner_at_most(grants: list[tuple[tuple[Kind, int], tuple[HolderType, int], Role]]) -> None:
    """Whoever becomes the owner is the only one, and is the one that `owners` names."""
    with new_world() as world:
        for (kind, id_), (holder_type, holder), role in grants:
            world.grant(kind, id_, holder_type, holder, role)
            owners = [each for each in rights.policies(world.db, kind, id_) if each.role is Role.OWNER]
            listed = rights.owners(world.db, kind, [id_])
            assert len(owners) <= 1
            assert [owner.holder_id for owner in owners] == [owner["id"] for owner in listed.values()]


def test_policies_name_the_readers_that_a_workflow_brings(world: World) -> None:
    """Who may read a dataset by its workflow stands among its policies, after the owner."""
    world.grant("DATASET", 1, "USER", 0, Role.OWNER)
    world.grant("WORKFLOW", 11, "GROUP", 1, Role.EDITOR)

    shown = [(each.holder_name, each.role) for each in rights.policies(world.db, "DATASET", 1)]

    assert shown == [("ada", Role.OWNER), ("B cells", Role.READER)]


def test_a_stranger_is_told_that_they_may_not_and_nobody_is_told_of_what_is_not(world: World) -> None:
    """403 where there is such a thing, 404 where there is none."""
    with pytest.raises(Refusal) as hidden:
        rights.require(world.db, world.users[0], "DATASET", 1, Role.READER)
    with pytest.raises(Refusal) as missing:
        rights.require(world.db, world.users[0], "WORKFLOW", 1, Role.READER)

    assert (hidden.value.status, hidden.value.words) == (403, "You do not have permission")
    assert (missing.value.status, missing.value.words) == (404, "There is no workflow 1")


@pytest.mark.parametrize(("held", "needed"), [(Role.READER, Role.EDITOR), (Role.EDITOR, Role.OWNER)])
def test_less_than_the_role_that_is_needed_is_refused(world: World, held: Role, needed: Role) -> None:
    """A reader may not edit, and an editor may not delete."""
    world.grant("DATASET", 1, "USER", 0, held)

    rights.require(world.db, world.users[0], "DATASET", 1, held)
    with pytest.raises(Refusal):
        rights.require(world.db, world.users[0], "DATASET", 1, needed)


def test_nobody_holds_anything_on_what_was_dropped(world: World) -> None:
    """What is deleted for good leaves no role behind."""
    world.grant("WORKFLOW", 11, "USER", 0, Role.OWNER)

    rights.drop(world.db, "WORKFLOW", 11)

    assert rights.visible(world.db, world.users[0].id, "WORKFLOW") == set()
    assert rights.policies(world.db, "DATASET", 1) == []
