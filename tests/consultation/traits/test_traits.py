"""Suggestions are made as comments come; what people decide stands beside them and outlives a new reading."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from consultation import clock, jobs
from consultation.audit import AuditEntry
from consultation.db import Database
from consultation.errors import NotFound, Refused
from consultation.responses.erase import erase
from consultation.responses.models import Comment, Response
from consultation.traits import changed, service, suggest, work
from consultation.traits.models import CommentPlace, CommentTrait, Voice
from tests.consultation.traits.crowd import CALL, COPIES, hearing, read, say

pytestmark = pytest.mark.usefixtures("fixed_clock")

TEXTS = (
    "อยากได้ไฟส่องสว่างในหมู่บ้านให้ทั่วถึง",
    "น้ำท่วมหนองคายกับบึงกาฬทุกปี เดือดร้อนมาก",
    "ไอ้ควาย ทำถนนยังไงให้พังในปีเดียว",
    "อ.เมือง รถติดมาก",
)


async def commented(db: Database) -> tuple[int, list[int]]:
    """A hearing with a few comments that were read."""
    id = await db.write(hearing)
    comments = [await db.write(say, id, text, province="TH-41") for text in TEXTS]
    await read(db, id)
    return id, comments


def counted(session: Session, conditions: list[Any]) -> list[int]:
    return sorted(session.exec(select(Comment.id).where(*conditions)).all())  # type: ignore[arg-type,type-var]


async def test_read_changed_read_again_and_filtered(db: Database) -> None:
    id, (need, flood, rude, central) = await commented(db)
    found = await db.read(service.of, [need, flood, rude, central])
    assert (found[need].kind.value, found[need].scope.value, found[need].kind.by) == ("need", "local", "machine")
    assert [place.code for place in found[flood].places.value] == ["TH-38", "TH-43"]
    assert found[flood].scope.value == "provinces" and found[rude].rude.value == "yes"
    assert [place.name for place in found[central].places.value] == ["อำเภอเมืองอุดรธานี"]

    await db.write(service.change, need, "kind", "proposal", "planner")
    await db.write(service.change, rude, "rude", "no", "planner")
    await db.write(service.change, flood, "places", "โคราช, อำเภอท่าบ่อ หนองคาย", "planner")
    await db.write(_other_version)
    await read(db, id)  # everything is suggested anew; what a person decided stands
    found = await db.read(service.of, [need, flood, rude])
    kind = found[need].kind
    assert (kind.value, kind.suggested, kind.by, kind.decided) == ("proposal", "need", "planner", True)
    assert (found[rude].rude.value, found[rude].rude.suggested) == ("no", "yes")
    assert {place.name for place in found[flood].places.value} == {"นครราชสีมา", "อำเภอท่าบ่อ"}
    assert {place.code for place in found[flood].places.suggested} == {"TH-38", "TH-43"}

    assert await db.read(counted, service.conditions(kind="proposal")) == [need]
    assert await db.read(counted, service.conditions(place="TH-43")) == [flood]  # by its district
    assert await db.read(counted, service.conditions(place="TH-41")) == [central]
    assert await db.read(counted, service.conditions(rude=False, scope="provinces")) == [flood]

    await db.write(service.change, flood, "places", "", "planner")
    await db.write(service.change, need, "kind", "", "planner")
    found = await db.read(service.of, [need, flood])
    assert found[need].kind.by == found[flood].places.by == "machine"
    assert found[flood].places.value == found[flood].places.suggested != ()
    said = await db.read(_audited)
    assert ("comment.kind", {"kind": "need", "by": "machine"}, {"kind": "proposal", "by": "planner"}) in said


def _other_version(session: Session) -> None:
    for row in session.exec(select(CommentTrait)):
        row.version = "older"
        session.add(row)


def _audited(session: Session) -> list[tuple[str, Any, Any]]:
    rows = session.exec(select(AuditEntry).where(col(AuditEntry.action).startswith("comment.")))
    return [(row.action, row.before, row.after) for row in rows]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "nonsense"),
        ("colour", "red"),
        ("rude", "very"),
        ("places", "เมืองทิพย์"),
        ("places", "เฉลิมพระเกียรติ"),
        ("voice", "x"),
    ],
)
async def test_what_there_is_not_is_refused_and_nothing_changed(db: Database, field: str, value: str) -> None:
    _, (need, *_) = await commented(db)
    before = await db.read(service.of, [need])
    with pytest.raises(Refused):
        await db.write(service.change, need, field, value, "planner")
    assert await db.read(service.of, [need]) == before
    with pytest.raises(NotFound):
        await db.write(service.change, 999_999, "kind", "need", "planner")


async def test_a_comment_that_was_not_read_yet_is_read_when_somebody_decides(db: Database) -> None:
    id = await db.write(hearing)
    comment = await db.write(say, id, TEXTS[0])
    assert await db.read(service.of, [comment]) == {}
    await db.write(service.change, comment, "scope", "district", "planner")
    found = (await db.read(service.of, [comment]))[comment]
    assert (found.scope.value, found.scope.suggested, found.kind.value) == ("district", "local", "need")


async def test_nothing_is_known_of_words_that_were_taken_back(db: Database) -> None:
    id = await db.write(hearing)
    comments = [await db.write(say, id, text) for text in COPIES[:3]]
    await read(db, id)
    first = next(iter(await db.read(lambda session: session.exec(select(Voice.comment_id)).all())))

    def take_back(session: Session) -> None:
        comment = session.get(Comment, first)
        assert comment is not None
        response = session.get(Response, comment.response_id)
        assert response is not None
        erase(session, response, comment.created_at)

    await db.write(take_back)
    assert set(await db.read(service.of, comments)) == set(comments) - {first}
    assert first not in await db.read(lambda session: session.exec(select(Voice.comment_id)).all())
    await db.write(lambda session: changed.forget(session, [one for one in comments if one != first]))
    assert await db.read(lambda session: session.exec(select(Voice.id)).all()) == []
    assert await db.read(lambda session: session.exec(select(CommentPlace.id)).all()) == []


async def test_many_answers_at_once_put_in_one_reading(db: Database) -> None:
    for _ in range(3):
        await db.write(changed.soon, 7)
    await db.write(lambda session: changed.soon(session, 8))
    rows = await db.read(lambda session: [(job.payload, job.run_at) for job in session.exec(select(jobs.Job))])
    assert sorted(payload["consultation"] for payload, _ in rows) == [7, 8]


async def test_one_reading_does_for_all_that_were_due(db: Database) -> None:
    id = await db.write(hearing)
    await db.write(say, id, CALL)
    with clock.fixed(clock.now() - timedelta(hours=1)):
        await db.write(changed.soon, id)
    await db.write(changed.soon, id)
    assert await db.read(_to_read) == [id, id]
    await read(db, id)
    assert await db.read(_to_read) == [id]  # the one that is not due yet


async def test_a_start_reads_what_todays_rules_have_not_seen(db: Database) -> None:
    id = await db.write(hearing)
    await db.write(say, id, CALL)
    await db.write(work.begin)
    assert await db.read(_to_read) == [id]
    await read(db, id)
    await db.write(lambda session: [session.delete(job) for job in session.exec(select(jobs.Job))])
    await db.write(work.begin)
    assert await db.read(_to_read) == []


def _to_read(session: Session) -> list[int]:
    return [
        job.payload["consultation"] for job in session.exec(select(jobs.Job).where(jobs.Job.kind == changed.READ_JOB))
    ]


def test_a_tenth_more_labels_is_another_version_and_one_more_is_not() -> None:
    assert suggest.version({"kind": 100}) == suggest.version({"kind": 101}) != suggest.version({"kind": 112})
    assert timedelta(0) < changed.EVERY
