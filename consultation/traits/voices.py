"""Messages that several people sent: listed with bursts and samples, marked by a person, counted with and without."""

from collections.abc import Sequence

from sqlalchemy import distinct, func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.responses.models import Comment, Response
from consultation.responses.service import reference
from consultation.traits.models import CAMPAIGN, MARKS, OWN, UNMARKED, CommentTrait, TraitReading, Voice, VoiceBurst
from consultation.traits.storing import counted
from consultation.traits.values import BurstView, Counts, FieldModel, ReadingView, Sample, Value, VoiceView
from consultation.traits.wording import catalogue, name, not_found, refused

PAGE = 20
SAMPLES = 5
LONGEST_NOTE = 500


class VoicePage(Value):
    """One page of voices, most people first. total: how many there are of this sort."""

    voices: tuple[VoiceView, ...]
    total: int
    page: int
    pages: int


def page(session: Session, consultation_id: int, question: str, *, long: bool = True, at: int = 1) -> VoicePage:
    """One page of the messages that several sent; long: those that may have been sent round, else the short ones."""
    these = (Voice.consultation_id == consultation_id, Voice.question == question, col(Voice.long).is_(long))
    total = session.exec(select(func.count()).select_from(Voice).where(*these)).one()
    pages = max(1, -(-total // PAGE))
    at = min(max(at, 1), pages)
    rows = (
        select(Voice, Comment.text)
        .join(Comment, col(Comment.id) == col(Voice.comment_id))
        .where(*these)
        .order_by(col(Voice.people).desc(), col(Voice.id))
        .limit(PAGE)
        .offset(PAGE * (at - 1))
    )
    found = list(session.exec(rows).all())
    people = _people(session, consultation_id, question)
    times = _bursts(session, [voice.id or 0 for voice, _ in found])
    views = tuple(_view(voice, text, people, times.get(voice.id or 0, ())) for voice, text in found)
    return VoicePage(voices=views, total=total, page=at, pages=pages)


def samples(session: Session, voice_id: int) -> list[Sample]:
    """The wordings of a voice, the commonest first, five at most, personal data masked."""
    n = func.count(distinct(col(Comment.response_id)))
    query = (
        select(func.min(Comment.id), Comment.text, n)
        .join(CommentTrait, col(CommentTrait.comment_id) == col(Comment.id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(CommentTrait.voice_id == voice_id, *counted())
        .group_by(Comment.text)
        .order_by(n.desc(), func.min(Comment.id))
        .limit(SAMPLES)
    )
    found = session.exec(query)
    return [Sample(comment_id=id or 0, ref=reference(id or 0), text=text, people=n) for id, text, n in found]


def samples_of(session: Session, voices: Sequence[int]) -> dict[int, list[Sample]]:
    """The samples of several voices."""
    return {voice: samples(session, voice) for voice in voices}


def mark(session: Session, consultation_id: int, voice_id: int, given: str, note: str, actor: str) -> VoiceView:
    """Keep what a person makes of a message: `campaign`, `own`, or empty to take it back. Nothing is removed by it.

    note: why; asked for with either mark. Raises NotFound, Refused.
    """
    row = session.exec(select(Voice).where(Voice.id == voice_id).with_for_update()).first()
    if row is None or row.consultation_id != consultation_id:
        raise not_found("voice_not_found", id=voice_id)
    note = " ".join(note.split())
    if given not in MARKS:
        raise refused("mark", given=given[:40])
    if given != UNMARKED and not note:
        raise refused("note")
    if len(note) > LONGEST_NOTE:
        raise refused("note_long", most=LONGEST_NOTE)
    before = {"mark": row.mark, "note": row.note}
    row.mark, row.note = given, note if given else ""
    row.marked_by, row.marked_at = (actor, clock.now()) if given else ("", None)
    session.add(row)
    after = {"mark": row.mark, "note": row.note, "people": row.people, "comment": row.comment_id}
    audit.record(session, actor, "voice.mark", f"voice:{voice_id}", before=before, after=after)
    text = session.exec(select(Comment.text).where(Comment.id == row.comment_id)).one()
    return _view(row, text, _people(session, row.consultation_id, row.question), ())


def counts(session: Session, consultation_id: int, question: str) -> Counts:
    """How many people said something to a question as last read, with and without what was marked as a campaign."""
    of_this = (Voice.consultation_id == consultation_id, Voice.question == question, Voice.mark == CAMPAIGN)
    marked = session.exec(select(Voice.id).where(*of_this)).all()  # first, so that only their comments are looked at
    sent_round = (
        select(func.count(distinct(col(Comment.response_id))), func.count(distinct(col(CommentTrait.voice_id))))
        .select_from(CommentTrait)
        .join(Comment, col(Comment.id) == col(CommentTrait.comment_id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(col(CommentTrait.voice_id).in_(marked), *counted())
    )
    in_campaigns, campaigns = session.exec(sent_round).one()
    return Counts(people=_people(session, consultation_id, question), in_campaigns=in_campaigns, campaigns=campaigns)


def readings(session: Session, consultation_id: int) -> list[ReadingView]:
    """The last reading of each question of a consultation, by question."""
    of_this = select(TraitReading).where(TraitReading.consultation_id == consultation_id)
    return [_reading(row) for row in session.exec(of_this.order_by(col(TraitReading.question)))]


def _reading(row: TraitReading) -> ReadingView:
    return ReadingView(
        question=row.question,
        read_at=row.read_at,
        comments=row.comments,
        people=row.people,
        repeated=row.repeated,
        rude=row.rude,
        kinds=_named("kind", row.kinds),
        scopes=_named("scope", row.scopes),
        models={field: FieldModel(**measured) for field, measured in row.model.items()},
    )


def _named(field: str, found: dict[str, int]) -> tuple[tuple[str, str, int], ...]:
    """Key, name and number of each value, in the order of the catalogue."""
    return tuple((key, name(field, key), found.get(key, 0)) for key in catalogue()[field])


def _people(session: Session, consultation_id: int, question: str) -> int:
    """Everybody who said something to a question, as last counted."""
    of_this = (TraitReading.consultation_id == consultation_id, TraitReading.question == question)
    return session.exec(select(TraitReading.people).where(*of_this)).first() or 0


def _bursts(session: Session, voices: Sequence[int]) -> dict[int, tuple[BurstView, ...]]:
    found: dict[int, list[BurstView]] = {}
    query = select(VoiceBurst).where(col(VoiceBurst.voice_id).in_(voices)).order_by(col(VoiceBurst.begins_at))
    for row in session.exec(query):
        ways = tuple(sorted(row.channels.items(), key=lambda way: (-way[1], way[0])))
        facts = row.model_dump(exclude={"id", "voice_id", "channels"})
        found.setdefault(row.voice_id, []).append(BurstView(channels=ways, **facts))
    return {voice: tuple(these) for voice, these in found.items()}


def _view(row: Voice, text: str, people: int, times: tuple[BurstView, ...]) -> VoiceView:
    return VoiceView(
        **row.model_dump(),
        ref=reference(row.comment_id),
        text=text,
        share=row.people / people if people else 0.0,
        mark_name=name("mark", row.mark) if row.mark else "",
        bursts=times,
    )


__all__ = ["CAMPAIGN", "OWN", "VoicePage", "counts", "mark", "page", "readings", "samples", "samples_of"]
