"""Gather what a consultation came to, as it stands now."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from admin.reports.notice_gather import gather_result
from admin.reports.outcome import Local, Outcome
from admin.site import Site
from admin.strategy.area_needs import by_choice, count_comments
from consultation.commitments import service as commitments
from consultation.consult import service as consult
from consultation.findings import local
from consultation.findings.service import findings
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.invitations import views as invitations
from consultation.law import due, notices
from consultation.lifecycle import results
from consultation.lifecycle.service import is_old
from consultation.responses import service as responses


def gather_outcome(session: Session, consultation_id: int, made_at: datetime | None = None) -> Outcome:
    """What came of a consultation. made_at: the moment that the documents name, now when left out.

    Raises NotFound; Refused when the office's emblem cannot be read.
    """
    view, result = consult.view(session, consultation_id), gather_result(session, consultation_id)
    if made_at is not None:
        result = replace(result, notice=replace(result.notice, made_at=made_at))
    stands = results.newest(session, consultation_id)
    written = stands or results.draft(session, consultation_id)
    found = tuple(findings(session, consultation_id))
    return Outcome(
        result=result,
        summary=written.summary if written else "",
        limits=written.limits if written else "",
        answer=written.answer if written else "",
        ages=by_choice(session, consultation_id, "age", responses.figures(session, consultation_id).ages),
        comments=count_comments(session, consultation_id),
        items=tuple(responses.stances(session, consultation_id)),
        findings=found,
        commitments=tuple(one for finding in found for one in commitments.of_finding(session, finding.id)),
        notices=tuple(notices.of(session, consultation_id).values()),
        questions=_questions(session, consultation_id),
        organisations=tuple(sorted(invitations.organisations(session, consultation_id))),
        local=tuple(Local(one.name, one.findings) for one in local.by_province(found)),
        committee=Site().committee,
        old=is_old(view, made_at),
        published_on=due.day_of(stands.published_at) if stands and stands.published_at else None,
    )


def _questions(session: Session, consultation_id: int) -> tuple[str, ...]:
    asked = [question for question in forms.current(session, consultation_id).questions if question.asked]
    return tuple(" ".join(in_language(question.label, "th").split()) or question.name for question in asked)
