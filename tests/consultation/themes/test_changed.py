"""Themes follow their authors: what is erased, corrected or kept apart leaves counts, quotes and places at once."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from consultation import clock
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.forms import service as forms
from consultation.jobs import Claimed
from consultation.people.models import Contact
from consultation.privacy.forget import forget
from consultation.privacy.links import STORES
from consultation.responses import corrections
from consultation.responses.models import Answer, Comment, Response
from consultation.talk.keeping import about
from consultation.talk.model import Answered, Step, Talk
from consultation.themes import service as themes
from consultation.themes import storing, work
from consultation.themes.learning import service as learning
from consultation.themes.learning.models import ThemeCheck
from consultation.themes.models import Assignment
from consultation.themes.values import ThemeSetView
from consultation.vault import Vault
from nlp.group import group
from nlp.personal import mask
from tests.consultation.themes.grouped import grouped, run_jobs
from tests.consultation.themes.hearing import hold

pytestmark = pytest.mark.usefixtures("fixed_clock")


def largest(seen: ThemeSetView) -> tuple[int, int]:
    """The largest theme's number and how many people it has."""
    return seen.themes[0].number, seen.themes[0].people


def people_in(seen: ThemeSetView, number: int) -> int:
    return next(theme.people for theme in seen.themes if theme.number == number)


def author(session: Session, comment_id: int) -> Response:
    comment = session.get_one(Comment, comment_id)
    return session.get_one(Response, comment.response_id)


def leave(session: Session, vault: Vault, comment_id: int, erase: bool) -> None:
    """Let the author of a comment ask to be forgotten."""
    response, now = author(session, comment_id), clock.now()
    contact = Contact(
        person_id=response.person_id, channel="line", account="one", address_hash="x", address_sealed=vault.seal(b"U1"),
        created_at=now, last_seen_at=now,
    )  # fmt: skip
    session.add(contact)
    session.flush()
    forget(session, vault, STORES, contact, "U1", erase=erase)


def correct(session: Session, comment_id: int, text: str) -> None:
    """Let the author of a comment send it again with other words."""
    response = author(session, comment_id)
    comment = session.get_one(Comment, comment_id)
    session.add(
        Answer(response_id=response.id or 0, question="change", value="x", raw=comment.raw, answered_at=clock.now())
    )
    other = select(Comment).where(Comment.response_id == response.id, Comment.question == "reason")
    if (reason := session.exec(other).first()) is not None:
        session.add(
            Answer(response_id=response.id or 0, question="reason", value="x", raw=reason.raw, answered_at=clock.now())
        )
    session.flush()
    form = forms.current(session, response.consultation_id)
    of = session.get_one(Consultation, response.consultation_id)
    answers = {row.question: row.value for row in session.exec(select(Answer).where(Answer.response_id == response.id))}
    talk = Talk(code=of.code, revision=1, receipt=response.receipt, answers=answers)
    given = Answered(question="change", value=text, raw=text, at=clock.now())
    corrections.keep(session, response, [given])
    corrections.send_again(
        session, response, form.model_copy(update={"about": about(session, of, "")}), Step(talk=talk), clock.now()
    )


def places(session: Session, comment_id: int) -> list[int | None]:
    return list(session.exec(select(Assignment.theme_id).where(Assignment.comment_id == comment_id)))


async def before(db: Database) -> tuple[int, ThemeSetView, int]:
    """A grouped set, and the comment that its largest theme is quoted with first."""
    _, set_id = await grouped(db)
    seen = await db.read(themes.view, set_id)
    return set_id, seen, seen.themes[0].quotes[0].id


async def test_an_erased_comment_leaves_counts_and_quotes(db: Database, vault: Vault) -> None:
    set_id, seen, comment_id = await before(db)
    number, people = largest(seen)
    await db.write(leave, vault, comment_id, True)
    after = await db.read(themes.view, set_id)
    assert people_in(after, number) == people - 1 and after.people == seen.people - 1
    assert comment_id not in {quote.id for theme in after.themes for quote in theme.quotes}
    assert (await db.read(lambda session: session.get_one(Comment, comment_id).raw)) == ""


async def test_a_comment_whose_author_only_cut_the_link_stays_where_it_was(db: Database, vault: Vault) -> None:
    set_id, seen, comment_id = await before(db)
    await db.write(leave, vault, comment_id, False)
    assert await db.read(themes.view, set_id) == seen


async def test_other_words_leave_their_theme_and_wait_the_same_words_stay(db: Database, vault: Vault) -> None:
    set_id, seen, comment_id = await before(db)
    number, people = largest(seen)
    raw = await db.read(lambda session: session.get_one(Comment, comment_id).raw)
    await db.write(correct, comment_id, f"  {raw}  ")
    assert people_in(await db.read(themes.view, set_id), number) == people
    await db.write(correct_again, comment_id, "อยากให้มีโรงเรียนสอนดนตรี")
    after = await db.read(themes.view, set_id)
    assert people_in(after, number) == people - 1 and after.about.waiting == 1
    assert await db.read(places, comment_id) == []
    await db.write(themes.join_new, set_id)
    await run_jobs(db, themes.JOIN_JOB)
    assert len(await db.read(places, comment_id)) == 1, "and is placed anew by what it says now"
    assert (await db.read(themes.comment, comment_id)).text == mask("อยากให้มีโรงเรียนสอนดนตรี").text


def correct_again(session: Session, comment_id: int, text: str) -> None:
    response = author(session, comment_id)
    for answer in session.exec(select(Answer).where(Answer.response_id == response.id)):
        if answer.question in ("change", "reason"):
            session.delete(answer)
    session.flush()
    correct(session, comment_id, text)


@pytest.mark.parametrize("act", ["erase", "correct"])
async def test_what_was_changed_while_the_machine_read_is_not_placed_by_its_old_words(
    db: Database, vault: Vault, act: str
) -> None:
    consultation_id = await db.write(hold, 60)
    set_id = await db.write(themes.start, consultation_id, "change", "planner", 5)
    asked = await db.write(work.begin, set_id)
    assert asked is not None
    comment_id = asked.texts[0][0]
    change: Callable[..., None] = leave if act == "erase" else correct
    await db.write(change, *((vault, comment_id, True) if act == "erase" else (comment_id, "ขอสนามเด็กเล่น")))
    found = group([text for _, text in asked.texts], groups=asked.groups, seed=asked.seed)
    await storing.store(db, Claimed(1, themes.GROUP_JOB, {}, 1), set_id, asked.texts, found)
    assert await db.read(places, comment_id) == []
    assert (await db.read(themes.view, set_id)).about.comments == len(asked.texts) - 1


async def test_an_act_can_be_undone_after_a_comment_in_it_was_corrected(db: Database, vault: Vault) -> None:
    set_id, seen, comment_id = await before(db)
    one, other = (theme.number for theme in seen.themes[:2])
    await db.write(themes.merge, set_id, [one, other], other, "planner", seen.about.version)
    await db.write(correct, comment_id, "อยากให้มีโรงเรียนสอนดนตรี")
    await db.write(themes.undo, set_id, "planner")
    assert {one, other} <= {theme.number for theme in (await db.read(themes.view, set_id)).themes}


@pytest.mark.parametrize("words", ["", "อยากให้มีโรงเรียนสอนดนตรี"])
async def test_what_was_said_of_a_checked_comment_goes_with_its_words(db: Database, words: str) -> None:
    set_id, seen, comment_id = await before(db)
    sample = await db.write(learning.draw, set_id, "planner", seen.about.comments, 1)
    place = await db.read(lambda s: s.exec(select(Assignment.id).where(Assignment.comment_id == comment_id)).one())
    await db.write(learning.answer, sample, place, "planner", "right")
    await db.write(correct, comment_id, words)
    assert await db.read(lambda session: list(session.exec(select(ThemeCheck)))) == []
    assert (await db.read(lambda session: session.get(Comment, comment_id)) is None) == (words == "")
    assert (await db.read(learning.sample, sample)).estimate.base == 0
