"""`ขอแก้ไข` and `เริ่มใหม่`: correcting what was answered, before and after it was sent, and beginning again.

After the close nothing that counts changes; whoever wants to say that something was wrong leaves a note, which is kept
apart.
"""

from dataclasses import replace

from sqlmodel import select

from consultation import clock, ids
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.privacy.requests import service as requests
from consultation.responses import corrections
from consultation.responses.models import LATE_NOTE, Answer, Response
from consultation.talk import anew, claim, keeping
from consultation.talk.caller import Caller, Heard, asking, numbered, tag
from consultation.talk.keeping import Open
from consultation.talk.model import Incoming, Step
from consultation.talk.models import TalkRow
from consultation.talk.offers import offered, stands
from consultation.talk.readable import cut
from consultation.talk.wording import button
from consultation.upsert import upsert

LONGEST_NOTE = 2000
_LONGEST_TITLE = 60


def correct(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Open answers for correction: of the consultation whose code is given, else the one talked about, else ask."""
    caller.session.flush()
    named = consult.find_code(caller.session, rest[0]) if rest else caller.active()
    opened = caller.talk(named)
    if opened is None and not rest:
        begun = _begun(caller)
        if len(begun) > 1:
            choices = [(cut(row.title, _LONGEST_TITLE), tag("correct", row.code)) for row in begun]
            return asking((), caller.message("correct_choose"), choices, caller.resume())
        opened = caller.talk(begun[0]) if begun else None
    opened = _as_sent(opened) if opened is not None else None
    if opened is None or not opened.talk.answers:
        return Heard((caller.message("correct_nothing").model_copy(update={"controls": caller.resume()}),))
    if _over(opened.consultation, incoming):
        return _too_late(caller, opened)
    return _step(caller, opened, anew.reopen(opened.form, opened.talk, clock.now()))


def note(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask for a note on a closed consultation; what is typed next is kept apart, with its time."""
    opened = caller.talk(consult.find_code(caller.session, rest[0])) if rest else None
    if opened is None or _response(caller, opened) is None:
        return Heard((caller.message("correct_nothing"),))
    if incoming.kind == "text" and incoming.text.strip():
        return _keep_note(caller, opened, incoming)
    asked = caller.message("note_ask", most=LONGEST_NOTE)
    return Heard((asked,), opened.consultation_id, [[tag("note", rest[0]), "", None]])


def restart(caller: Caller, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask before beginning again; with the button of that question, do it."""
    caller.session.flush()
    active = consult.find_code(caller.session, rest[0]) if rest else caller.active()
    opened = caller.talk(active)
    if opened is None or _over(opened.consultation, incoming) or not opened.talk.answers:
        return Heard((caller.message("restart_nothing").model_copy(update={"controls": caller.resume()}),))
    if incoming.kind == "tap" and stands(caller.contact.offered, incoming.data):
        return _restart(caller, opened)
    key = "restart_ask_sent" if opened.talk.stage == "done" or opened.talk.sent is not None else "restart_ask"
    code = opened.consultation.code
    choices = [
        (button("restart_yes", caller.language), tag("restart", code, ids.code(4))),
        (button("restart_no", caller.language), f"{code}.go"),
    ]
    return asking((), caller.message(key), choices, consultation_id=opened.consultation_id)


def _restart(caller: Caller, opened: Open) -> Heard:
    response = _response(caller, opened)
    if response is not None:
        corrections.start_over(caller.session, response)
    fresh = keeping.on_newest_revision(caller.session, opened, caller.who.carrier)
    done = keeping.take(caller.session, fresh, lambda form: anew.restart(form, fresh.talk, clock.now()))
    return _step(caller, fresh, done)


def _step(caller: Caller, opened: Open, done: Step) -> Heard:
    keeping.store(caller.session, opened, done, caller.contact.channel)
    caller.contact.active_code, caller.contact.language = opened.consultation.code, done.talk.language
    return Heard(done.outgoing, opened.consultation_id)


def _as_sent(opened: Open) -> Open:
    """Of a sent talk that was begun again and not answered anew: the talk with what was sent."""
    talk = opened.talk
    if talk.answers or not talk.sent or opened.form.revision != talk.revision:
        return opened
    return replace(opened, talk=talk.model_copy(update={"answers": talk.sent, "ballots": talk.sent_ballots}))


def _too_late(caller: Caller, opened: Open) -> Heard:
    of = opened.consultation
    end = consult.end_of(of)
    date = caller.date(end) if end else ""
    closed = caller.message("correct_closed", title=cut(of.title, _LONGEST_TITLE), date=date)
    buttons = numbered([(button("note", caller.language), tag("note", of.code))])
    offer = caller.message("note_offer").model_copy(update={"buttons": buttons, "controls": caller.resume()})
    return Heard((closed, offer), opened.consultation_id, offered(buttons, caller.resume()))


def _keep_note(caller: Caller, opened: Open, incoming: Incoming) -> Heard:
    """Keep a note after what was noted before; neither is counted."""
    response = _response(caller, opened)
    assert response is not None
    text = incoming.text.strip()
    if len(text) > LONGEST_NOTE:
        again = caller.message("too_long", most=LONGEST_NOTE, length=len(text))
        return Heard((again,), opened.consultation_id, [[tag("note", opened.consultation.code), "", None]])
    same = (Answer.response_id == response.id, Answer.question == LATE_NOTE, Answer.late == True)  # noqa: E712
    before = caller.session.exec(select(Answer.raw, Answer.message).where(*same)).first()
    mark = caller.mark(incoming)
    raw, marks = (f"{before[0]}\n{text}", f"{before[1]} {mark}") if before else (text, mark)
    values = {"response_id": response.id, "question": LATE_NOTE, "late": True}
    said = {"value": raw, "raw": raw, "message": marks.strip(), "answered_at": incoming.at}
    upsert(caller.session, Answer, values | said, ("response_id", "question", "late"))
    about = opened.consultation_id
    asked = requests.from_chat(caller.session, caller.contact, "correction", about=about)
    told = caller.message("note_kept", at=caller.moment(clock.now()))
    return Heard(
        (told.model_copy(update={"text": f"{told.text}\n{claim.kept(caller, asked).text}"}),), opened.consultation_id
    )


def _response(caller: Caller, opened: Open) -> Response | None:
    theirs = (Response.consultation_id == opened.consultation_id, Response.person_id == caller.contact.person_id)
    return caller.session.exec(select(Response).where(*theirs)).first()


def _begun(caller: Caller) -> list[Consultation]:
    """The consultations that the person has begun, the newest first."""
    theirs = select(TalkRow.consultation_id).where(
        TalkRow.person_id == caller.contact.person_id,
        TalkRow.stage.not_in(("welcome", "declined")),  # type: ignore[attr-defined]
    )
    rows = [caller.session.get(Consultation, id) for id in caller.session.exec(theirs)]
    return sorted((row for row in rows if row is not None), key=lambda row: -(row.id or 0))


def _over(consultation: Consultation, incoming: Incoming) -> bool:
    end = consult.end_of(consultation)
    return end is not None and min(incoming.at, clock.now()) > end
