"""The planner's first page: consultations with comments, their theme sets, and the start of a grouping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow, must, reach
from admin.fields import fields
from admin.keys import DB
from admin.pages import go, render
from admin.planner import frame
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView
from consultation.drafts import naming
from consultation.drafts import service as drafts
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
    """A consultation as the planner's first page shows it. apart: what was said and is in no theme.

    sections: what is asked about the sections of a draft; people: who commented on any, by section as well.
    """

    view: ConsultationView
    asked: tuple[Asked, ...]
    apart: apart.Counts
    sections: tuple[Asked, ...] = ()
    people: int = 0
    by_section: Mapping[str, int] = field(default_factory=dict)

    @property
    def comments(self) -> int:
        """All comments of the consultation."""
        return sum(each.question.n for each in (*self.asked, *self.sections))

    @property
    def signed(self) -> bool:
        """Whether a theme set was signed off, so that findings can be written."""
        return any(each.state == "signed_off" for asked in (*self.asked, *self.sections) for each in asked.sets)


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
    for view in consult.listing(session, there):
        if view.phase == "before":
            continue
        of = [each for each in sets if each.consultation_id == view.id]
        asked = [
            Asked(question, tuple(each for each in of if each.question == question.key))
            for question in themes.questions(session, view.id)
        ]
        found.append(_row(session, view, asked))
    return found


def _row(session: Session, view: ConsultationView, asked: Sequence[Asked]) -> Row:
    """A consultation with what is asked about a draft's sections apart from the rest."""
    sections = tuple(each for each in asked if naming.place(each.question.key) is not None)
    rest = tuple(each for each in asked if each not in sections)
    of = [one for draft in drafts.published(session, view.id) for one in drafts.sections(session, draft)]
    people, by_section = drafts.people(session, view.id, of), drafts.counts(session, view.id, of)
    return Row(view, rest, apart.counts(session, view.id), sections, people, by_section)


def _groups(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4:
        raise Refused(wording("admin.planner")["problem"]["groups"].format(given=text[:20]))
    return int(text)
