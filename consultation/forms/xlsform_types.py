"""What the type cell of a survey row says: a question's type, the begin or end of a group, or what no chat can ask.

The words are XLSForm's and the older ones that pyxform still takes (`aliases.py`, `question_type_dictionary.py`).
Older words for the same type become the type's name; what a phone would fill in by itself (deviceid, username …) is
a hidden value whose word is kept.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from consultation.forms.form import TYPES, Type

EXTERNAL = "external_choices"  # the sheet that select_one_external looks into
OF_THE_PHONE = (
    "deviceid", "username", "phonenumber", "email", "simserial", "subscriberid", "uri:deviceid", "uri:username",
    "uri:phonenumber", "uri:email", "uri:simserial", "uri:subscriberid", "csv-external",
)  # fmt: skip

_SAME: dict[Type, tuple[str, ...]] = {
    "text": ("string", "q string", "add text prompt"),
    "integer": ("int", "q int", "add integer prompt"),
    "decimal": ("q decimal", "add decimal prompt"),
    "date": ("q date", "add date prompt"),
    "dateTime": ("datetime", "date time", "q date time", "q datetime", "add date time prompt", "add datetime prompt"),
    "geopoint": ("gps", "location", "q location", "q geopoint", "add location prompt"),
    "image": ("photo", "q image", "q picture", "add image prompt", "add photo prompt"),
    "audio": ("q audio", "add audio prompt"),
    "video": ("q video", "add video prompt"),
    "file": ("add file prompt",),
    "note": ("q note", "add note prompt"),
    "acknowledge": ("trigger", "q acknowledge", "add acknowledge prompt"),
    "calculate": ("q calculate", "add calculate prompt"),
    "start": ("start time", "get start time"),
    "end": ("end time", "get end time"),
    "today": ("get today",),
}
_PHONE_WORDS = {
    "imei": "deviceid", "device id": "deviceid", "get device id": "deviceid", "subscriber id": "subscriberid",
    "get subscriber id": "subscriberid", "sim id": "simserial", "get sim id": "simserial",
    "get phone number": "phonenumber",
}  # fmt: skip
_WITH_CONSTRAINT: dict[str, tuple[Type, str]] = {
    "percentage": ("integer", "0 <= . and . <= 100"),
    "phone number": ("text", r"regex(., '^\d*$')"),
    "number of days in last month": ("integer", "0 <= . and . <= 31"),
    "number of days in last six months": ("integer", "0 <= . and . <= 183"),
    "number of days in last year": ("integer", "0 <= . and . <= 365"),
}
_REFUSED = {
    "barcode": "barcode", "q barcode": "barcode", "add barcode prompt": "barcode",
    "geotrace": "drawn_place", "q geotrace": "drawn_place", "geoshape": "drawn_place", "q geoshape": "drawn_place",
    "osm": "map", "audit": "audit", "xml-external": "xml_file",
    "start-geopoint": "unseen_place", "background-geopoint": "unseen_place", "background-audio": "unheard_audio",
}  # fmt: skip
_SETTINGS = {"form_title": "form_title", "set form title": "form_title", "set_form_title": "form_title",
             "form_id": "form_id", "set form id": "form_id", "set_form_id": "form_id"}  # fmt: skip
_GROUPS = {"group": "group", "repeat": "repeat", "lgroup": "repeat", "looped group": "repeat", "loop": "loop"}
_SELECTS: dict[str, Type] = {
    "select_one": "select_one", "select one": "select_one", "select1": "select_one", "select one from": "select_one",
    "add select one prompt using": "select_one", "select one using": "select_one", "q select1": "select_one",
    "select_multiple": "select_multiple", "select all that apply": "select_multiple", "q select": "select_multiple",
    "select all that apply from": "select_multiple", "add select multiple prompt using": "select_multiple",
    "select multiple from": "select_multiple", "select multiple using": "select_multiple",
    "select_one_from_file": "select_one", "select one from file": "select_one",
    "select_multiple_from_file": "select_multiple", "select multiple from file": "select_multiple",
    "select_one_external": "select_one", "rank": "rank",
}  # fmt: skip

_BEGIN = re.compile(rf"begin[ _]({'|'.join(_GROUPS)})(?: (?:over )?(\S+))?", re.IGNORECASE)
_END = re.compile(rf"end[ _]({'|'.join(_GROUPS)})(?: .*)?", re.IGNORECASE)
_SELECT = re.compile(
    rf"({'|'.join(sorted(_SELECTS, key=len, reverse=True))})(?: (\S+))?( (?:or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_PLAIN: dict[str, Type] = {
    **{type_.lower(): type_ for type_ in TYPES if type_ not in ("select_one", "select_multiple", "rank", "statements")},
    **{word: type_ for type_, words in _SAME.items() for word in words},
}


@dataclass(frozen=True)
class Kind:
    """What a row is. type: of a question; phone: the word of a hidden value that a phone would fill in.

    list_name, from_file, other: of a select. group: what begins or ends. refused: the reason, a key of
    `xlsform.th.toml` without its "refused_". setting: the setting that the row's name is the value of.
    """

    what: Literal["question", "begin", "end", "setting", "refused", "unknown"]
    type: Type = "note"
    phone: str = ""
    constraint: str = ""
    list_name: str = ""
    from_file: str = ""
    other: bool = False
    group: str = ""
    refused: str = ""
    setting: str = ""


def kind_of(typed: str) -> Kind:
    """What a type cell says; `unknown` for what is no type of XLSForm."""
    typed = " ".join(typed.split())
    word = typed.lower()
    if type_ := _PLAIN.get(word):
        return Kind("question", type=type_)
    if phone := (word if word in OF_THE_PHONE else _PHONE_WORDS.get(word)):
        return Kind("question", type="hidden", phone=phone)
    if word in _WITH_CONSTRAINT:
        type_, constraint = _WITH_CONSTRAINT[word]
        return Kind("question", type=type_, constraint=constraint)
    if word in _REFUSED or word.split(" ")[0] == "osm":
        return Kind("refused", refused=_REFUSED.get(word, "map"))
    if word in _SETTINGS:
        return Kind("setting", setting=_SETTINGS[word])
    return _group(typed) or _select(typed) or Kind("unknown")


def for_pyxform(typed: str) -> str:
    """The type cell as pyxform wants it: it takes no capital letters, which Excel likes to put in."""
    kind = kind_of(typed)
    typed = " ".join(typed.split())
    if kind.what == "question" and typed.lower() in _PLAIN:
        return kind.type
    if kind.what == "question" and (select := _SELECT.fullmatch(typed)):
        return " ".join(filter(None, (select[1].lower(), select[2], (select[3] or "").strip().lower())))
    if begin := _BEGIN.fullmatch(typed):
        return f"begin {begin[1].lower()}" + (f" over {begin[2]}" if begin[2] else "")
    if _END.fullmatch(typed) or kind.what in ("question", "setting"):
        return typed.lower()
    return typed


def _group(typed: str) -> Kind | None:
    if begin := _BEGIN.fullmatch(typed):
        return Kind("begin", group=_GROUPS[begin[1].lower()], list_name=begin[2] or "")
    if end := _END.fullmatch(typed):
        return Kind("end", group=_GROUPS[end[1].lower()])
    return None


def _select(typed: str) -> Kind | None:
    select = _SELECT.fullmatch(typed)
    if select is None:
        return None
    word, listed, other = select[1].lower().replace("_", " "), select[2] or "", bool(select[3])
    type_ = _SELECTS[select[1].lower()]
    if "${" in listed:
        return Kind("refused", refused="from_answers")
    if word.endswith("from file"):
        if PurePath(listed).suffix.lower() != ".csv":
            return Kind("refused", refused="other_file")
        return Kind("question", type=type_, list_name=PurePath(listed).stem, from_file=listed, other=other)
    if word == "select one external":
        return Kind("question", type=type_, list_name=listed, from_file=EXTERNAL)
    return Kind("question", type=type_, list_name=listed, other=other)
