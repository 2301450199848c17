"""The demonstration is what it says: every sample respondent through the web chat, grouped by the real job.

It is loaded once for both of its promises: loading it is what takes time.
"""

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlmodel import Session, func, select

from admin.demo import load, sample
from admin.demo.sample import Row
from admin.job_kinds import handlers
from bot.models import InboxEvent
from consultation.consult import service as consult
from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.lifecycle import moving
from consultation.meetings import views as meetings
from consultation.opinion import views
from consultation.outbox.models import OutboxMessage
from consultation.responses import service as responses
from consultation.responses.models import Comment, Response
from consultation.themes import service as themes
from consultation.vault import Vault

HEARING, NEEDS = 36, 8


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first respondents of the hearing, the last of the survey only: the whole of it is for `make demo`.

    Among the last is one who names the thirteenth matter alone.
    """
    everybody = sample.respondents
    kept = {"hearing": slice(HEARING), "needs": slice(-NEEDS, None)}

    def some(name: str) -> Sequence[Row]:
        return everybody(name)[kept[name]]

    monkeypatch.setattr(sample, "respondents", some)


async def test_every_sample_respondent_is_counted_once_and_the_hearing_grouped_as_written(
    db: Database, vault: Vault, few: None
) -> None:
    told: list[str] = []
    await load.load(db, vault, dict(handlers(db, vault, ())), lambda stage, _: told.append(stage))
    needs, hearing = await db.read(consult.listing)
    assert (hearing.state, needs.state) == ("closed", "open")
    assert hearing.sample and needs.sample
    for shown, people in ((hearing, HEARING), (needs, NEEDS)):
        figures = await db.read(responses.figures, shown.id)
        assert (figures.submitted, figures.started) == (people, 0)
        assert [(row.key, row.n) for row in figures.channels] == [("web", people)]
    assert Counter(told).keys() == {"demo_plan", "demo_answers", "demo_grouping"}
    assert await db.read(_nothing_left) == (0, 0)
    assert await db.read(_stopped, hearing.id, "analysed") == {"themes_unsigned"}
    assert await db.read(_stopped, hearing.id, "published") == {"summary_missing", "limits_missing"}
    [meeting] = await db.read(meetings.listing, hearing.id)
    assert meeting.heads.people == 45 and all(0 < line.attended <= line.invited for line in meeting.sectors)

    await _grouped_as_written(db, hearing)
    await _voted_as_written(db, needs.id)


async def _grouped_as_written(db: Database, hearing: consult.ConsultationView) -> None:
    written = {row["change"].strip() for row in sample.respondents("hearing") if row["change"].strip()}
    assert await db.read(_raw, hearing.id) == written
    (grouped,) = await db.read(themes.listing, hearing.id)
    assert (grouped.state, grouped.question, grouped.comments) == ("draft", "change", len(written))
    view = await db.read(themes.view, grouped.id)
    assert sum(theme.comments for theme in view.themes) == grouped.grouped > len(written) / 2


async def _voted_as_written(db: Database, survey: int) -> None:
    written = [row["votes"] for row in sample.respondents("needs")]
    stood = await db.read(views.listing, survey, "views")
    found = {one.text: (one.agree, one.disagree, one.passed) for one in stood if one.seed}
    said = {seed.text: [votes[place] for votes in written] for place, seed in enumerate(sample.statements())}
    assert found == {text: tuple(letters.count(letter) for letter in "ADP") for text, letters in said.items()}


def _stopped(session: Session, consultation: int, to: str) -> set[str]:
    return {each.key for each in moving.asked(session, session.get_one(Consultation, consultation), to) if each.stops}


def _nothing_left(session: Session) -> tuple[int, int]:
    events = select(func.count()).select_from(InboxEvent).where(InboxEvent.state != "done")
    turns = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state != "sent")
    return session.exec(events).one(), session.exec(turns).one()


def _raw(session: Session, consultation: int) -> set[str]:
    joined = select(Comment.raw).join(Response, Response.id == Comment.response_id)  # type: ignore[arg-type]
    return set(session.exec(joined.where(Comment.consultation_id == consultation, Comment.question == "change")))
