"""Comparing two to six consultations: what was asked alike, how the shares stand, and what may not be compared."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.errors import Refused
from consultation.places.schemes import cluster
from consultation.responses.service import figures
from consultation.rights import EVERYWHERE, Reach
from consultation.rounds import questions, themes
from consultation.rounds.saying import WORDS, say
from consultation.rounds.values import Comparison, Round
from consultation.wording import wording

__all__ = ["LEAST", "MOST", "compare"]

LEAST, MOST = 2, 6
FEW = 30  # people of a round below which shares are said to swing
APART = 0.2  # of the share of a channel, beyond which rounds are said to have come another way

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def compare(session: Session, ids: Sequence[int], there: Reach = EVERYWHERE) -> Comparison:
    """These consultations side by side, the one that opened first on the left. Raises Refused, and NotFound for one
    that is not there or out of reach.
    """
    chosen = list(dict.fromkeys(ids))
    if len(chosen) < LEAST:
        raise Refused(say("problem", "few", least=LEAST))
    if len(chosen) > MOST:
        raise Refused(say("problem", "many", most=MOST))
    for id in chosen:
        consult.view(session, id, there)
    rows = [session.get_one(Consultation, id) for id in chosen]
    rows.sort(key=lambda row: (row.opened_at or row.opens_at or _EARLIEST, row.id or 0))
    rounds = [_round(session, row) for row in rows]
    closed, apart = questions.blocks(session, rounds)
    return Comparison(
        rounds=tuple(rounds),
        cautions=tuple(_cautions(rounds)),
        blocks=(*closed, *themes.blocks(session, rounds)),
        apart=tuple(apart),
        provinces=_shared(rounds),
    )


def _round(session: Session, row: Consultation) -> Round:
    place, counted = cluster(row.scheme, row.cluster), figures(session, row.id or 0)
    return Round(
        id=row.id or 0, title=row.title, cluster=f"{row.scheme}:{row.cluster}",
        provinces=tuple((one.iso, one.name_th) for one in place.provinces),
        opened_at=row.opened_at, closed_at=row.closed_at, sampling=row.sampling, sample=row.sample,
        people=counted.submitted,
        channels={one.key: one.n / counted.submitted for one in counted.channels if counted.submitted},
    )  # fmt: skip


def _shared(rounds: Sequence[Round]) -> tuple[tuple[str, str], ...]:
    """The provinces that every round has."""
    everywhere = set.intersection(*({iso for iso, _ in one.provinces} for one in rounds))
    return tuple(pair for pair in rounds[0].provinces if pair[0] in everywhere)


def _cautions(rounds: Sequence[Round]) -> list[str]:
    found = []
    if len({one.sampling for one in rounds}) > 1:
        found.append(say("caution", "sampling", which=_each(rounds, lambda one: say("sampling", one.sampling))))
    if any(one.sampling == "open" for one in rounds):
        found.append(say("caution", "open"))
    keys = {key for one in rounds for key in one.channels}
    heard = [one for one in rounds if one.people]
    far = [
        key
        for key in sorted(keys)
        if len(heard) > 1
        and max(one.channels.get(key, 0) for one in heard) - min(one.channels.get(key, 0) for one in heard) > APART
    ]
    if far:
        found.append(say("caution", "channels", which=_channels(heard, far)))
    if len({one.provinces for one in rounds}) > 1:
        found.append(say("caution", "clusters"))
    if any(one.sample for one in rounds):
        found.append(say("caution", "sample"))
    if few := [one for one in rounds if one.people < FEW]:
        found.append(say("caution", "few", least=FEW, which=_each(few, lambda one: str(one.people))))
    return found


def _each(rounds: Sequence[Round], tell: Callable[[Round], str]) -> str:
    return ", ".join(f"{one.title}: {tell(one)}" for one in rounds)


def _channels(rounds: Sequence[Round], keys: Sequence[str]) -> str:
    names = wording(WORDS)["channel"]
    shares = {key: " → ".join(f"{100 * one.channels.get(key, 0):.0f}%" for one in rounds) for key in keys}
    return "; ".join(f"{names.get(key, key)} {told}" for key, told in shares.items())
