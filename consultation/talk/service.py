"""The unit of work around a step: one understood event in, everything it changes in one transaction.

Finds the contact, decides which consultation is meant, steps the talk, stores answers and the talk's new state, and
puts what is to be said into the outbox.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from consultation import clock, ids
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import About, Form
from consultation.opinion.serving import with_statements
from consultation.outbox import service as outbox
from consultation.people import service as people
from consultation.people.models import Contact
from consultation.people.service import Who
from consultation.places.schemes import cluster as find_cluster
from consultation.places.translated import cluster_names
from consultation.responses import intake
from consultation.settings import settings
from consultation.talk import desk, tongues
from consultation.talk.model import Incoming, Step, Talk
from consultation.talk.models import TalkRow
from consultation.talk.step import again, begin, step
from consultation.vault import Vault

__all__ = ["Who", "about", "hear"]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def hear(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> int | None:
    """Work one event of a citizen. Everything it changes commits together, or nothing does.

    Returns the consultation it was about, None when about none: what is stored of the event is cut with it.
    """
    # Half of the time went into flushes before each of the look-ups; nothing here looks up what it has just written.
    with session.no_autoflush:
        return _hear(session, vault, who, _storable(incoming), reply)


def _hear(session: Session, vault: Vault, who: Who, incoming: Incoming, reply: dict[str, Any] | None) -> int | None:
    contact = people.meet(session, vault, who)
    if incoming.kind == "farewell":
        people.farewell(session, contact)
        return None
    contact.language = tongues.chosen_at_desk(incoming) or contact.language
    direction = desk.direct(session, contact, incoming)
    if isinstance(direction, desk.Say):
        contact.offered = direction.offered
        messages, consultation_id = tongues.at_desk(contact.language, incoming) or direction.messages, None
    else:
        contact.active_code, contact.offered = direction.consultation.code, None
        done = _converse(session, contact, direction, who, incoming)
        messages, contact.language = done.outgoing, done.talk.language
        consultation_id = direction.consultation.id
    session.add(contact)
    assert contact.id is not None
    if messages:
        outbox.put(
            session,
            contact.id,
            tongues.spoken(messages, contact.language),
            reply=reply,
            consultation_id=consultation_id,
        )
    return consultation_id


def about(consultation: Consultation, carrier: str) -> About:
    """What a talk tells about a consultation."""
    of = settings()
    base = of.base_url.rstrip("/")
    place = find_cluster(consultation.scheme, consultation.cluster)
    end = consult.end_of(consultation)
    return About(
        code=consultation.code,
        title=consultation.title,
        cluster=place.full_name_th,
        clusters=cluster_names(place),
        closes_at=end,
        result_by=consult.result_due(consultation, of.result_days),
        keep_until=end + timedelta(days=of.retention_link_days) if end else None,
        link=f"{base}/c/{consultation.code}",
        privacy_link=f"{base}/c/{consultation.code}/privacy",
        carrier=carrier,
        timezone=of.timezone,
    )


def _storable(incoming: Incoming) -> Incoming:
    """The event without what no database takes as text: NUL and halves of characters."""
    changed = {name: _UNSTORABLE.sub("", getattr(incoming, name)) for name in ("text", "data")}
    return incoming.model_copy(update=changed)


def _converse(session: Session, contact: Contact, to: desk.Consult, who: Who, incoming: Incoming) -> Step:
    row = desk.talk_of(session, to.consultation, contact)
    if row is None:
        return _first(session, contact, to.consultation, who, incoming)
    talk = Talk.model_validate(row.state)
    form = _form(session, row, to.consultation, talk, who)
    if to.entering:
        done = again(form, talk, clock.now(), "resume")
    else:
        done = _step(session, to.consultation, form, talk, incoming)
    _store(session, row, form, done, contact, to.consultation)
    return done


def _step(session: Session, consultation: Consultation, form: Form, talk: Talk, incoming: Incoming) -> Step:
    """Take the step; where voting begins with it, take it again with the statements drawn for this person."""
    assert consultation.id is not None
    done = step(form, talk, incoming, clock.now())
    begun = done.talk.ballots.keys() - talk.ballots.keys()
    if not begun:
        return done
    return step(with_statements(session, consultation.id, form, talk, begun), talk, incoming, clock.now())


def _first(session: Session, contact: Contact, consultation: Consultation, who: Who, incoming: Incoming) -> Step:
    assert consultation.id is not None
    revision = forms.start(session, consultation.id)
    assert revision.id is not None
    talk = Talk(
        code=consultation.code,
        revision=revision.number,
        receipt=ids.receipt(),
        language=incoming.speaks or contact.language,
        reads=incoming.reads,
    )
    row = TalkRow(
        consultation_id=consultation.id,
        person_id=contact.person_id,
        revision_id=revision.id,
        stage=talk.stage,
        state=talk.model_dump(mode="json"),
        created_at=clock.now(),
        updated_at=clock.now(),
    )
    session.add(row)
    return begin(_form(session, row, consultation, talk, who), talk, clock.now())


def _form(session: Session, row: TalkRow, consultation: Consultation, talk: Talk, who: Who) -> Form:
    form = forms.compiled(session, row.revision_id, consultation.code, talk.revision)
    form = form.model_copy(update={"about": about(consultation, who.carrier)})
    return with_statements(session, row.consultation_id, form, talk)


def _store(
    session: Session, row: TalkRow, form: Form, done: Step, contact: Contact, consultation: Consultation
) -> None:
    before, moment = row.stage, clock.now()
    row.state, row.stage, row.updated_at = done.talk.model_dump(mode="json"), done.talk.stage, moment
    session.add(row)
    if not done.answers and done.talk.stage in (before, "declined"):
        return
    _keep(session, row, form, done, contact, before, moment)


def _keep(
    session: Session, row: TalkRow, form: Form, done: Step, contact: Contact, before: str, moment: datetime
) -> None:
    response = intake.response_of(session, row, done.talk, contact.channel)
    intake.store_answers(session, response, form, done.answers)
    if done.talk.stage == "done" and before != "done":
        intake.submit(session, response, form, done, moment)
