"""Opinion groups of a question: computed by the job, kept with nothing that points at anybody, left at once."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest
from sqlmodel import Session, select

from consultation import audit, clock, jobs
from consultation.consult import service as consult
from consultation.db import Database
from consultation.errors import Refused
from consultation.jobs import Job
from consultation.opinion import membership, moderation, polis, public, result, work
from consultation.opinion.export import exported, record
from consultation.opinion.figures import StatementFigures
from consultation.opinion.models import OpinionMember, OpinionRun, Statement
from consultation.responses.erase import erase
from consultation.responses.models import Response
from consultation.vault import Vault
from tests.consultation.opinion.halls import SAID, compute, hall
from tests.consultation.opinion.voters import rows, voter, voting

COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body,is-meta,is-seed"

pytestmark = pytest.mark.usefixtures("fixed_clock")


def leave(session: Session) -> int:
    """Take the first response back."""
    first = rows(session, Response)[0]
    erase(session, first, clock.now())
    assert first.id is not None
    return first.id


def spoil(session: Session, text: str, act: str) -> None:
    id = session.exec(select(Statement.id).where(Statement.text == text)).one()
    assert id is not None
    if act == "reject":
        moderation.reject(session, id, "unclear", "", "officer:1")
    else:
        moderation.mark_meta(session, id, True, "officer:1")


async def test_two_camps_are_found_with_what_all_share_and_what_each_stands_for(db: Database) -> None:
    consultation = await db.write(hall)
    await compute(db, consultation)
    [found] = await db.read(result.results, consultation)
    assert found.figures is not None and found.missing == 0
    assert [(group.letter, group.people) for group in found.groups] == [("ก", 24), ("ข", 16)]
    assert {found.texts[id] for id in found.figures.common} == set(SAID[:2])
    assert {found.texts[id] for id in found.figures.dividing} == set(SAID[2:])
    spoken = {found.texts[one.statement] for one in found.groups[0].speaking if one.side > 0}
    assert spoken and spoken <= {*SAID[2::2], *SAID[:2]}
    assert [(share.name, share.n) for share in found.groups[0].made_of["sector"]] == [("ประชาชน", 24)]
    # 8 of each: both are told
    assert {share.n for share in found.groups[1].made_of["sector"]} == {8}
    statements = await db.read(rows, Statement)
    assert all(one.extremity > 0 for one in statements if one.text in SAID[2:])
    members = await db.read(rows, OpinionMember)
    assert Counter(one.number for one in members) == {0: 24, 1: 16}


async def test_whoever_takes_back_their_answer_is_in_no_group_and_the_next_run_keeps_the_others_where_they_were(
    db: Database,
) -> None:
    consultation = await db.write(hall)
    await compute(db, consultation)
    before = {one.response_id: one.number for one in await db.read(rows, OpinionMember)}
    gone = await db.write(leave)
    assert gone in before and gone not in {one.response_id for one in await db.read(rows, OpinionMember)}
    [job] = [job for job in await db.read(rows, Job) if job.kind == membership.GROUPS_JOB]
    assert job.done_at is None and job.run_at == clock.now() + membership.SOON
    await compute(db, consultation)
    after = {one.response_id: one.number for one in await db.read(rows, OpinionMember)}
    assert after == {response: number for response, number in before.items() if response != gone}
    assert len(await db.read(rows, OpinionRun)) == 1


async def test_what_is_rejected_or_about_the_voters_forms_no_groups(db: Database) -> None:
    consultation = await db.write(hall)
    await db.write(spoil, SAID[2], "reject")
    await db.write(spoil, SAID[3], "meta")
    await compute(db, consultation)
    [found] = await db.read(result.results, consultation)
    assert found.figures is not None
    told = {found.texts[one.id]: one for one in found.figures.statements}
    assert SAID[2] not in told and told[SAID[3]].extremity == 0
    named = {*found.figures.dividing, *found.figures.common}
    assert SAID[3] not in {found.texts[id] for id in named}
    await db.write(spoil, SAID[4], "reject")  # after the run: said no more
    [later] = await db.read(result.results, consultation)
    assert later.figures is not None and SAID[4] not in later.texts.values()
    assert {one.id for one in later.figures.statements} == set(later.texts)


async def test_with_too_few_people_nothing_is_kept_and_it_is_said_how_many_are_needed(db: Database) -> None:
    consultation = await db.write(hall, 16)
    await compute(db, consultation)
    assert len(await db.read(rows, OpinionRun)) == 1
    await db.write(leave)
    await db.write(_leave_last)
    await compute(db, consultation)
    [found] = await db.read(result.results, consultation)
    assert (found.figures, found.voters, found.missing) == (None, 14, 1)
    assert await db.read(rows, OpinionMember) == []
    assert {one.extremity for one in await db.read(rows, Statement)} == {0.0}


def _leave_last(session: Session) -> None:
    erase(session, rows(session, Response)[-1], clock.now())


async def test_sending_an_answer_with_votes_has_groups_computed_soon_and_once(db: Database, vault: Vault) -> None:
    made = await db.write(voting)
    for n in range(2):
        await voter(db, vault, made.code, f"U{n}", "1", "2", "1", "ไม่เพิ่ม", "ข้าม", "ส่ง")
    [job] = [job for job in await db.read(rows, Job) if job.kind == membership.GROUPS_JOB]
    assert job.payload == {"consultation": made.id, "question": "views"}
    assert job.run_at == clock.now() + membership.SOON


async def test_shares_never_give_a_small_number_away() -> None:
    told = result.shares(Counter({"P": 20, "S": 6, "L": 2, None: 1}), str)
    assert [(share.key, share.n) for share in told] == [("P", 20), (None, 9)]
    assert [(share.key, share.n) for share in result.shares(Counter({"P": 3}), str)] == [(None, None)]
    assert [share.n for share in result.shares(Counter({"P": 7, "S": 5}), str)] == [7, 5]


def tables(of: polis.Conversation) -> dict[str, list[list[str]]]:
    """The five files as another program reads them."""
    files: dict[str, io.StringIO] = {}

    @contextmanager
    def opened(name: str) -> Iterator[TextIO]:
        files[name] = io.StringIO()
        yield files[name]

    polis.write(of, opened)
    return {name: list(csv.reader(io.StringIO(file.getvalue()))) for name, file in files.items()}


async def test_the_export_has_polis_s_columns_and_its_figures_add_up(db: Database, vault: Vault) -> None:
    consultation = await db.write(hall)
    await db.write(spoil, SAID[2], "reject")
    await db.write(spoil, SAID[3], "meta")
    await compute(db, consultation)
    taken = await db.read(exported, vault, consultation, "", "https://office.example/")
    await db.write(record, consultation, "", taken, "planner")
    found = tables(taken)
    assert tuple(found) == polis.FILES
    summary = dict(found["summary.csv"])
    assert list(summary) == [
        "topic",
        "url",
        "voters",
        "voters-in-conv",
        "commenters",
        "comments",
        "groups",
        "conversation-description",
    ]
    assert (summary["voters"], summary["voters-in-conv"], summary["comments"], summary["groups"]) == (
        "40",
        "40",
        "8",
        "2",
    )
    head, *comments = found["comments.csv"]
    assert ",".join(head) == COMMENTS
    assert [row[7] for row in comments] == list(SAID)
    assert [row[6] for row in comments] == ["1", "1", "-1", "1", "1", "1", "1", "1"]
    assert [row[8] for row in comments].index("true") == 3 and {row[9] for row in comments} == {"true"}
    assert comments[0][1] == "Sun Nov 01 2026 17:00:00 GMT+0000 (Coordinated Universal Time)"  # midnight in Bangkok
    head, *votes = found["votes.csv"]
    assert head == ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    assert len(votes) == 320 and votes == sorted(votes, key=lambda row: (int(row[2]), int(row[3])))
    assert {row[4] for row in votes} == {"1", "0", "-1"}
    head, *people = found["participant-votes.csv"]
    ids = [row[2] for row in comments]
    assert head == ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *ids]
    assert [int(row[0]) for row in people] == list(range(1, 41))
    assert Counter(row[1] for row in people) == {"0": 24, "1": 16}
    cast = {(row[3], row[2]): row[4] for row in votes}
    for row in people:
        assert row[6:] == [cast[row[0], id] for id in ids]
        assert [int(cell) for cell in row[3:6]] == [8, row[6:].count("1"), row[6:].count("-1")]
    head, *groups = found["comment-groups.csv"]
    parts = ["votes", "agrees", "disagrees", "passes"]
    assert head == [
        "comment-id",
        "comment",
        *(f"{of}-{part}" for of in ("total", "group-a", "group-b") for part in parts),
    ]
    for row, comment in zip(groups, comments, strict=True):
        total, one, two = ([int(cell) for cell in row[at : at + 4]] for at in (2, 6, 10))
        assert total == [a + b for a, b in zip(one, two, strict=True)] and total[0] == sum(total[1:])
        assert [str(cell) for cell in total[1:3]] == comment[4:6]
    [entry] = [one for one in await db.read(rows, audit.AuditEntry) if one.action == "opinion.export"]
    assert (entry.actor, entry.subject) == ("planner", f"consultation:{consultation}")


async def test_people_have_the_same_number_in_every_export_and_not_that_of_their_answer(
    db: Database, vault: Vault
) -> None:
    consultation = await db.write(hall)
    one, two = [await db.read(exported, vault, consultation, "views", "https://a.example") for _ in range(2)]
    other = await db.read(exported, Vault(b"another secret of an office"), consultation, "", "https://a.example")
    assert one.votes.person.tolist() == two.votes.person.tolist()
    assert tables(one)["participant-votes.csv"] == tables(two)["participant-votes.csv"]
    assert tables(one)["participant-votes.csv"] != tables(other)["participant-votes.csv"]
    with pytest.raises(Refused, match="ชื่อที่มี: views"):
        await db.read(exported, vault, consultation, "nothing", "https://a.example")


def _publish(session: Session, consultation: int) -> None:
    consult.close(session, consultation, "officer:1")
    moderation.publish(session, consultation, "views", True, "officer:1")


async def test_the_public_sees_groups_only_when_published_and_no_share_that_tells_a_small_number(db: Database) -> None:
    consultation = await db.write(hall)
    await compute(db, consultation)
    assert await db.read(public.published, consultation) == []
    await db.write(_publish, consultation)
    [shown] = await db.read(public.published, consultation)
    assert shown.sizes == (24, 16) and {line.text for line in shown.common} == set(SAID[:2])
    figures = StatementFigures(
        id=1, votes=(0, 0, 0), groups=((20, 5, 0), (9, 1, 0), (3, 9, 0), (12, 0, 0), (0, 0, 0)),
        x=0, y=0, extremity=0, agreed=0, disagreed=0,
    )  # fmt: skip
    assert public.agreed(figures) == (0.8, None, None, 1.0, None)
    alone = figures.model_copy(update={"groups": ((20, 5, 0), (9, 1, 0), (10, 10, 0))})
    assert public.agreed(alone) == (0.8, None, None)  # else all votes less those of two would give the third


async def test_votes_that_come_while_groups_are_computed_are_computed_after_and_stop_nothing(db: Database) -> None:
    consultation = await db.write(hall)
    await db.write(membership.again, consultation, "views", now=True)
    [running] = await db.write(jobs.claim, "test", [membership.GROUPS_JOB])
    for _ in range(2):
        await db.write(membership.again, consultation, "views")
    await work.handlers(db)[membership.GROUPS_JOB](running)
    await db.write(jobs.finish, running.id, "test")
    assert len(await db.read(rows, OpinionRun)) == 1
    [done, waiting] = [job for job in await db.read(rows, Job) if job.kind == membership.GROUPS_JOB]
    assert done.done_at is not None and waiting.run_at == clock.now() + membership.SOON
    assert not await db.read(membership.underway, consultation, "views")
    await db.write(membership.again, consultation, "views", now=True)
    assert await db.read(membership.underway, consultation, "views")
