"""`ขอแก้ไข` and `เริ่มใหม่`: correcting what was answered, before and after it was sent, and beginning again.

After the close nothing that counts changes; whoever wants to say that something was wrong leaves a note, which is kept
apart.
"""

from dataclasses import replace

from sqlmodel import select

from consultation import clock, ids
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.responses import corrections
from consultation.responses.models import LATE_NOTE, Answer, Response
from consultation.settings import settings
from consultation.talk import anew, keeping
from consultation.talk.keeping import Open
from consultation.talk.model import Incoming, Step
from consultation.talk.models import TalkRow
from consultation.talk.offers import offered, stands
from consultation.talk.surroundings import Heard, Here, asking, numbered, tag
from consultation.talk.understand import cut
from consultation.talk.wording import button, short_date
from consultation.upsert import upsert

LONGEST_NOTE = 2000
_LONGEST_TITLE = 60


def correct(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Open answers for correction: of the consultation whose code is given, else the one talked about, else ask."""
    here.session.flush()
    named = consult.find_code(here.session, rest[0]) if rest else here.active()
    opened = here.talk(named)
    if opened is None and not rest:
        begun = _begun(here)
        if len(begun) > 1:
            choices = [(cut(row.title, _LONGEST_TITLE), tag("correct", row.code)) for row in begun]
            return asking((), here.message("correct_choose"), choices, here.resume())
        opened = here.talk(begun[0]) if begun else None
    opened = _as_sent(opened) if opened is not None else None
    if opened is None or not opened.talk.answers:
        return Heard((here.message("correct_nothing").model_copy(update={"controls": here.resume()}),))
    if _over(opened.consultation, incoming):
        return _too_late(here, opened)
    return _step(here, opened, anew.reopen(opened.form, opened.talk))


def note(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask for a note on a closed consultation; what is typed next is kept apart, with its time."""
    opened = here.talk(consult.find_code(here.session, rest[0])) if rest else None
    if opened is None or _response(here, opened) is None:
        return Heard((here.message("correct_nothing"),))
    if incoming.kind == "text" and incoming.text.strip():
        return _keep_note(here, opened, incoming)
    asked = here.message("note_ask", most=LONGEST_NOTE)
    return Heard((asked,), opened.consultation_id, [[tag("note", rest[0]), "", None]])


def restart(here: Here, rest: tuple[str, ...], incoming: Incoming) -> Heard:
    """Ask before beginning again; with the button of that question, do it."""
    here.session.flush()
    active = consult.find_code(here.session, rest[0]) if rest else here.active()
    opened = here.talk(active)
    if opened is None or _over(opened.consultation, incoming) or not opened.talk.answers:
        return Heard((here.message("restart_nothing").model_copy(update={"controls": here.resume()}),))
    if incoming.kind == "tap" and stands(here.contact.offered, incoming.data):
        return _restart(here, opened)
    key = "restart_ask_sent" if opened.talk.stage == "done" or opened.talk.sent is not None else "restart_ask"
    code = opened.consultation.code
    choices = [
        (button("restart_yes", here.language), tag("restart", code, ids.code(4))),
        (button("restart_no", here.language), f"{code}.go"),
    ]
    return asking((), here.message(key), choices, consultation_id=opened.consultation_id)


def _restart(here: Here, opened: Open) -> Heard:
    response = _response(here, opened)
    if response is not None:
        corrections.start_over(here.session, response)
    fresh = keeping.on_newest_revision(here.session, opened, here.who.carrier)
    return _step(here, fresh, anew.restart(fresh.form, fresh.talk, clock.now()))


def _step(here: Here, opened: Open, done: Step) -> Heard:
    keeping.store(here.session, opened, done, here.contact.channel)
    here.contact.active_code = opened.consultation.code
    return Heard(done.outgoing, opened.consultation_id)


def _as_sent(opened: Open) -> Open:
    """Of a sent talk that was begun again and not answered anew: the talk with what was sent."""
    talk = opened.talk
    if talk.answers or not talk.sent or opened.form.revision != talk.revision:
        return opened
    return replace(opened, talk=talk.model_copy(update={"answers": talk.sent}))


def _too_late(here: Here, opened: Open) -> Heard:
    of = opened.consultation
    end = consult.end_of(of)
    date = short_date(end, settings().timezone) if end else ""
    closed = here.message("correct_closed", title=cut(of.title, _LONGEST_TITLE), date=date)
    buttons = numbered([(button("note", here.language), tag("note", of.code))])
    offer = here.message("note_offer").model_copy(update={"buttons": buttons, "controls": here.resume()})
    return Heard((closed, offer), opened.consultation_id, offered(buttons, here.resume()))


def _keep_note(here: Here, opened: Open, incoming: Incoming) -> Heard:
    """Keep a note after what was noted before; neither is counted."""
    response = _response(here, opened)
    assert response is not None
    text = incoming.text.strip()
    if len(text) > LONGEST_NOTE:
        again = here.message("too_long", most=LONGEST_NOTE, length=len(text))
        return Heard((again,), opened.consultation_id, [[tag("note", opened.consultation.code), "", None]])
    same = (Answer.response_id == response.id, Answer.question == LATE_NOTE, Answer.late == True)  # noqa: E712
    before = here.session.exec(select(Answer.raw).where(*same)).first()
    raw = f"{before}\n{text}" if before else text
    values = {"response_id": response.id, "question": LATE_NOTE, "late": True}
    said = {"value": raw, "raw": raw, "answered_at": incoming.at}
    upsert(here.session, Answer, values | said, ("response_id", "question", "late"))
    return Heard((here.message("note_kept", at=here.moment(clock.now())),), opened.consultation_id)


def _response(here: Here, opened: Open) -> Response | None:
    theirs = (Response.consultation_id == opened.consultation_id, Response.person_id == here.contact.person_id)
    return here.session.exec(select(Response).where(*theirs)).first()


def _begun(here: Here) -> list[Consultation]:
    """The consultations that the person has begun, the newest first."""
    theirs = select(TalkRow.consultation_id).where(
        TalkRow.person_id == here.contact.person_id,
        TalkRow.stage.not_in(("welcome", "declined")),  # type: ignore[attr-defined]
    )
    rows = [here.session.get(Consultation, id) for id in here.session.exec(theirs)]
    return sorted((row for row in rows if row is not None), key=lambda row: -(row.id or 0))


def _over(consultation: Consultation, incoming: Incoming) -> bool:
    end = consult.end_of(consultation)
    return end is not None and min(incoming.at, clock.now()) > end
