"""Talks as they are kept: found, begun, and stored after a step with the answers that it gave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from consultation import ahead, clock, ids
from consultation.among import among
from consultation.columns import BIG
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.forms import service as forms
from consultation.forms.form import About, Form
from consultation.forms.logic import parse_key
from consultation.law import due
from consultation.opinion.serving import with_statements
from consultation.people.models import Contact
from consultation.places.schemes import cluster as find_cluster
from consultation.places.translated import cluster_names
from consultation.privacy.notices import shown
from consultation.responses import corrections, intake
from consultation.responses.erase import drop_corrections, was_counted
from consultation.settings import settings
from consultation.talk import voting
from consultation.talk.checking import as_sent
from consultation.talk.here import Here
from consultation.talk.model import Incoming, Step, Talk
from consultation.talk.models import TalkRow

# Built once: it runs for every event.
_TALK = select(TalkRow).where(
    TalkRow.consultation_id == bindparam("consultation"), TalkRow.person_id == bindparam("person")
)

_TALKS = select(TalkRow).where(among(col(TalkRow.person_id), "people", BIG))


@dataclass(frozen=True)
class Open:
    """One person's talk about one consultation, with the form that it walks through."""

    consultation: Consultation
    row: TalkRow
    talk: Talk
    form: Form

    @property
    def consultation_id(self) -> int:
        """The consultation's id."""
        return self.row.consultation_id


def find(session: Session, consultation: Consultation, person_id: int) -> TalkRow | None:
    """The row of a person's talk about the consultation, or None when they have not begun."""
    known: TalkRow | None = ahead.take(session, "talk", (consultation.id, person_id))
    if known is None and ahead.missing(session, "talk", person_id, still=True):  # somebody we met a moment ago
        return None
    return known or session.exec(_TALK, params={"consultation": consultation.id, "person": person_id}).first()


def read_ahead(session: Session, people: Sequence[int]) -> None:
    """Read the talks of many people and their responses at once (consultation/ahead.py)."""
    talks = session.exec(_TALKS, params={"people": people})
    ahead.put(session, "talk", {(row.consultation_id, row.person_id): row for row in talks})
    intake.read_ahead(session, people)


def load(session: Session, consultation: Consultation, person_id: int, carrier: str) -> Open | None:
    """A person's talk about the consultation, None when they have not begun. carrier: what their channel is called."""
    row = find(session, consultation, person_id)
    if row is None:
        return None
    talk = Talk.model_validate(row.state)
    form = _form(session, row, consultation, talk.revision, carrier)
    return Open(consultation, row, talk, with_statements(session, row.consultation_id, form, talk))


def holding(session: Session, person_id: int, album: str, carrier: str) -> Open | None:
    """The talk that an album of this person's belongs to, when a part of it has come."""
    session.flush()
    theirs = select(TalkRow).where(TalkRow.person_id == person_id).order_by(col(TalkRow.updated_at).desc())
    row = next((row for row in session.exec(theirs) if album in row.state.get("albums", {})), None)
    return load(session, session.get_one(Consultation, row.consultation_id), person_id, carrier) if row else None


def begin(
    session: Session,
    consultation: Consultation,
    contact: Contact,
    incoming: Incoming,
    carrier: str,
    meeting: int | None = None,
    toward: str = "",
) -> Open:
    """Make a talk on the form's newest revision, which is frozen by this. incoming: what it begins with; meeting: at
    which one; toward: the question that is asked first.
    """
    assert consultation.id is not None
    revision = forms.start(session, consultation.id)
    assert revision.id is not None
    talk = Talk(
        code=consultation.code,
        revision=revision.number,
        receipt=ids.receipt(),
        language=incoming.speaks or contact.language,
        reads=incoming.reads,
        meeting=meeting,
        toward=toward,
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
    ahead.missing(session, "talk", contact.person_id)  # is so no longer
    return Open(consultation, row, talk, _form(session, row, consultation, talk.revision, carrier))


def at_meeting(opened: Open, meeting: int) -> Open:
    """The same talk, gone on with at a meeting, unless it was sent before: what was sent was not said there."""
    if opened.talk.stage == "done" or opened.talk.sent is not None:
        return opened
    return replace(opened, talk=opened.talk.model_copy(update={"meeting": meeting}))


def on_newest_revision(session: Session, opened: Open, carrier: str) -> Open:
    """The same talk moved to the form's newest revision, for beginning again; its votes are asked anew."""
    revision = forms.start(session, opened.consultation_id)
    assert revision.id is not None
    opened.row.revision_id = revision.id
    form = _form(session, opened.row, opened.consultation, revision.number, carrier)
    return Open(opened.consultation, opened.row, opened.talk.model_copy(update={"ballots": {}}), form)


def asking(session: Session, opened: Open, question: str, carrier: str) -> Open:
    """The same talk on a revision that has a question: its own, else the newest, with the answers that stand there too.

    A talk finishes on the revision that it started on; whoever asks for a question that came later asks for this.
    """
    if opened.form.question(question) is not None:
        return opened
    newest = forms.current(session, opened.consultation_id)
    if newest.question(question) is None:
        return opened
    moved = on_newest_revision(session, opened, carrier)
    talk = opened.talk.model_copy(update={"revision": moved.form.revision})
    here = Here(moved.form, talk, clock.now())
    sent = here.answering(talk.sent).talk.answers if talk.sent is not None else None
    talk = here.answering(talk.answers).moved(sent=sent, picked=(), meant=()).talk
    form = with_statements(session, opened.consultation_id, moved.form, talk)
    return Open(opened.consultation, opened.row, talk, form)


def take(session: Session, opened: Open, move: Callable[[Form], Step]) -> Step:
    """Take a step; where voting begins with it, take it again with the statements drawn for this person.

    move: the step, of a form.
    """
    done = move(opened.form)
    begun = done.talk.ballots.keys() - opened.talk.ballots.keys()
    if not begun:
        return done
    return move(with_statements(session, opened.consultation_id, opened.form, opened.talk, begun))


def store(session: Session, opened: Open, done: Step, channel: str, mark: str = "") -> None:
    """Keep what a step changed: the talk's state, its answers, and the response when it was sent.

    mark: of the message that it was taken by (talk/afterwards.py); empty for a button.
    """
    done = marked(opened.form, done, mark)
    row, before, moment = opened.row, opened.row.stage, clock.now()
    row.state, row.updated_at = done.talk.model_dump(mode="json"), moment
    if done.talk.stage != before:
        row.stage = done.talk.stage
    if done.answers or done.talk.stage not in (before, "declined"):
        _keep(session, opened, done, channel, sent=done.talk.stage == "done" and before != "done", moment=moment)


def about(session: Session, consultation: Consultation, carrier: str) -> About:
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
        result_by=due.result_due(session, consultation),
        keep_until=end + timedelta(days=of.retention_link_days) if end else None,
        link=f"{base}/c/{consultation.code}",
        privacy_link=f"{base}/c/{consultation.code}/privacy",
        carrier=carrier,
        timezone=of.timezone,
        notice=shown.chat_texts(session, consultation.opened_at),
    )


def _form(session: Session, row: TalkRow, consultation: Consultation, number: int, carrier: str) -> Form:
    def made() -> Form:
        form = forms.compiled(session, row.revision_id, consultation.code, number)
        return form.model_copy(update={"about": about(session, consultation, carrier)})

    of = (row.revision_id, consultation.id, number, carrier)
    return ahead.kept(session, "form", of, made) or made()


def counting(done: Step) -> Step:
    """The same step with the talk as it was sent, where answers are being corrected."""
    talk = done.talk
    if talk.sent is None:
        return done
    as_sent = {"answers": talk.sent, "ballots": talk.sent_ballots, "sent": None, "sent_ballots": {}}
    return done.model_copy(update={"talk": talk.model_copy(update=as_sent)})


def marked(form: Form, done: Step, mark: str) -> Step:
    """The same step, its answers with the mark of the message, but for what was worked out of them, or has marks."""
    if not mark or not done.answers:
        return done
    given = (
        answer.model_copy(update={"message": mark}) if not answer.message and _spoken(form, answer.question) else answer
        for answer in done.answers
    )
    return done.model_copy(update={"answers": tuple(given)})


def _spoken(form: Form, key: str) -> bool:
    if voting.part_of(form, key) is not None:
        return True
    name, numbers = parse_key(key)
    question = form.question(name)
    return bool(numbers) if question is None else question.asked and question.type != "statements"


def _keep(session: Session, opened: Open, done: Step, channel: str, *, sent: bool, moment: datetime) -> None:
    """Store answers: at once while nothing was sent, apart once it was, so that what counts changes only as a whole."""
    response = intake.response_of(session, opened.row, done.talk, channel)
    if not was_counted(response):
        intake.store_answers(session, response, opened.form, done.answers, sent=sent)
        if sent:
            response.revision_id = opened.row.revision_id
            intake.submit(session, response, opened.form, done, moment)
        return
    if done.counted:
        response.revision_id = opened.row.revision_id
        changed = {answer.question for answer in done.answers}
        corrections.settle(session, response, opened.form, counting(done), changed, moment)
    elif not sent:
        corrections.keep(session, response, [answer for answer in done.answers if not answer.late])
        intake.store_answers(session, response, opened.form, [answer for answer in done.answers if answer.late])
    elif as_sent(opened.talk):
        drop_corrections(session, [response.id or 0])
    else:
        response.revision_id = opened.row.revision_id
        corrections.send_again(session, response, opened.form, done, moment)
