"""Draft texts of a consultation: brought in, reviewed section by section, opened to comment, with what was said."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.consult.models import Consultation
from consultation.drafts import asking
from consultation.drafts.models import DraftSection, PlanDraft
from consultation.drafts.reading import Read
from consultation.drafts.splitting import LONGEST_TITLE, split, title_of
from consultation.drafts.wording import refused, said
from consultation.errors import not_found
from consultation.forms import service as forms
from consultation.forms.form import Form
from consultation.plans.models import Plan
from consultation.responses.models import UNSENT, Comment, Response
from consultation.responses.service import CommentView, views

MOST_SECTIONS = 40


def bring(session: Session, consultation_id: int, name: str, read: Read, actor: str) -> PlanDraft:
    """Keep a document as the consultation's next draft, split into sections. One not opened yet is replaced."""
    of = session.get(Consultation, consultation_id, with_for_update=True)
    if of is None:
        raise not_found("consultation_not_found", id=consultation_id)
    before = latest(session, consultation_id)
    if before is not None and before.published_at is None:
        for section in sections(session, before):
            session.delete(section)
        session.flush()
        session.delete(before)
        session.flush()
    newest = latest(session, consultation_id)
    plan = session.get(Plan, of.plan_id) if of.plan_id is not None else None
    draft = PlanDraft(
        consultation_id=consultation_id, number=newest.number + 1 if newest else 1,
        plan_version=plan.version if plan else "", source=name, added_at=clock.now(), added_by=actor,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    pieces = split(read.text, read.headings, said("word", "opening"))
    _store(
        session, draft, [DraftSection(draft_id=draft.id or 0, position=0, title=p.title, text=p.text) for p in pieces]
    )
    _record(session, draft, actor, "bring", {"source": name, "sections": len(pieces)})
    return draft


def latest(session: Session, consultation_id: int) -> PlanDraft | None:
    """The newest draft, opened or not."""
    query = select(PlanDraft).where(PlanDraft.consultation_id == consultation_id)
    return session.exec(query.order_by(col(PlanDraft.number).desc()).limit(1)).first()


def published(session: Session, consultation_id: int) -> list[PlanDraft]:
    """The drafts that were opened to comment, the newest first."""
    query = select(PlanDraft).where(
        PlanDraft.consultation_id == consultation_id, col(PlanDraft.published_at).is_not(None)
    )
    return list(session.exec(query.order_by(col(PlanDraft.number).desc())))


def sections(session: Session, draft: PlanDraft) -> list[DraftSection]:
    """All sections of a draft in order, hidden ones too."""
    query = select(DraftSection).where(DraftSection.draft_id == draft.id)
    return list(session.exec(query.order_by(col(DraftSection.position), col(DraftSection.id))))


def rename(session: Session, consultation_id: int, section: int, title: str, actor: str) -> None:
    """Give a section another title. Raises Refused."""
    draft, found, at = _section(session, consultation_id, section)
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise refused("title", most=LONGEST_TITLE)
    found[at].title = title
    session.add(found[at])
    _record(session, draft, actor, "rename", {"section": at + 1, "title": title})


def hide(session: Session, consultation_id: int, section: int, hidden: bool, actor: str) -> None:
    """Keep a section from the public, or show it again. Raises Refused."""
    draft, found, at = _section(session, consultation_id, section)
    found[at].hidden = hidden
    session.add(found[at])
    _record(session, draft, actor, "hide" if hidden else "show", {"section": at + 1})


def move(session: Session, consultation_id: int, section: int, by: int, actor: str) -> None:
    """Put a section so many places later, or earlier. Raises Refused."""
    draft, found, at = _section(session, consultation_id, section)
    found.insert(max(0, at + by), found.pop(at))
    _store(session, draft, found)
    _record(session, draft, actor, "move", {"section": at + 1, "by": by})


def merge(session: Session, consultation_id: int, section: int, actor: str) -> None:
    """Add a section to the end of the one before it. Raises Refused for the first."""
    draft, found, at = _section(session, consultation_id, section)
    if at == 0:
        raise refused("first")
    gone = found.pop(at)
    before = found[at - 1]
    before.text += gone.text if before.text.endswith("\n") else f"\n{gone.text}"
    session.add(before)
    session.delete(gone)
    _store(session, draft, found)
    _record(session, draft, actor, "merge", {"section": at + 1})


def part(session: Session, consultation_id: int, section: int, line: int, actor: str) -> None:
    """Part a section in two: the second begins with this line, counted from 1. Raises Refused."""
    draft, found, at = _section(session, consultation_id, section)
    lines = found[at].text.splitlines(keepends=True)
    if not 1 < line <= len(lines):
        raise refused("line", given=line, most=len(lines))
    first, second = "".join(lines[: line - 1]), "".join(lines[line - 1 :])
    found[at].text = first
    made = DraftSection(
        draft_id=draft.id or 0, position=0, title=title_of(second), text=second, hidden=found[at].hidden
    )
    found.insert(at + 1, made)
    _store(session, draft, found)
    _record(session, draft, actor, "split", {"section": at + 1, "line": line})


def publish(session: Session, consultation_id: int, link: str, actor: str) -> None:
    """Open the newest draft to comment: its visible sections become questions of the form. Raises Refused."""
    draft = _unpublished(session, consultation_id)
    visible = shown(session, draft)
    if not visible:
        raise refused("none")
    if len(visible) > MOST_SECTIONS:
        raise refused("many", n=len(visible), most=MOST_SECTIONS)
    form = _marked(session, consultation_id, forms.current(session, consultation_id))
    places = asking.places(form, draft.number, len(visible))
    for each, place in zip(visible, places, strict=True):
        each.question = place.question
        session.add(each)
    form = asking.asked(form, list(zip(places, visible, strict=True)), link)
    forms.save(session, consultation_id, form, actor, act="draft", about=f" {draft.source}", by_draft=True)
    draft.published_at, draft.published_by = clock.now(), actor
    session.add(draft)
    _record(session, draft, actor, "publish", {"sections": len(visible)})


def close(session: Session, consultation_id: int, actor: str) -> None:
    """Take no more comments on the draft that is open: its questions leave the form, what was said stays. Raises
    Refused."""
    session.get(Consultation, consultation_id, with_for_update={"key_share": True})
    draft = asked_now(session, consultation_id)
    if draft is None:
        raise refused("not_open")
    form = asking.unasked(forms.current(session, consultation_id))
    forms.save(session, consultation_id, form, actor, act="", by_draft=True)
    _record(session, draft, actor, "close", {})


def asked_now(session: Session, consultation_id: int) -> PlanDraft | None:
    """The draft that the form asks about now; None where none is open to comment."""
    newest = next(iter(published(session, consultation_id)), None)
    if newest is None:
        return None
    form = forms.current(session, consultation_id)
    return newest if any(asking.asks(form, each) for each in sections(session, newest)) else None


def shown(session: Session, draft: PlanDraft) -> list[DraftSection]:
    """The sections of a draft that people read, in order."""
    return [each for each in sections(session, draft) if not each.hidden]


def section_of(session: Session, consultation_id: int, number: int, section: int) -> DraftSection | None:
    """The section that people know by its number, of the draft of this number; None where no draft that was opened
    has it."""
    draft = next((each for each in published(session, consultation_id) if each.number == number), None)
    found = shown(session, draft) if draft is not None else []
    return next((each for each in found if each.number == section), None)


def counts(session: Session, consultation_id: int, found: Sequence[DraftSection]) -> dict[str, int]:
    """How many people's comments count on sections, by question; who wrote twice is one."""
    names = [each.question for each in found if each.question]
    query = (
        select(Comment.question, func.count(func.distinct(Comment.response_id)))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == consultation_id, col(Comment.question).in_(names))
        .where(Response.state == "submitted", Comment.kind != UNSENT)
        .group_by(col(Comment.question))
    )
    return dict(session.exec(query).all()) if names else {}


def people(session: Session, consultation_id: int, found: Sequence[DraftSection]) -> int:
    """How many people have commented on any of these sections."""
    names = [each.question for each in found if each.question]
    query = (
        select(func.count(func.distinct(Comment.response_id)))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == consultation_id, col(Comment.question).in_(names))
        .where(Response.state == "submitted", Comment.kind != UNSENT)
    )
    return session.exec(query).one() if names else 0


def _marked(session: Session, consultation_id: int, form: Form) -> Form:
    """The form with the groups marked that drafts put into it before groups were marked."""
    own = {each.question for draft in published(session, consultation_id) for each in sections(session, draft)}
    return asking.marked_as_own(form, own - {""})


def _unpublished(session: Session, consultation_id: int) -> PlanDraft:
    """The newest draft, held: of two who change or open it the second waits and sees what the first has done."""
    session.get(Consultation, consultation_id, with_for_update={"key_share": True})
    draft = latest(session, consultation_id)
    if draft is None:
        raise refused("section")
    session.refresh(draft)
    if draft.published_at is not None:
        raise refused("published")
    return draft


def _section(session: Session, consultation_id: int, section: int) -> tuple[PlanDraft, list[DraftSection], int]:
    draft = _unpublished(session, consultation_id)
    found = sections(session, draft)
    at = next((k for k, each in enumerate(found) if each.id == section), None)
    if at is None:
        raise refused("section")
    return draft, found, at


def _store(session: Session, draft: PlanDraft, found: Sequence[DraftSection]) -> None:
    """Number sections by their order, from 1."""
    for position, each in enumerate(found, start=1):
        each.position = position
        session.add(each)
    session.flush()


def _record(session: Session, draft: PlanDraft, actor: str, act: str, after: dict[str, object]) -> None:
    subject = f"consultation:{draft.consultation_id}"
    audit.record(session, actor, f"draft.{act}", subject, after={"draft": draft.number, **after})


def comments(session: Session, consultation_id: int, question: str, limit: int) -> list[CommentView]:
    """The newest comments on a section as readers see them, at most `limit`."""
    rows = (
        select(Comment, Response)
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Comment.consultation_id == consultation_id, Comment.question == question)
        .where(Response.state == "submitted", Comment.kind != UNSENT)
        .order_by(col(Comment.id).desc())
        .limit(limit)
    )
    return views(session, consultation_id, session.exec(rows).all())
