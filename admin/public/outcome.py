"""What everybody reads of a published consultation beside its result: themes with quotes, how far commitments are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from admin.public.followed import decided
from consultation.opendata import service as opendata
from consultation.opendata.service import PublicThemes


@dataclass(frozen=True)
class Outcome:
    """themes: of each question; decided: findings by decision; promised: commitments by how far they are."""

    themes: list[PublicThemes]
    decided: Mapping[str, int]
    promised: Mapping[str, int]


def outcome(session: Session, consultation_id: int) -> Outcome:
    """What has become of what people said, so far."""
    found = decided(session, consultation_id)
    return Outcome(
        themes=opendata.themes(session, consultation_id),
        decided=Counter(each.made.decision for each in found),
        promised=Counter(promise.state for each in found for promise in each.promises),
    )
