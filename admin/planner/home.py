"""The planner's first page: consultations with comments, their theme sets, and the start of a grouping."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow, must, reach
from admin.fields import fields
from admin.keys import DB
from admin.pages import go, render
from admin.planner import frame
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.errors import Refused
from consultation.responses import apart
from consultation.responses.service import Count
from consultation.rights import EVERYWHERE, Reach
from consultation.themes import service as themes
from consultation.themes.values import SetView
from consultation.wording import wording


@dataclass(frozen=True)
class Asked:
    """An open question of a consultation: how many comments, and its theme sets, newest first."""

    question: Count
    sets: tuple[SetView, ...]

    @property
    def ready(self) -> tuple[SetView, ...]:
        """The sets that a new one can go on from."""
        return tuple(each for each in self.sets if each.state in frame.READY)


@dataclass(frozen=True)
class Row:
    """A consultation as the planner's first page shows it. apart: what was said and is in no theme."""

    view: ConsultationView
    asked: tuple[Asked, ...]
    apart: apart.Counts

    @property
    def comments(self) -> int:
        """All comments of the consultation."""
        return sum(each.question.n for each in self.asked)

    @property
    def signed(self) -> bool:
        """Whether a theme set was signed off, so that findings can be written."""
        return any(each.state == "signed_off" for asked in self.asked for each in asked.sets)


@allow("themes.read")
async def home(request: web.Request) -> web.Response:
    """Every consultation that has been opened, newest first."""
    rows = await request.app[DB].read(overview, reach(request, "themes.read"))
    words = wording("admin.planner")
    return render(request, "planner/home.html", section=frame.SECTION, rows=rows, words=words)


@allow("themes.work")
@frame.says_why
async def start(request: web.Request) -> web.Response:
    """Put a grouping in and go to its progress."""
    sent = await fields(request)
    consultation, question = frame.posted_number(sent, "consultation"), sent.line("question")
    await must(request, "themes.work", consultation)
    previous = frame.posted_number(sent, "previous") if sent.line("previous") else None
    groups, guide, actor = _groups(sent.line("groups")), sent.line("guide"), account(request).name
    set_id = await request.app[DB].write(
        themes.start, consultation, question, actor, groups, guide=guide, previous=previous
    )
    return go(frame.address(set_id))


def overview(session: Session, there: Reach = EVERYWHERE) -> list[Row]:
    """Consultations within reach with their open questions and theme sets; those that did not open yet are left out."""
    sets = themes.listing(session)
    found = []
    for view in consult.listing(session):
        if view.phase == "before" or not there.sees(view.scheme, view.cluster):
            continue
        of = [each for each in sets if each.consultation_id == view.id]
        asked = (
            Asked(question, tuple(each for each in of if each.question == question.key))
            for question in themes.questions(session, view.id)
        )
        found.append(Row(view, tuple(asked), apart.counts(session, view.id)))
    return found


def _groups(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4:
        raise Refused(wording("admin.planner")["problem"]["groups"].format(given=text[:20]))
    return int(text)
