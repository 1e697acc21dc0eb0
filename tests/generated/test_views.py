"""Models are views of JSON that lose nothing, check when they are read, and show no secrets."""

from __future__ import annotations

import copy
import io
import json
import operator
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import omiq_generated
from omiq_generated import models
from omiq_generated.api import build
from omiq_generated.errors import OmiqError, UnexpectedShape
from omiq_generated.models import Dataset, File, GatingNode, GatingTree, Owner, RegisteredFiles, Task, Workflow
from omiq_generated.types import UNSET, Member, Model, ModelList, ModelMap, to_json
from tests.support.views import assert_lossless, models_of, raw_objects

MODELS = models_of(models)
ANY_OBJECT = raw_objects(MODELS)
SENTINEL = "s3ntinel"


def workflow() -> Workflow:
    return Workflow.view(
        {
            "zz": 1.0,
            "id": 7,
            "name": None,
            "tasks": [
                {"id": 1, "type": "GatingTask", "gatingTree": {"nodes": {"Ab12": {"ord": 3, "new": [1]}}}},
                {"id": 2},
            ],
            "taskArtifacts": None,
        }
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_use_changes_nothing(model: type[Model]) -> None:
    """Reading every member, copying, comparing and printing leave the JSON text as it came, whatever it holds."""
    assert_lossless(model, ANY_OBJECT, omiq_generated)


def test_members_are_read() -> None:
    """Members are read as they are in JSON, absent and null ones as None; models see the same object."""
    seen = workflow()
    assert (seen.id, seen.name, seen.dataset_id, seen.task_artifacts) == (7, None, None, None)
    assert seen.tasks is not None
    tree = seen.tasks[0].gating_tree
    assert tree is not None
    assert tree.nodes is not None
    assert tree.nodes["Ab12"].ord == 3
    assert tree.nodes["Ab12"].raw is seen.raw["tasks"][0]["gatingTree"]["nodes"]["Ab12"]


def test_items_reach_all_members() -> None:
    """Each member, documented or not, is an item too; `in` tells null from absent."""
    seen = workflow()
    assert seen["zz"] == 1.0
    assert "name" in seen
    assert "datasetId" not in seen
    seen["new"] = [Task(id=3)]
    del seen["zz"]
    assert seen.raw["new"] == [{"id": 3}]
    assert "zz" not in seen.raw
    with pytest.raises(KeyError):
        seen["zz"]
    with pytest.raises(TypeError, match="not iterable"):
        list(seen)  # type: ignore[call-overload]


def test_members_are_set() -> None:
    """Plain values, models and lists and maps of models are set as JSON, in the object itself."""
    seen = workflow()
    seen.name = "n"
    seen.tasks = [Task(id=4, gating_tree=GatingTree(nodes={"x": GatingNode(id="x")}))]
    seen.task_artifacts = None
    assert list(seen.raw) == ["zz", "id", "name", "tasks", "taskArtifacts"]
    assert seen.raw["tasks"] == [{"id": 4, "gatingTree": {"nodes": {"x": {"id": "x"}}}}]
    assert seen.raw["name"] == "n"
    assert seen.raw["taskArtifacts"] is None


def test_members_are_deleted() -> None:
    """`del` takes a member out of the JSON; one that is not there cannot be deleted."""
    seen = workflow()
    del seen.name
    assert "name" not in seen.raw
    with pytest.raises(AttributeError, match="Workflow has no 'name'"):
        del seen.name


def test_unknown_attributes_cannot_be_set() -> None:
    """A misspelt attribute raises; it does not get lost on the way to the server."""
    with pytest.raises(AttributeError):
        workflow().nmae = "x"  # type: ignore[attr-defined]


def test_construction_sends_what_is_given() -> None:
    """A model made with keywords holds those that were given, under their names in the API."""
    assert Task(id=1, parent_id=None).raw == {"id": 1, "parentId": None}
    assert Task(id=1, type=UNSET).raw == {"id": 1}
    with pytest.raises(TypeError, match="id"):
        Task()  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("model", "raw", "name", "message"),
    [
        (File, {"size": "1"}, "size", "File.size: expected an integer, got text"),
        (File, {"size": True}, "size", "File.size: expected an integer, got true or false"),
        (File, {"size": 1.0}, "size", "File.size: expected an integer, got a number"),
        (File, {"features": {}}, "features", "File.features: expected a list, got an object"),
        (File, {}, "id", "File.id: expected an integer, got nothing"),
        (File, {"id": None}, "id", "File.id: expected an integer, got null"),
        (Task, {"gatingTree": [1]}, "gating_tree", "Task.gating_tree: expected an object, got a list"),
        (GatingNode, {"ord": "9"}, "ord", "GatingNode.ord: expected a number, got text"),
    ],
)
def test_wrong_shapes_raise_when_read(model: type[Model], raw: dict[str, Any], name: str, message: str) -> None:
    """A member of a wrong shape raises when that member is read, and says what was expected and found."""
    view = model.view(raw)
    with pytest.raises(UnexpectedShape) as caught:
        getattr(view, name)
    assert str(caught.value) == message
    assert isinstance(caught.value, OmiqError)


def test_an_integer_is_a_number() -> None:
    """JSON does not tell 3 from 3.0: where a number is documented, either is read as it came."""
    assert type(GatingNode.view({"ord": 3}).ord) is int
    assert type(GatingNode.view({"ord": 3.0}).ord) is float


@pytest.mark.parametrize("raw", [None, [], "x", 1])
def test_only_objects_are_viewed(raw: Any) -> None:
    """A view of what is not an object raises at once."""
    with pytest.raises(UnexpectedShape, match="Dataset: expected an object, got"):
        Dataset.view(raw)


def test_equality() -> None:
    """Views are equal where class and JSON are; they are mutable, so they have no hash."""
    assert Dataset(id=1) == Dataset.view({"id": 1})
    assert Dataset(id=1) != Dataset(id=2)
    assert Dataset(id=1) != File(id=1)
    assert Dataset(id=1) != {"id": 1}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Dataset(id=1))


def test_copies() -> None:
    """A copy has an object of its own, with the same values; a deep copy shares nothing."""
    seen = workflow()
    shallow, deep = copy.copy(seen), copy.deepcopy(seen)
    seen.name = "n"
    seen.raw["tasks"][0]["id"] = 9
    assert shallow.name is None
    assert shallow.raw["tasks"] is seen.raw["tasks"]
    assert deep.raw["tasks"][0]["id"] == 1


def test_pickle() -> None:
    """Views and lists and maps of them survive pickling, in a process that has not read them yet."""
    seen = workflow()
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301
    assert pickle.loads(pickle.dumps(seen.tasks)) == seen.tasks  # noqa: S301
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET  # noqa: S301


def test_lists_write_through() -> None:
    """A list of models changes as lists do, and what changes there changes in the JSON."""
    seen = workflow()
    tasks = seen.tasks
    assert isinstance(tasks, ModelList)
    tasks.append(Task(id=5))
    tasks[0] = Task(id=6)
    tasks[1:2] = [Task(id=7), Task(id=8)]
    tasks.reverse()
    del tasks[0]
    assert seen.raw["tasks"] == [{"id": 8}, {"id": 7}, {"id": 6}]
    assert [task.id for task in tasks] == [8, 7, 6]
    for task in tasks:
        task.type = "GatingTask"
    assert seen.raw["tasks"][0] == {"id": 8, "type": "GatingTask"}
    del tasks[0], tasks[0].type
    assert tasks[:1] == [Task(id=7)]
    assert Task(id=7) in tasks
    assert tasks.index(tasks[1]) == 1
    assert copy.copy(tasks) == tasks
    assert copy.copy(tasks).raw is not tasks.raw


def test_maps_write_through() -> None:
    """A map of models has all that dicts have; a number as key stands for its digits, as JSON keys are text."""
    raw: dict[str, Any] = {"12": {"name": "a"}}
    owners = ModelMap(raw, Owner)
    assert owners[12] == owners["12"] == Owner.view({"name": "a"})
    assert [key in owners for key in (12, "12", 13, None)] == [True, True, False, False]
    assert owners.get(13) is None
    assert owners.get(13, 0) == 0
    owners[13] = Owner()
    owners.update({"14": Owner()})
    del owners[12]
    assert raw == {"13": {}, "14": {}}
    assert owners == {"13": Owner(), "14": Owner()}
    assert dict(copy.copy(owners)) == dict(owners)


def test_items_of_a_wrong_shape_raise_when_read() -> None:
    """In a list or a map, too, only what is read can raise."""
    tasks = ModelList([{"id": 1}, None], Task)
    assert tasks[0].id == 1
    assert len(tasks) == 2
    with pytest.raises(UnexpectedShape):
        tasks[1]
    with pytest.raises(UnexpectedShape):
        ModelMap({"1": 5}, Owner)["1"]


def test_repr_is_short() -> None:
    """A repr shows the first members in a line, objects and lists by their size, long texts cut."""
    assert repr(workflow()) == "Workflow('zz'=1.0, id=7, name=None, tasks=[2 items], task_artifacts=None)"
    assert repr(workflow().tasks) == "<ModelList of 2 Task>"
    assert repr(ModelMap({"1": {}}, Owner)) == "<ModelMap of 1 Owner>"
    long = Workflow.view({str(number): "x" * 5000 for number in range(5000)})
    assert len(repr(long)) < 700
    assert repr(long).endswith("…=4992 more)")


def test_repr_shows_any_value() -> None:
    """A repr is made of any value, also of such as JSON does not have or Python will not print."""
    assert repr(Dataset.view({"id": 10**5000, "o": {}, "a": [1], "x": {1}})) == (
        "Dataset(id=<an integer>, 'o'={}, 'a'=[1 item], 'x'=<set>)"
    )


SECRETS = st.sampled_from(
    [
        f"eyJhbGciOiJIUzI1NiJ9.{SENTINEL}.{SENTINEL}",
        f"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.{SENTINEL}",
        f"https://bucket.s3.example/key?X-Amz-Signature={SENTINEL}",
        f"see HTTPS://bucket.s3.example/key?{SENTINEL} for it",
        f"https://example.org/#token={SENTINEL}",
        f"/download?sig={SENTINEL}",
    ]
)


@given(
    secret=SECRETS,
    before=st.text(alphabet=st.characters(categories=["L", "Zs"]), max_size=1200),
    place=st.sampled_from(["id", "displayName", "not documented", "list", "object", "key"]),
)
def test_no_secret_is_shown(secret: str, before: str, place: str) -> None:
    """Tokens and what follows the `?` of a URL are shown nowhere, in whatever member they stand."""
    text = f"{before} {secret}"
    values: dict[str, Any] = {"list": {place: [text]}, "object": {place: {text: text}}, "key": {text: 1}}
    view = Dataset.view(values.get(place, {place: text}))
    assert SENTINEL not in shown_everywhere(view)
    assert SENTINEL not in shown_everywhere(ModelList([view.raw], Dataset))


def shown_everywhere(view: Any) -> str:
    """All the ways in which a view is shown to people."""
    rich, plain = Console(file=io.StringIO(), width=10_000), io.StringIO()
    rich.print(view)
    if hasattr(view, "_repr_pretty_"):
        view._repr_pretty_(Printer(plain), cycle=False)
    assert isinstance(rich.file, io.StringIO)
    return repr(view) + str(view) + format(view) + rich.file.getvalue() + plain.getvalue()


class Printer:
    """As much of IPython's pretty printer as a view calls."""

    def __init__(self, out: io.StringIO) -> None:
        self.text = out.write


def test_urls_without_a_query_are_shown() -> None:
    """What is no secret stays readable."""
    view = Dataset.view({"displayName": "Why? https://example.org/a/b", "x": "https://example.org/c?d=e"})
    assert repr(view) == "Dataset(display_name='Why? https://example.org/a/b', 'x'='https://example.org/c?***')"


def test_members_marked_secret_are_hidden() -> None:
    """A member that the catalog marks `format: password` shows as `***`, whatever it holds."""

    class Signed(Model):
        __slots__ = ()
        token: Member[str, str] = Member("token", str, secret=True)

    assert repr(Signed.view({"token": SENTINEL})) == "Signed(token=***)"
    assert repr(Signed.view({"token": [SENTINEL]})) == "Signed(token=***)"
    assert repr(Signed.view({"token": None})) == "Signed(token=None)"


def test_subclasses_keep_the_members() -> None:
    """A model that a user derives reads, shows and hides what its base does."""

    class Uploads(RegisteredFiles):
        __slots__ = ()

    seen = Uploads.view({"files": [], "signedUrls": [SENTINEL], "x": 1})
    assert repr(seen) == "Uploads(files=[], signed_urls=***, 'x'=1)"
    assert type(copy.deepcopy(seen)) is Uploads


def test_numbers_beyond_floats_stay_readable_as_items() -> None:
    """A number that no float can hold is told as such when its member is read, and goes back as it came."""
    seen = GatingNode.view({"ord": Decimal("1E400"), "x": Decimal("-1.5E999")})
    with pytest.raises(UnexpectedShape, match=r"GatingNode\.ord: expected a number, got a number beyond floats"):
        _ = seen.ord
    assert seen["ord"] == Decimal("1E400")
    assert repr(seen) == "GatingNode(ord=<a number beyond floats>, 'x'=<a number beyond floats>)"


@pytest.mark.parametrize(
    "set_",
    [
        pytest.param(lambda seen: setattr(seen, "name", UNSET), id="member"),
        pytest.param(lambda seen: operator.setitem(seen, "x", {"a": [UNSET]}), id="item"),
        pytest.param(lambda seen: seen.tasks.append(UNSET), id="list"),
        pytest.param(lambda _: build("saveWorkflow", workflow=UNSET), id="body"),
    ],
)
def test_unset_is_no_value(set_: Callable[[Any], Any]) -> None:
    """UNSET leaves an argument out; where a value has to be, it raises, and nothing is changed."""
    seen = workflow()
    before = json.dumps(seen.raw)
    with pytest.raises(TypeError, match="UNSET is no JSON value"):
        set_(seen)
    assert json.dumps(seen.raw) == before


def test_completion_offers_members() -> None:
    """`dir` lists the documented members and what each model has; nothing else that is public."""
    public = {name for name in dir(workflow()) if not name.startswith("_")}
    assert public == {"id", "name", "dataset_id", "tasks", "task_artifacts", "raw", "view"}


def test_json_of_models() -> None:
    """`to_json` gives the JSON of models at any depth, and leaves plain values alone."""
    value = {"a": [Dataset(id=1), (File(id=2),)], "b": ModelList([{"id": 3}], File), "c": b"x", "d": 1.0}
    assert to_json(value) == {"a": [{"id": 1}, [{"id": 2}]], "b": [{"id": 3}], "c": b"x", "d": 1.0}
    assert to_json(item for item in "ab") == ["a", "b"]
    assert json.dumps(to_json(workflow())) == json.dumps(workflow().raw)


def test_models_are_imported_by_name_only() -> None:
    """The package offers its models, and a name that is none raises as any module does."""
    assert "Dataset" in dir(models)
    with pytest.raises(AttributeError, match="no attribute 'Datasett'"):
        models.Datasett  # type: ignore[attr-defined]  # noqa: B018
