"""Who hears a reply: those behind the finding who agreed to hear and can be reached, each once, however much they said.

Behind it are those whose comments it rests on, and those whose choices speak for it. What they are reminded of is
their own first comment on it, as readers see it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_
from sqlmodel import Session, col, select

from consultation.broadcast.audience import CONTACT
from consultation.findings.models import Finding, FindingAnswer
from consultation.findings.spread import comments_behind
from consultation.people.models import Consent, Contact
from consultation.replies.models import Reply, ReplyRound
from consultation.responses.models import Answer, Comment, Response
from consultation.themes.members import COUNTED

OUT = ("no_account", "no_consent", "blocked", "told")  # why somebody is not told, the first that holds


@dataclass(frozen=True)
class Behind:
    """One person behind a finding. words: what they said, masked; empty for whoever only chose an answer."""

    person_id: int
    words: str


@dataclass(frozen=True)
class Reached:
    """A person and where they are told; contact None: not at all, and why."""

    behind: Behind
    contact: Contact | None
    why: str = ""


def behind(session: Session, row: ReplyRound, after: int = 0, most: int | None = None) -> list[Behind]:
    """Those behind a round's finding, or behind any finding of its consultation, by person; so many beyond one."""
    findings = _findings(session, row)
    if not findings:
        return []
    spoken = or_(*(col(Comment.id).in_(comments_behind(id)) for id in findings))
    first = (
        select(col(Comment.response_id).label("response"), func.min(Comment.id).label("comment"))
        .where(Comment.consultation_id == row.consultation_id, spoken)
        .group_by(col(Comment.response_id))
        .subquery()
    )
    chose = _chose(session, findings, row.consultation_id)
    concerned = first.c.comment.is_not(None)
    query: Any = (
        select(Response.person_id, Comment.text)
        .outerjoin(first, first.c.response == col(Response.id))
        .outerjoin(Comment, col(Comment.id) == first.c.comment)
        .where(Response.consultation_id == row.consultation_id, Response.state == COUNTED)
        .where(concerned if chose is None else or_(concerned, col(Response.id).in_(chose)))
        .where(col(Response.person_id) > after)
        .order_by(col(Response.person_id))
        .limit(most)
    )
    return [Behind(person_id, text or "") for person_id, text in session.exec(query)]


def reached(session: Session, row: ReplyRound, some: Sequence[Behind]) -> list[Reached]:
    """Where each of them is told, or why not, as it stands now."""
    found = []
    for at in range(0, len(some), 500):
        found += _reached(session, row, some[at : at + 500])
    return found


def counted(these: Sequence[Reached]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How many are left out by reason, and of those who are told how many by channel and by language."""
    told = [one.contact for one in these if one.contact is not None]
    out = Counter(one.why for one in these if one.contact is None)
    return out, Counter(contact.channel for contact in told), Counter(contact.language for contact in told)


def _reached(session: Session, row: ReplyRound, some: Sequence[Behind]) -> list[Reached]:
    ids = [one.person_id for one in some]
    # Oldest first, so that of several contacts the one heard from last is kept.
    contacts = select(Contact).where(col(Contact.person_id).in_(ids), col(Contact.group).is_(False))
    every = session.exec(contacts.order_by(col(Contact.last_seen_at), col(Contact.id))).all()
    open_to = {one.person_id: one for one in every if one.blocked_at is None}
    holds = (
        Consent.consultation_id == row.consultation_id,
        Consent.scope == CONTACT,
        col(Consent.withdrawn_at).is_(None),
    )
    agreed = set(session.exec(select(Consent.person_id).where(col(Consent.person_id).in_(ids), *holds)))
    of_round = exists().where(col(Reply.contact_id) == col(Contact.id), col(Reply.round_id) == row.id)
    had = select(Contact.person_id).where(col(Contact.person_id).in_(ids), of_round)
    told, known = set(session.exec(had)), {one.person_id for one in every}
    found = []
    for one in some:
        why = (
            "no_account" if one.person_id not in known
            else "no_consent" if one.person_id not in agreed
            else "blocked" if one.person_id not in open_to
            else "told" if one.person_id in told
            else ""
        )  # fmt: skip
        found.append(Reached(one, None if why else open_to[one.person_id], why))
    return found


def _findings(session: Session, row: ReplyRound) -> list[int]:
    if row.finding_id is not None:
        return [row.finding_id]
    standing = (Finding.consultation_id == row.consultation_id, col(Finding.withdrawn_at).is_(None))
    return [id or 0 for id in session.exec(select(Finding.id).where(*standing))]


def _chose(session: Session, findings: Sequence[int], consultation_id: int) -> Any:
    """A selection of the responses with a choice that speaks for one of the findings; None without such choices."""
    choices = session.exec(select(FindingAnswer).where(col(FindingAnswer.finding_id).in_(findings))).all()
    if not choices:
        return None
    asked = col(Answer.question)
    each = [
        and_(
            or_(asked == one.question, asked.startswith(f"{one.question}[", autoescape=True)),
            (" " + col(Answer.value) + " ").contains(f" {one.choice} ", autoescape=True),
        )
        for one in choices
    ]
    query = select(Answer.response_id).join(Response, col(Response.id) == col(Answer.response_id))
    return query.where(Response.consultation_id == consultation_id, col(Answer.late).is_(False), or_(*each))
