"""Places on the map: shared from the telephone, or typed as coordinates in any way that maps write them."""

import re

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Understood, checked, read_out
from consultation.talk.model import Incoming
from nlp.points import read_place_point

_DECIMALS = 6  # about 10 cm
_LINK = re.compile(r"https?://|goo\.gl|maps\.app")


def stored(lat: float, lon: float) -> str:
    """A place as ODK stores it: latitude, longitude, altitude and accuracy, the last two unknown."""
    return f"{_plain(lat)} {_plain(lon)} 0 0"


def _plain(degrees: float) -> str:
    text = f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _need(_here: Here, _slot: Slot) -> Ask:
    return Ask("need_geopoint")


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    found = read_place_point(text)
    if found is not None:
        return checked(here, slot, stored(*found), text)
    return Ask("place_link") if _LINK.search(text.lower()) else Ask("need_geopoint")


def _sent(here: Here, slot: Slot, incoming: Incoming) -> Understood | None:
    place = incoming.place
    if place is None:
        return None
    value = stored(place.lat, place.lon)
    return checked(here, slot, value, place.title or read_out(here, slot, value))


def _how(here: Here, _slot: Slot) -> list[str]:
    return [here.say("how_geopoint")]


def _fits(_here: Here, _slot: Slot, value: str) -> bool:
    try:
        lat, lon, *_ = map(float, value.split())
    except ValueError:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180


POINT = Kind(need=_need, typed=_typed, sent=_sent, how=_how, fits=_fits, wants="place")
