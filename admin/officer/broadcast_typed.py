"""What an officer has filled in of a broadcast: read from a form, from what is kept, and made into a draft."""

from dataclasses import dataclass, field

from admin.fields import Fields
from consultation.broadcast.audience import KINDS, OF_ONE, Audience, Kind
from consultation.broadcast.figures import View
from consultation.broadcast.service import PURPOSES, Draft, Purpose
from consultation.places.schemes import cluster
from consultation.talk.wording import LANGUAGES


@dataclass(frozen=True)
class Typed:
    """What the officer has filled in so far, as text."""

    cluster: str
    consultation: str = ""
    title: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    starts: str = ""
    link: str = ""
    kind: str = "everyone"
    about: str = ""
    purpose: str = "news"
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    urgent: bool = False
    version: int = 0


def audience(typed: Typed) -> Audience:
    """To whom it is; of another audience than there is, to everyone."""
    found: dict[str, Kind] = {kind: kind for kind in KINDS}
    kind = found.get(typed.kind, "everyone")
    return Audience(
        kind=kind, consultation=number_of(typed.about) if kind in OF_ONE else None, provinces=typed.provinces,
        districts=typed.districts, sectors=typed.sectors, topics=typed.topics,
    )  # fmt: skip


def draft(typed: Typed) -> Draft:
    """What is to be kept. Raises UnknownPlace."""
    of = cluster(typed.cluster)
    return Draft(
        scheme=of.scheme, cluster=of.number, consultation=number_of(typed.consultation), title=typed.title,
        purpose=purpose_of(typed), texts=typed.texts, starts=number_of(typed.starts), link=typed.link,
        audience=audience(typed), urgent=typed.urgent,
    )  # fmt: skip


def purpose_of(typed: Typed) -> Purpose:
    """What kind of message it is; news where it is of no consultation."""
    known: dict[str, Purpose] = {each: each for each in PURPOSES}
    return known.get(typed.purpose, "news") if typed.consultation else "news"


def number_of(given: str) -> int | None:
    """A number that a database may have, None for anything else."""
    return int(given) if given.isdecimal() and len(given) < 19 else None


def read(sent: Fields) -> Typed:
    """What a form says."""
    return Typed(
        cluster=sent.line("cluster"),
        consultation=sent.line("consultation"),
        title=sent.line("title")[:200],
        texts={language: sent.get(f"text-{language}", "") for language in LANGUAGES},
        starts=sent.line("starts"),
        link=sent.line("link"),
        kind=sent.line("kind") or "everyone",
        about=sent.line("about"),
        purpose=sent.line("purpose") or "news",
        provinces=tuple(sent.getall("province", [])),
        districts=tuple(sent.getall("district", [])),
        sectors=tuple(sent.getall("sector", [])),
        topics=tuple(sent.getall("topic", [])),
        urgent=bool(sent.get("urgent")),
        version=number_of(sent.line("version")) or 0,
    )


def of_view(view: View) -> Typed:
    """What is kept, to be written on."""
    to = Audience.model_validate(view.audience)
    return Typed(
        cluster=f"{view.scheme}:{view.cluster}",
        consultation=str(view.consultation_id or ""),
        title=view.title,
        texts=view.texts,
        starts=str(view.starts_id or ""),
        link=view.link,
        kind=to.kind,
        about=str(to.consultation or ""),
        purpose=view.purpose,
        provinces=to.provinces,
        districts=to.districts,
        sectors=to.sectors,
        topics=to.topics,
        urgent=view.urgent,
        version=view.version,
    )
