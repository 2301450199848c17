"""Provinces and districts: choices that may also be typed as people call them."""

from dataclasses import replace

from consultation.forms.form import in_language
from consultation.forms.logic import Slot
from consultation.places.answers import Ambiguous, Found, Outside
from consultation.places.districts import District
from consultation.places.lookup import find_district, find_province
from consultation.places.schemes import Province, UnknownPlace, province
from consultation.places.translated import names
from consultation.talk import tongues
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Taken, Understood, checked
from consultation.talk.readable import place_name
from consultation.talk.wording import THAI


def typed_province(here: Here, slot: Slot, text: str, by_number: Understood) -> Understood:
    """A province by number, name, beginning or alias; one outside the cluster is taken too, and said to be outside."""
    if isinstance(by_number, Taken):
        return by_number
    within = [choice.name for choice in here.scene.offered(slot) if _is_province(choice.name)]
    if not within:
        return by_number
    found = find_province(text, within=within)
    if isinstance(found, Found):
        return checked(here, slot, found.place.iso, text)
    if isinstance(found, Outside):
        cluster = tongues.cluster(here.form.about, here.language)
        notice = ("place_outside", {"place": _called(found.place, here), "cluster": cluster})
        taken = checked(here, slot, found.place.iso, text)
        return replace(taken, notice=notice) if isinstance(taken, Taken) else taken
    near = found.candidates if isinstance(found, Ambiguous) else found.suggestions
    if near:
        return Ask("place_which", {"labels": " / ".join(_called(place, here) for place in near[:5])})
    return Ask("place_unknown")


def typed_district(here: Here, slot: Slot, text: str, by_number: Understood) -> Understood:
    """A district of the province that was said, by number or name."""
    if isinstance(by_number, Taken):
        return by_number
    asked = here.form.by_role("province")
    iso = (here.nearest(slot, asked.name) if asked else None) or ""
    found = find_district(text, iso if _is_province(iso) else None)
    choices = here.scene.offered(slot)
    if isinstance(found, Found) and found.place.code in {choice.name for choice in choices}:
        return checked(here, slot, found.place.code, text)
    if isinstance(found, Outside):
        named = {
            "province": place_name(found.place.province_iso, here.language),
            "here": place_name(iso, here.language),
        }
        return Ask("district_outside", {"district": _called(found.place, here), **named, "count": len(choices)})
    if isinstance(by_number, Ask) and by_number.key == "which":
        return by_number
    return Ask("district_unknown", {"count": len(choices)})


def _called(place: Province | District, here: Here) -> str:
    """A place's name in the talk's language; in Thai a district's with its kind, as two may bear the same name."""
    thai = place.full_name_th if isinstance(place, District) else place.name_th
    return thai if here.language == THAI else in_language(names(place), here.language)


def _is_province(name: str) -> bool:
    try:
        return bool(province(name))
    except UnknownPlace:
        return False
