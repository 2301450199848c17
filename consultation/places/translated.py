"""What places are called in the languages of a talk: English and Rumi in Latin letters, Jawi where a name is known."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from consultation.places.districts import District
from consultation.places.schemes import Cluster, Province, read_data

Names = dict[str, str]  # language code to name; "th" is always there


def names(place: Province | District) -> Names:
    """A province's or district's name in every language that has one."""
    known = _data()["provinces"].get(place.iso, {}) if isinstance(place, Province) else {}
    return {"th": place.name_th, "en": place.name_en, "ms": place.name_en, **known}


def cluster_names(cluster: Cluster) -> Names:
    """A cluster's full name in every language that has one."""
    own = {"en": cluster.name_en, **_data()["clusters"].get(cluster.code, {})}
    return {"th": cluster.full_name_th, **{each: _data()["cluster"][each].format(name=own[each]) for each in own}}


@cache
def _data() -> Mapping[str, Any]:
    return read_data("names.toml")
