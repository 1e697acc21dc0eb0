"""What may be told of a value that is nobody's business: its type, its kind, the API's own names.

OMIQ's own names are camelCase (`pkg-1.10.3`); what people write as a key (the names of metadata) seldom is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

ID: Final = 10**14
"""The stand-in of a number that is an id: OMIQ's have up to 15 digits or so (`pkg-1.10.3`)."""

_DEEPEST = 60
_LONGEST, _SHORTEST_SECRET = 8192, 32
_MEMBER_NAME: Final = re.compile(r"[$_]?[a-z][A-Za-z0-9]{0,39}")
_WORD: Final = re.compile(r"(?=.{1,60}\Z)[$_]?[a-z][A-Za-z0-9]{0,39}(?:_[a-z][A-Za-z0-9]{0,39})*")
_DATA_IN_A_NAME: Final = re.compile(r"[0-9]{4}|[0-9a-f]{8}|[A-Z]{6}|(?:[0-9]+[A-Za-z]+){2}[0-9]")
_TYPES: Final = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}

_STAND_IN: Final = re.compile(r"<(?:text|id|key|date-time|url|signed-url|token|e-mail)>")
_NUMBERED: Final = re.compile(r"<(text|id|key) [0-9]{1,9}>")
_SIGNED: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:/)?/[^\s?]*\?\S*(?:signature|sig|expires|credential|token|key|policy)=\S*", re.IGNORECASE
)
_URL: Final = re.compile(r"(?:(?:https?|wss?|ftp|s3|gs)://|blob:|data:)\S*", re.IGNORECASE)
_JWT: Final = re.compile(r"(?:Bearer +)?eyJ[\w-]+\.[\w-]+\.[\w-]*")
_E_MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_KINDS: Final = ((_JWT, "token"), (_SIGNED, "signed-url"), (_URL, "url"), (_E_MAIL, "e-mail"), (_TIME, "date-time"))
_UUID: Final = re.compile(r"[{]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[}]?", re.IGNORECASE)
_HEX: Final = re.compile(r"(?:0x)?(?=[a-f]*[0-9])[0-9a-f]{16,}", re.IGNORECASE)
_OPAQUE: Final = re.compile(r"[A-Za-z0-9_-]{8,}")
_SECRET: Final = re.compile(rf"[\w+/=.~-]{{{_SHORTEST_SECRET},}}", re.ASCII)
_LETTER_MEETS_DIGIT: Final = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_MEETINGS_IN_A_KEY = 4

_NAME_OF_AN_ID: Final = re.compile(r"(?:.*[a-z0-9_])?(?:I[dD]s?|Keys?)|ids?|key|.*_ids?")
_NAME_OF_A_SECRET: Final = re.compile(r".*(?:token|jwt|secret|password|apiKey|secretKey|accessKey)", re.IGNORECASE)
_NAME_OF_AN_AMOUNT: Final = re.compile(r".*(?:at|time|date|size|bytes|count|millis|ms|stamp|total)", re.IGNORECASE)
_NAME_OF_A_MAP: Final = re.compile(r".*metadatas?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_member_name(key: str) -> bool:
    """Say whether the key of an object is a name of the API's own, like `displayName`, and no id or name of anybody."""
    return bool(_MEMBER_NAME.fullmatch(key)) and not _DATA_IN_A_NAME.search(key)


def is_word(text: str) -> bool:
    """Say whether a segment of a path, or the name of a parameter, could be a word of the API, like `datasets_ops`."""
    return bool(_WORD.fullmatch(text)) and not _DATA_IN_A_NAME.search(text)


def words_of(text: str) -> Iterator[str]:
    """Yield what of a value could stand as a word elsewhere: itself, the user of an e-mail address, a file's stem."""
    if is_word(text):
        yield text
    elif "@" in text or "." in text:
        yield from filter(is_word, (text.partition("@")[0], text.rpartition(".")[0]))


def type_of(value: Any) -> str:
    """Return the JSON type of a decoded value: `integer` apart from `number`, `null` for None."""
    return _TYPES.get(type(value), "null" if value is None else "number")


def masked(value: Any, words: set[str] | None = None) -> Any:
    """Return a JSON value of the same shape with nothing of what `value` says; masking it again changes nothing.

    Texts become one of `<text>`, `<id>`, `<key>`, `<date-time>`, `<url>`, `<signed-url>`, `<token>`, `<e-mail>`, an
    integer 0 or, for an id, `ID`, any other number 0.5, a boolean True. Keys that are no member names become
    `<id 1>`, `<key 1>`, `<text 1>` and so on; those of one kind with equal values are one. A list holds each distinct
    item once. What is nested more than 60 deep is empty. Texts that could be words of the API are added to `words`.
    """
    return _masked(value, "", words, 0)


def kind_of_key(key: str) -> str:
    """Say what a key or segment is that is no word of the API: `id` (of digits), `key` (another id) or `text`."""
    numbered = _NUMBERED.fullmatch(key)
    if numbered:
        return numbered[1]
    if key.isascii() and key.isdigit():
        return "id"
    return "key" if _is_key(key) else "text"


def kind_of_text(text: str, name: str) -> str:
    """Say what a text is that stands under `name`: `text`, `id`, `key`, `date-time`, `url` and so on."""
    named_an_id = bool(_NAME_OF_AN_ID.fullmatch(name))
    if len(text) > _LONGEST or (not named_an_id and text.isalpha() and len(text) < _SHORTEST_SECRET):
        return "text"
    for pattern, kind in _KINDS:
        if pattern.fullmatch(text):
            return kind
    if text.isascii() and text.isdigit() and (named_an_id or len(text) >= 9):
        return "id"
    if _UUID.fullmatch(text) or _HEX.fullmatch(text):
        return "key"
    if _is_secret(text, name):
        return "token"
    return "key" if _is_key(text) or (named_an_id and text and " " not in text) else "text"


def _masked(value: Any, name: str, words: set[str] | None, depth: int) -> Any:
    if isinstance(value, str):
        if words is not None:
            words.update(words_of(value))
        return value if _STAND_IN.fullmatch(value) else f"<{kind_of_text(value, name)}>"
    if value is None or isinstance(value, bool):
        return value if value is None else True
    if isinstance(value, int):
        return ID if _is_id(value, name) else 0
    if isinstance(value, dict):
        return _masked_object(value, name, words, depth + 1) if depth < _DEEPEST else {}
    if isinstance(value, list | tuple):
        return _distinct(_masked(item, name, words, depth + 1) for item in value) if depth < _DEEPEST else []
    return 0.5


def _masked_object(value: Mapping[str, Any], name: str, words: set[str] | None, depth: int) -> dict[str, Any]:
    named = {key: is_member_name(key) for key in value}
    is_map = bool(_NAME_OF_A_MAP.fullmatch(name))
    inner = name if is_map else ""
    items = {key: _masked(item, key if named[key] else inner, words, depth) for key, item in value.items()}
    if is_map or (not all(named.values()) and _of_one_type(items.values())):
        named = dict.fromkeys(named, False)
    found: dict[str, Any] = {}
    seen: dict[str, set[str]] = {}
    for key, item in items.items():
        if named[key]:
            found[key] = item
            continue
        kind = kind_of_key(key)
        known = seen.setdefault(kind, set())
        if (shape := repr(item)) not in known:
            known.add(shape)
            found[f"<{kind} {len(known)}>"] = item
    return found


def _of_one_type(values: Iterable[Any]) -> bool:
    """Say whether values are of one type, null and the two kinds of numbers aside."""
    return len({"number" if (kind := type_of(item)) == "integer" else kind for item in values} - {"null"}) <= 1


def _distinct(items: Iterable[Any]) -> list[Any]:
    return list({repr(item): item for item in items}.values())


def _is_secret(text: str, name: str) -> bool:
    if not _SECRET.fullmatch(text):
        return False
    return bool(_NAME_OF_A_SECRET.fullmatch(name)) or _meetings(text) > len(text) / 8


def _is_key(text: str) -> bool:
    if _UUID.fullmatch(text) or _HEX.fullmatch(text):
        return True
    return bool(_OPAQUE.fullmatch(text)) and _meetings(text) >= _MEETINGS_IN_A_KEY


def _meetings(text: str) -> int:
    """Count where letters and digits meet, which is often in what no person has thought of."""
    return len(_LETTER_MEETS_DIGIT.findall(text))


def _is_id(number: int, name: str) -> bool:
    if _NAME_OF_AN_ID.fullmatch(name):
        return True
    return number >= 10**13 and not _NAME_OF_AN_AMOUNT.fullmatch(name)
