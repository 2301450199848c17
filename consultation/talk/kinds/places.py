"""Provinces and districts: choices that may also be typed as people call them."""

from dataclasses import replace

from consultation.forms.logic import Slot
from consultation.places.answers import Ambiguous, Found, Outside
from consultation.places.lookup import find_district, find_province
from consultation.places.schemes import UnknownPlace, province
from consultation.talk.here import Here
from consultation.talk.kinds.kind import Ask, Taken, Understood, checked


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
        notice = ("place_outside", {"place": found.place.name_th, "cluster": here.form.about.cluster})
        taken = checked(here, slot, found.place.iso, text)
        return replace(taken, notice=notice) if isinstance(taken, Taken) else taken
    near = found.candidates if isinstance(found, Ambiguous) else found.suggestions
    if near:
        return Ask("place_which", {"labels": " / ".join(place.name_th for place in near[:5])})
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
        elsewhere = {"district": found.place.full_name_th, "province": place_name(found.place.province_iso)}
        return Ask("district_outside", {**elsewhere, "here": place_name(iso), "count": len(choices)})
    if isinstance(by_number, Ask) and by_number.key == "which":
        return by_number
    return Ask("district_unknown", {"count": len(choices)})


def place_name(name: str) -> str:
    """A province's name by its code; what is no code stays as it is."""
    try:
        return province(name).name_th
    except UnknownPlace:
        return name


def _is_province(name: str) -> bool:
    try:
        return bool(province(name))
    except UnknownPlace:
        return False
