"""What can be followed, and what it is called in the languages of the talk."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from consultation.forms.template_translations import of_text
from consultation.places.schemes import Cluster, UnknownPlace, cluster, province
from consultation.places.translated import cluster_names, names
from consultation.rights import Place
from consultation.subscriptions.models import CLUSTER, KINDS, PROVINCE, TOPIC
from nlp.taxonomy import provincial


@dataclass(frozen=True, order=True)
class Target:
    """One thing that can be followed, as `models.Subscription` keeps it."""

    kind: str
    target: str


def targets_of(of: Cluster, topics: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """By kind, what followers of a consultation of this cluster and about these topics may follow."""
    return {CLUSTER: (of.code,), PROVINCE: tuple(sorted(of.isos)), TOPIC: topics}


def within(places: Iterable[Place]) -> set[Target]:
    """What can be followed of these clusters: they themselves and their provinces."""
    there = [cluster(place.scheme, place.cluster) for place in places]
    of = {Target(CLUSTER, one.code) for one in there}
    return of | {Target(PROVINCE, iso) for one in there for iso in one.isos}


def known(kind: str, target: str) -> Target | None:
    """What can be followed under these keys; None where there is no such thing."""
    try:
        if kind == CLUSTER:
            return Target(kind, cluster(target).code)
        if kind == PROVINCE:
            return Target(kind, province(target).iso)
    except UnknownPlace:
        return None
    return Target(kind, target) if kind == TOPIC and target in topics() else None


def called(what: Target, language: str = "th") -> str:
    """What it is called; in Thai where the language has no name for it."""
    if what.kind == TOPIC:
        name = topics()[what.target]
        return of_text(name).get(language) or name
    found = cluster_names(cluster(what.target)) if what.kind == CLUSTER else names(province(what.target))
    return found.get(language) or found["th"]


@cache
def topics() -> dict[str, str]:
    """The matters of provincial plans by code, T01 to T13, as citizens read them in Thai."""
    return {each.key: each.label for each in provincial().categories}


def order(what: Target) -> tuple[int, str]:
    """Clusters first, then provinces, then topics, each by its code."""
    return KINDS.index(what.kind), what.target
