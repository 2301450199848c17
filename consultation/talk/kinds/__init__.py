"""How each type of question is asked in a chat and what a reply to it means: one module a family of types."""

from consultation.forms.logic import Slot
from consultation.talk.kinds.assent import ACKNOWLEDGE, MORE
from consultation.talk.kinds.choice import DISTRICT, ONE, PROVINCE
from consultation.talk.kinds.kind import Kind
from consultation.talk.kinds.media import MEDIA
from consultation.talk.kinds.moment import DATE, DATE_TIME, TIME
from consultation.talk.kinds.number import DECIMAL, INTEGER, RANGE
from consultation.talk.kinds.point import POINT
from consultation.talk.kinds.several import RANK, SEVERAL
from consultation.talk.kinds.words import TEXT

__all__ = ["KINDS", "kind_of"]

KINDS: dict[str, Kind] = {
    "text": TEXT,
    "integer": INTEGER,
    "decimal": DECIMAL,
    "range": RANGE,
    "select_one": ONE,
    "select_multiple": SEVERAL,
    "rank": RANK,
    "date": DATE,
    "time": TIME,
    "dateTime": DATE_TIME,
    "geopoint": POINT,
    "acknowledge": ACKNOWLEDGE,
    **MEDIA,
}
_BY_APPEARANCE = {"province": PROVINCE, "district": DISTRICT}


def kind_of(slot: Slot) -> Kind:
    """How a question is asked and answered."""
    if slot.more:
        return MORE
    if slot.question.type == "select_one" and slot.question.appearance in _BY_APPEARANCE:
        return _BY_APPEARANCE[slot.question.appearance]
    return KINDS[slot.question.type]
