"""What differs between two versions of the catalog, in terms of who calls the operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .changes import Change, Comparison, Effect, documentation, is_model, reworded
from .document import Described, Document, Schema, name_of

EFFECTS: Final[tuple[Effect, ...]] = ("breaks", "adds", "documents")
_RETRIES: Final = ("never", "idempotent", "safe")
_NO_BODY: Final[Schema] = {"type": "object", "additionalProperties": False}


class Difference(NamedTuple):
    """A difference of an operation, or of a schema that `operations` send or answer.

    `path` is a JSON path in the schema or in the answer of the operation, `body…` one in its body, or the name of a
    parameter; "" where it is about the whole.
    """

    effect: Effect
    where: str
    path: str
    what: str
    operations: tuple[str, ...]


def differences(old: Document, new: Document) -> list[Difference]:
    """Return how a catalog differs from an older one: what breaks callers first, what only documents last."""
    found = [*_of_operations(old, new), *_of_schemas(old, new), *_of_the_rest(old, new)]
    return sorted(dict.fromkeys(found), key=lambda each: EFFECTS.index(each.effect))


def _of_operations(old: Document, new: Document) -> Iterator[Difference]:
    for id in {**old.operations, **new.operations}:
        if id not in new.operations:
            changes: Iterable[Change] = [Change("breaks", "", "is gone")]
        elif id not in old.operations:
            changes = [Change("adds", "", "is new")]
        else:
            changes = _of_operation(old, new, id)
        yield from (_told(change, id, (id,)) for change in changes)


def _of_operation(old: Document, new: Document, id: str) -> Iterator[Change]:
    before, after = old.operations[id], new.operations[id]
    sent, answered = Comparison(old, new, sent=True), Comparison(old, new, sent=False)
    yield from _of_itself(before, after)
    yield from _of_parameters(sent, _parameters(before), _parameters(after))
    yield from _of_body(sent, (old, before.body), (new, after.body))
    yield from answered.value(*_answers(old, new, id), "$")
    yield from documentation(before.said, after.said, "")
    yield from documentation(before.said["responses"]["200"], after.said["responses"]["200"], "$")


def _of_itself(old: Described, new: Described) -> Iterator[Change]:
    for name, before, after in (
        ("request", f"{old.method} {old.path}", f"{new.method} {new.path}"),
        ("method of the client", old.said["x-omiq"]["method"], new.said["x-omiq"]["method"]),
        ("envelope", old.envelope or "none", new.envelope or "none"),
    ):
        if before != after:
            yield Change("breaks", "", f"{name}: {before}, now {after}")
    before, after = old.said["x-omiq"]["retry"], new.said["x-omiq"]["retry"]
    if before != after:
        is_weaker = _RETRIES.index(after) < _RETRIES.index(before)
        yield Change("breaks" if is_weaker else "adds", "", f"retry: {before}, now {after}")
    if _is_signed_in(old) != _is_signed_in(new):
        yield (
            Change("breaks", "", "needs a sign-in now")
            if _is_signed_in(new)
            else Change("adds", "", "needs no sign-in now")
        )


def _of_parameters(sent: Comparison, old: Mapping[str, Schema], new: Mapping[str, Schema]) -> Iterator[Change]:
    for name in {**old, **new}:
        if name not in new:
            yield Change("breaks", name, "is gone")
        elif name not in old:
            yield sent.added(new[name]["schema"], name, required=_is_required(new[name]))
        else:
            if old[name]["in"] != new[name]["in"]:
                yield Change("breaks", name, f"in the {old[name]['in']}, now in the {new[name]['in']}")
            given = _is_required(old[name]), _is_required(new[name])
            yield from sent.argument(old[name]["schema"], new[name]["schema"], name, given)
            yield from documentation(old[name], new[name], name)
    before, after = _by_position(old), _by_position(new)
    if before != after[: len(before)]:
        yield Change("breaks", "", f"by position: {', '.join(before)}, now {', '.join(after) or 'nothing'}")


def _of_body(sent: Comparison, old: tuple[Document, Schema], new: tuple[Document, Schema]) -> Iterator[Change]:
    """Compare bodies: the members of a closed one are arguments by themselves, an open one is one as a whole."""
    before, after = (document.resolved(schema or _NO_BODY) for document, schema in (old, new))
    if _is_spread(before) != _is_spread(after):
        ways = ["members as arguments" if _is_spread(each) else "the whole as one argument" for each in (before, after)]
        yield Change("breaks", "body", f"{ways[0]}, now {ways[1]}")
    elif _is_spread(before):
        yield from sent.members(before, after, "body")
        yield from documentation(before, after, "body")
    else:
        yield from sent.value(old[1], new[1], "body")


def _of_schemas(old: Document, new: Document) -> Iterator[Difference]:
    """Compare what several operations may send or answer once; the schemas of closed bodies are nobody's business."""
    reached = {sent: (_reached(old, sent=sent), _reached(new, sent=sent)) for sent in (True, False)}
    before, after = (_merged(reached[True][side], reached[False][side]) for side in (0, 1))
    for name in [name for name in before if name not in after and is_model(old.schemas[name])]:
        yield Difference("breaks", name, "", "is gone", before[name])
    for name in [name for name in after if name not in before and is_model(new.schemas[name])]:
        yield Difference("adds", name, "", "is new", after[name])
    for sent, (were, are) in reached.items():
        others = reached[not sent][0]
        for name in [name for name in were if name in are]:
            role = f"where {'sent' if sent else 'answered'}: " if name in others else ""
            for change in Comparison(old, new, sent=sent).named(name):
                if change.effect == "documents":
                    yield _told(change, name, _merged(before, after)[name])
                else:
                    yield _told(change._replace(what=role + change.what), name, _merged(were, are)[name])


def _of_the_rest(old: Document, new: Document) -> Iterator[Difference]:
    for key in ("info", "tags", "x-omiq-sources"):
        before, after = _parts(old.value.get(key, {})), _parts(new.value.get(key, {}))
        for name in {**before, **after}:
            for change in reworded(name, before.get(name), after.get(name), ""):
                yield _told(change, key.removeprefix("x-omiq-"), ())


def _told(change: Change, where: str, operations: tuple[str, ...]) -> Difference:
    return Difference(change.effect, where, change.path, change.what, operations)


def _reached(document: Document, *, sent: bool) -> dict[str, tuple[str, ...]]:
    """Return the names of schemas in what is sent, or else answered, each with the operations that do so."""
    found: dict[str, tuple[str, ...]] = {}
    for operation in document.operations.values():
        names: dict[str, None] = {}
        _collect(_sent(document, operation) if sent else operation.answer, document, names)
        for name in names:
            found[name] = (*found.get(name, ()), operation.id)
    return found


def _sent(document: Document, operation: Described) -> list[Any]:
    body = document.resolved(operation.body)
    parameters = [parameter["schema"] for parameter in _parameters(operation).values()]
    return [*parameters, body if _is_spread(body) else operation.body]


def _collect(value: Any, document: Document, names: dict[str, None]) -> None:
    """Add the names of all schemas that a part of the document refers to, also by way of others."""
    if isinstance(value, dict):
        name = name_of(value)
        if name and name not in names:
            names[name] = None
            _collect(document.schemas[name], document, names)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _collect(inner, document, names)


def _merged(*found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    names = dict.fromkeys(name for each in found for name in each)
    return {name: tuple(dict.fromkeys(id for each in found for id in each.get(name, ()))) for name in names}


def _answers(old: Document, new: Document, id: str) -> tuple[Schema, Schema]:
    """Return the schemas of both answers; what an envelope itself is called is nobody's business."""
    before, after = old.operations[id], new.operations[id]
    if before.envelope and after.envelope and name_of(before.answer) != name_of(after.answer):
        return old.resolved(before.answer), new.resolved(after.answer)
    return before.answer, after.answer


def _parameters(operation: Described) -> dict[str, Schema]:
    return {each["name"]: each for each in operation.said.get("parameters", ())}


def _by_position(parameters: Mapping[str, Schema]) -> list[str]:
    """Return the names of parameters that may be given by position, in their order."""
    given = [each for each in parameters.values() if _is_required(each) and "default" not in each["schema"]]
    return [each["name"] for each in sorted(given, key=lambda each: each["in"] != "path")]


def _is_required(parameter: Schema) -> bool:
    return bool(parameter.get("required", False))


def _is_spread(body: Schema) -> bool:
    return body.get("additionalProperties") is False


def _is_signed_in(operation: Described) -> bool:
    return operation.said.get("security") != []


def _parts(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {each["name"]: each.get("description", "") for each in value}
