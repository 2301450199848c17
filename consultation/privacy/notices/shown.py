"""Which version of the notice is shown where: pure, from the days on which each began to hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from consultation.consult.models import Consultation
from consultation.privacy.notices.models import PrivacyNotice
from consultation.talk.wording import unfilled

SHIPPED = "shipped"
CHAT = ("privacy_short", "privacy_undated", "privacy_platform")  # the sentences of the chat's welcome


class Standing(NamedTuple):
    """Since when a version holds, and whether for consultations that were open before, too."""

    number: int
    since: datetime
    also_open: bool


def standings(session: Session) -> list[Standing]:
    """Every version that holds, oldest first; without their texts, for this is asked with every consent."""
    of = PrivacyNotice
    columns = select(of.number, of.origin, of.also_open, of.written_at).add_columns(col(of.approved_at))
    found = [
        (number, written if origin == SHIPPED else approved, also)
        for number, origin, also, written, approved in session.execute(columns.order_by(col(of.number)))
    ]
    return [Standing(number, since, also) for number, since, also in found if since is not None]


def version(holding: Sequence[Standing], opened_at: datetime | None) -> int | None:
    """The number of the version that a consultation shows: the newest that held when it opened, or was made for open
    ones, too.

    The first version stands for consultations from before there were any; None where none was ever recorded.
    """
    for row in reversed(holding):
        if opened_at is None or row.also_open or row.since <= opened_at:
            return row.number
    return holding[0].number if holding else None


def of(session: Session, opened_at: datetime | None) -> PrivacyNotice | None:
    """The version that a consultation shows which was opened then, None for not yet."""
    number = version(standings(session), opened_at)
    return session.exec(select(PrivacyNotice).where(PrivacyNotice.number == number)).first() if number else None


def numbers(session: Session, consultations: Sequence[int]) -> dict[int, int]:
    """The number of the version that each of these consultations shows now."""
    holding = standings(session)
    if not holding:
        return {}
    opened = select(Consultation.id, Consultation.opened_at).where(col(Consultation.id).in_(consultations))
    return {id or 0: version(holding, at) or 0 for id, at in session.exec(opened)}


def chat_texts(session: Session, opened_at: datetime | None) -> dict[str, dict[str, str]]:
    """The sentences of the chat by language, as the version that a consultation shows has them; empty where they are
    the catalogue's of today, and where no version was ever recorded."""
    row = of(session, opened_at)
    if row is None:
        return {}
    found = {language: {key: texts[key] for key in CHAT if texts.get(key)} for language, texts in row.texts.items()}
    today = {language: {key: unfilled(key, language) for key in texts} for language, texts in found.items()}
    return {} if found == today else found
