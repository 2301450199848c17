"""Where on the map a reply points: coordinates as typed or copied, and links of map applications.

A link is read for what it carries; nothing is fetched, so that a shortened link gives no point.
"""

from urllib.parse import unquote

import regex

from nlp.clean import canonical
from nlp.lexicon import table
from nlp.number_words import either

__all__ = ["read_place_point"]

Point = tuple[float, float]

_LONGEST = 2_000
_NUMBER = r"[-+−]?[0-9]{1,3}\.[0-9]{1,15}"
_PAIR = rf"(?P<lat>{_NUMBER})(?:\s*[,;/|]\s*|\s+|%2c)(?P<lon>{_NUMBER})"

# The place itself (a pin, a search) before the middle of the map that was looked at.
_IN_LINKS = (
    regex.compile(rf"!3d(?P<lat>{_NUMBER})!4d(?P<lon>{_NUMBER})"),
    regex.compile(rf"[?&#](?:q|query|ll|sll|daddr|destination|saddr|center|cp|pin)=(?:loc:|geo:)?\+?{_PAIR}"),
    regex.compile(rf"[?&]mlat=(?P<lat>{_NUMBER})&mlon=(?P<lon>{_NUMBER})"),
    regex.compile(rf"/(?:maps/)?(?:place|search|dir)/\+?{_PAIR}"),
    regex.compile(rf"@{_PAIR}"),
    regex.compile(rf"#map=[0-9.]+/{_PAIR}"),
    regex.compile(rf"geo:{_PAIR}"),
)
_LINK = regex.compile(r"(?:https?://|www\.|maps?\.|geo:)\S+")
_SIXTIETHS = r"[0-9]{1,2}(?:\.[0-9]{1,10})?"
_DEGREES = rf"(?P<d>[0-9]{{1,3}})\s*°\s*(?P<m>{_SIXTIETHS})\s*'\s*(?:(?P<s>{_SIXTIETHS})\s*\")?"
_WORDS = table("points")
_NAMES = {word: 1 for side in ("north", "east") for word in _WORDS[side]}
_NAMES |= {word: -1 for side in ("south", "west") for word in _WORDS[side]}
_SIDE = rf"(?P<side>{either(list(_NAMES))})\b\.?"
_MINUTES = regex.compile(rf"{_DEGREES}\s*{_SIDE}")
_SIDED = regex.compile(rf"(?P<value>[0-9]{{1,3}}\.[0-9]{{1,15}})\s*°?\s*{_SIDE}")
_NORTH_SOUTH = frozenset([*_WORDS["north"], *_WORDS["south"]])
_NAMED = regex.compile(
    rf"(?:{either(_WORDS['latitude'])})\s*[:=]?\s*(?P<lat>{_NUMBER})\W*"
    rf"(?:{either(_WORDS['longitude'])})\s*[:=]?\s*(?P<lon>{_NUMBER})"
)
_PRECISE = r"(?=[-+−]?[0-9]+\.[0-9]{2})"  # 5.5 6.5 may be anything
_PLAIN = regex.compile(rf"(?<![0-9.,/]){_PAIR.replace('(?P', f'{_PRECISE}(?P')}(?![0-9]|[.,/][0-9])")
_SAME_SIGN = str.maketrans(
    {"º": "°", "˚": "°", "′": "'", "’": "'", "‘": "'", "`": "'", "´": "'", "″": '"', "”": '"', "“": '"', "−": "-"}
)

_THAILAND = ((5.0, 21.0), (97.0, 106.5))


def read_place_point(text: str) -> Point | None:
    """Return (latitude, longitude) in degrees where the reply names one point of the earth, else None. Never raises.

    Decimal degrees (16.43, 102.82), degrees with minutes and seconds, "lat … lon …", geo: addresses, and links of
    Google Maps, Apple Maps, Bing and OpenStreetMap. Longitude first is understood where it can be nothing else and lies
    in Thailand.
    """
    if len(text) > _LONGEST:
        return None
    said = canonical(unquote(text).translate(_SAME_SIGN)).replace("''", '"')
    if links := _LINK.findall(said):
        return _only({_in_link(link) for link in links})
    for found in (_by_minutes(said), _by_names(said), _by_sides(said)):
        if found:
            return _only(found)
    if len(regex.findall(r"[0-9]+\.[0-9]+", said)) != 2:
        return None
    return _only({_bounded(match["lat"], match["lon"]) for match in _PLAIN.finditer(said)})


def _only(points: set[Point | None]) -> Point | None:
    return next(iter(points)) if len(points) == 1 else None


def _in_link(link: str) -> Point | None:
    for pattern in _IN_LINKS:
        if found := pattern.search(link):
            return _bounded(found["lat"], found["lon"])
    return None


def _by_minutes(said: str) -> set[Point | None]:
    marks = [(match["side"], _degrees(match)) for match in _MINUTES.finditer(said)]
    return _paired(marks)


def _by_sides(said: str) -> set[Point | None]:
    return _paired([(match["side"], float(match["value"]) * _NAMES[match["side"]]) for match in _SIDED.finditer(said)])


def _by_names(said: str) -> set[Point | None]:
    return {_bounded(match["lat"], match["lon"]) for match in _NAMED.finditer(said)}


def _degrees(match: regex.Match[str]) -> float | None:
    minutes, seconds = float(match["m"]), float(match["s"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    return (int(match["d"]) + minutes / 60 + seconds / 3600) * _NAMES[match["side"]]


def _paired(marks: list[tuple[str, float | None]]) -> set[Point | None]:
    """One latitude and one longitude, in either order; anything else is no point."""
    if not marks:
        return set()
    north = [value for side, value in marks if side in _NORTH_SOUTH]
    east = [value for side, value in marks if side not in _NORTH_SOUTH]
    if len(north) != 1 or len(east) != 1 or north[0] is None or east[0] is None:
        return {None}
    return {_bounded(str(north[0]), str(east[0]))}


def _bounded(latitude: str, longitude: str) -> Point | None:
    lat, lon = (float(value.replace("−", "-")) for value in (latitude, longitude))
    if abs(lat) <= 90 and abs(lon) <= 180:
        return round(lat, 7), round(lon, 7)
    (south, north), (west, east) = _THAILAND
    if south <= lon <= north and west <= lat <= east:
        return round(lon, 7), round(lat, 7)
    return None
