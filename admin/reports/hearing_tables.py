"""The tables of the hearing file: comments that count, what was left out and why, what was decided and held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, select

from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import section, told
from admin.spreadsheet import Row
from consultation.commitments.wording import said as commitment
from consultation.findings import deciding
from consultation.findings.wording import said as finding_said
from consultation.opinion.views import StatementView, boards
from consultation.responses.apart import apart
from consultation.responses.models import Response
from consultation.responses.service import CommentView
from consultation.settings import settings
from consultation.talk.wording import say


@dataclass(frozen=True)
class Tables:
    """Rows with their heading first."""

    comments: Sequence[Row]
    rejected: Sequence[Row]
    decisions: Sequence[Row]
    commitments: Sequence[Row]
    meetings: Sequence[Row]


def tables(session: Session, of: Outcome, consultation_id: int, said: Sequence[CommentView]) -> Tables:
    """Every table as it stands now. said: the comments that count."""
    return Tables(
        comments=_headed("comments", _comments(said)),
        rejected=_headed("rejected", _rejected(session, consultation_id)),
        decisions=_headed("decisions", _decisions(session, of)),
        commitments=_headed("commitments", _commitments(of)),
        meetings=_headed("meetings", _meetings(of)),
    )


def _headed(name: str, rows: Iterable[Row]) -> list[Row]:
    return [tuple(section("columns")[name]), *rows]


def _comments(said: Sequence[CommentView]) -> Iterator[Row]:
    agreed = {True: told("file", "agreed"), False: told("file", "not_agreed")}
    for one in said:
        facts = (one.province_name, one.district_name, one.sector_name, one.age_name, one.language)
        yield one.ref, one.question, one.text, one.kind, *facts, agreed[one.quote_ok]


def _rejected(session: Session, consultation_id: int) -> Iterator[Row]:
    """Statements that were not accepted, words that are no opinion, answers after the close, what was taken back."""
    for board in boards(session, consultation_id):
        for one in board.statements:
            if one.state == "rejected":
                who = (one.moderated_by, _day(one.moderated_at))
                yield told("file", "kind_statement"), one.ref, one.text, _why(one), *who
    found = apart(session, consultation_id)
    for comment in (*found.emergencies, *found.complaints):
        yield told("file", "kind_comment"), comment.ref, comment.text, told("file", comment.kind), "", ""
    for late in found.late:
        yield told("file", "kind_late"), "", late.text, told("file", "late"), "", _day(late.at)
    gone = select(func.count()).where(Response.consultation_id == consultation_id, Response.state == "withdrawn")
    if n := session.exec(gone).one():
        yield told("file", "kind_withdrawn"), "", "", told("file", "withdrawn", n=n), "", ""


def _why(one: StatementView) -> str:
    reason = say(f"reason_{one.reason}", "th") if one.reason else ""
    return " ".join(filter(None, (reason, one.words)))


def _decisions(session: Session, of: Outcome) -> Iterator[Row]:
    """Every decision on every finding, those that a later one took the place of too."""
    for finding in of.findings:
        for each in deciding.history(session, finding.id):
            state = finding_said("disposition_state", each.state)
            lines = " / ".join(line.name for line in each.lines)
            by = (each.decided_by, _day(each.decided_at), each.signed_by, _day(each.signed_at))
            yield finding.ref, finding.statement, each.name, each.reason, lines, each.agency, state, *by
        if finding.disposition is None:
            yield finding.ref, finding.statement, told("summary", "undecided"), *[""] * 8


def _commitments(of: Outcome) -> Iterator[Row]:
    for one in of.commitments:
        seen = " ".join(filter(None, (one.evidence, one.link)))
        yield one.finding.ref, one.text, one.owner, one.due.isoformat(), commitment("state", one.state), seen


def _meetings(of: Outcome) -> Iterator[Row]:
    for one in of.result.meetings:
        ends = one.ends_at.isoformat() if one.ends_at else ""
        yield one.title, one.starts_at.isoformat(), ends, one.mode, one.place, one.plan_version, one.agenda


def _day(moment: datetime | None) -> str:
    return moment.astimezone(settings().zone).date().isoformat() if moment else ""
