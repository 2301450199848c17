"""Places on the map: shared from the telephone, or typed as coordinates in any way that maps write them."""

import re

from consultation.forms.logic import Slot
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Kind, Understood, checked
from consultation.talk.model import Incoming
from nlp.clean import canonical

_DECIMALS = 6  # about 10 cm
_LONGEST = 600
_NUMBER = r"[-+]?[0-9]{1,3}(?:\.[0-9]{1,15})?"
# In a map's address the pin (!3d…!4d…, q=, query=, ll=) goes before the middle of what is shown (@…).
_IN_LINK = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"[?&](?:q|query|ll|daddr|destination|center|mlat)=(?:loc:)?({_NUMBER})(?:,|%2c|&mlon=)\s*({_NUMBER})"),
    re.compile(rf"@({_NUMBER}),({_NUMBER})"),
    re.compile(rf"geo:({_NUMBER}),({_NUMBER})"),
)
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*°?\s*([nsew])?\s*(?:,|;|/|\s)\s*({_NUMBER})\s*°?\s*([nsew])?\s*\)?")
_ANGLE = r"([0-9]{1,3})\s*°\s*([0-9]{1,2})\s*['′’]\s*(?:([0-9]{1,2}(?:\.[0-9]{1,6})?)\s*(?:\"|″|”|''))?\s*"
_ANGLES = re.compile(rf"{_ANGLE}([ns])[\s,;]*{_ANGLE}([ew])")
_NAMED = re.compile(r"(?:latitude|longitude|lat|lon|lng|long|ละติจูด|ลองจิจูด|พิกัด)\s*[:=]?\s*")
_LINK = re.compile(r"https?://|goo\.gl|maps\.app")


def read(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees of a typed text or a map's address, or None where it states no one place."""
    said = canonical(text)
    if not said or len(said) > _LONGEST:
        return None
    if _LINK.search(said) or said.startswith("geo:"):
        found = next((match for pattern in _IN_LINK if (match := pattern.search(said))), None)
        return _on_earth(float(found[1]), float(found[2])) if found else None
    said = _NAMED.sub(" ", said).strip()
    if angles := _ANGLES.fullmatch(said):
        north, east = _degrees(*angles.group(1, 2, 3)), _degrees(*angles.group(5, 6, 7))
        return _on_earth(-north if angles[4] == "s" else north, -east if angles[8] == "w" else east)
    return _pair(said)


def stored(lat: float, lon: float) -> str:
    """A place as ODK stores it: latitude, longitude, altitude and accuracy, the last two unknown."""
    return f"{_plain(lat)} {_plain(lon)} 0 0"


def _pair(said: str) -> tuple[float, float] | None:
    """Two numbers with a fraction each, or with their winds: "16 102" may be anything."""
    pair = _PAIR.fullmatch(said)
    if pair is None:
        return None
    first, wind, second, other = float(pair[1]), pair[2] or "", float(pair[3]), pair[4] or ""
    if not (wind and other) and not ("." in pair[1] and "." in pair[3]):
        return None
    if wind in ("e", "w") and other in ("n", "s"):
        first, wind, second, other = second, other, first, wind
    if wind in ("e", "w") or other in ("n", "s"):
        return None
    return _on_earth(-first if wind == "s" else first, -second if other == "w" else second)


def _degrees(degrees: str, minutes: str, seconds: str | None) -> float:
    return int(degrees) + int(minutes) / 60 + float(seconds or 0) / 3600


def _on_earth(lat: float, lon: float) -> tuple[float, float] | None:
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _plain(degrees: float) -> str:
    text = f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _need(_here: Here, _slot: Slot) -> Ask:
    return Ask("need_geopoint")


def _typed(here: Here, slot: Slot, text: str) -> Understood:
    found = read(text)
    if found is not None:
        return checked(here, slot, stored(*found), text)
    return Ask("place_link") if _LINK.search(canonical(text[:_LONGEST])) else Ask("need_geopoint")


def _sent(here: Here, slot: Slot, incoming: Incoming) -> Understood | None:
    place = incoming.place
    if place is None:
        return None
    value = stored(place.lat, place.lon)
    return checked(here, slot, value, place.title or _shown(here, slot, value))


def _how(here: Here, _slot: Slot) -> list[str]:
    return [here.say("how_geopoint")]


def _shown(_here: Here, _slot: Slot, value: str) -> str:
    return ", ".join(value.split()[:2])


def _fits(_here: Here, _slot: Slot, value: str) -> bool:
    try:
        lat, lon, *_ = map(float, value.split())
    except ValueError:
        return False
    return _on_earth(lat, lon) is not None


POINT = Kind(need=_need, typed=_typed, sent=_sent, how=_how, shown=_shown, fits=_fits, wants="place")
