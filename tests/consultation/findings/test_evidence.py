"""Who stands behind a finding: people and not messages, by every fact; what is picked by hand; newer theme sets."""

import pytest
from sqlmodel import Session, select

from consultation.db import Database
from consultation.errors import Refused
from consultation.findings import gathering, service
from consultation.findings.service import FindingInput
from consultation.responses.models import Answer, Comment, Response
from consultation.themes import service as themes
from tests.admin.strategy.signed import signed
from tests.consultation.themes.grouped import run_jobs
from tests.consultation.themes.hearing import withdraw

WATER = FindingInput(statement="น้ำไม่พอใช้", kind="problem", swot="weakness")


async def test_spread_and_stance_are_the_boards_for_one_theme(db: Database) -> None:
    consultation_id, seen = await signed(db)
    theme = seen.themes[0]
    made = await db.write(service.add, consultation_id, [theme.id], WATER, "a")
    assert (made.people, made.provinces, made.swot) == (theme.people, theme.provinces, "weakness")
    assert made.spread.sectors == theme.sectors and made.spread.ages == theme.ages
    assert made.stances == theme.stances
    assert [(each.key, each.n) for each in made.spread.channels] == [("web", made.people)]
    inside = sum(place.n for place in made.provinces)
    assert inside + made.spread.elsewhere + made.spread.no_place == made.people == made.spread.together


async def test_two_messages_of_one_person_are_one_person_and_whoever_withdraws_is_gone(db: Database) -> None:
    consultation_id, seen = await signed(db)
    theme = seen.themes[0]
    made = await db.write(service.add, consultation_id, [theme.id], WATER, "a")
    first = made.members[0]
    elsewhere = await db.read(themes.evidence, [seen.themes[1].id])

    def also_said(session: Session) -> None:
        """Let a comment of another theme be of the same person."""
        comment = session.get_one(Comment, elsewhere[0].id)
        comment.response_id, comment.instance = first.response_id, "2"
        session.add(comment)

    await db.write(also_said)
    more = await db.write(gathering.pick, made.id, [elsewhere[0].id, elsewhere[1].id], "evidence", "a")
    assert len(more.members) == len(made.members) + 2 and more.people == made.people + 1
    assert more.picked == tuple(sorted(member.id for member in elsewhere[:2]))
    await db.write(withdraw, elsewhere[1].id)
    assert (await db.read(service.find, made.id)).people == made.people


async def test_minority_views_are_kept_apart_and_count_nobody(db: Database) -> None:
    consultation_id, seen = await signed(db)
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], WATER, "a")
    other = (await db.read(themes.evidence, [seen.themes[1].id]))[0]
    more = await db.write(gathering.pick, made.id, [other.id], "minority", "a")
    assert [member.id for member in more.minority] == [other.id] and more.people == made.people
    assert (await db.write(gathering.drop, made.id, other.id, "a")).minority == ()
    linked = await db.read(service.findings_with, [], other.id)
    assert linked == []


async def test_what_cannot_be_picked_is_refused(db: Database) -> None:
    consultation_id, seen = await signed(db)
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], WATER, "a")
    with pytest.raises(Refused, match="นับอยู่แล้ว"):
        await db.write(gathering.pick, made.id, [made.members[0].id], "evidence", "a")
    with pytest.raises(Refused, match="C99999"):
        await db.write(gathering.pick, made.id, [99999], "minority", "a")
    with pytest.raises(Refused, match="รหัสความคิดเห็น"):
        gathering.refs("C12 สวัสดี")
    assert gathering.refs("C12, c40 7") == [12, 40, 7]


async def test_answers_to_closed_questions_stand_behind_it_too_and_nobody_twice(db: Database) -> None:
    consultation_id, seen = await signed(db)
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], WATER, "a")
    asked = next((one for one in await db.read(gathering.closed, made.id)), None)
    assert asked is not None
    choice = asked.choices[0].key

    def answered(session: Session) -> set[int]:
        """One of those behind it chose it, and one who is not."""
        behind = {member.response_id for member in made.members}
        others = [id for id in session.exec(select(Response.id)) if id not in behind]
        who = {min(behind), others[0] or 0}
        at = session.exec(select(Response.started_at)).first()
        session.add_all(Answer(response_id=id, question=asked.question, value=choice, answered_at=at) for id in who)
        return who

    await db.write(answered)
    more = await db.write(gathering.set_answers, made.id, {(asked.question, choice)}, "a")
    assert [(each.choice, each.people) for each in more.answers] == [(choice, 2)]
    assert more.people == made.people and more.spread.together == made.people + 1
    with pytest.raises(Refused, match="แบบสอบถาม"):
        await db.write(gathering.set_answers, made.id, {("nothing", "x")}, "a")


async def test_a_newer_set_moves_nothing_by_itself_and_can_be_followed(db: Database) -> None:
    consultation_id, seen = await signed(db)
    made = await db.write(service.add, consultation_id, [seen.themes[0].id], WATER, "a")
    assert await db.read(gathering.newer, made.id) == []
    again = await db.write(themes.start, consultation_id, "change", "planner", 4, previous=seen.about.id)
    await run_jobs(db, themes.GROUP_JOB)
    assert await db.read(gathering.newer, made.id) == []
    await db.write(themes.sign_off, again, "หัวหน้ากลุ่มงาน", (await db.read(themes.summary, again)).version)
    assert (await db.read(service.find, made.id)).people == made.people
    where = await db.read(gathering.newer, made.id)
    assert where and sum(one.people for one in where) <= made.people and where[0].set_id == again
    followed = await db.write(gathering.follow, made.id, [where[0].theme_id], "a")
    assert [theme.id for theme in followed.themes] == [where[0].theme_id]
    assert [theme.id for theme in followed.earlier] == [seen.themes[0].id]
    assert followed.people == where[0].of
    with pytest.raises(Refused, match="รับรองล่าสุด"):
        await db.write(gathering.follow, made.id, [seen.themes[1].id], "a")
    assert [one.ref for one in await db.read(service.findings_with, [seen.themes[0].id])] == ["ข-๐๑"]
