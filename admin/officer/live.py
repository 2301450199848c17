"""Watching answers arrive: counts by province, sector and channel, and the latest comments, told by events."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin import live
from admin.accounts.access import allow
from admin.keys import DB
from admin.officer import frame
from admin.officer.sending import table
from admin.pages import text
from consultation.attachments import views as attachments
from consultation.consult import service as consult
from consultation.forms import service as forms
from consultation.forms.form import Question
from consultation.invitations import views as invitations
from consultation.opinion import views as opinion
from consultation.outbox import quota
from consultation.responses import service as responses
from consultation.responses import untranslated
from consultation.responses.service import Count
from consultation.wording import wording

LATEST = 8


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The figures as they are now; the page follows the changes."""
    seen_now = await request.app[DB].read(seen, frame.number(request))
    return frame.show(request, "officer/live.html", seen_now.pop("view"), "live", **seen_now)


@allow("consultation.read")
async def events(request: web.Request) -> web.StreamResponse:
    """The stream that the page follows: `{"state": the phase, "parts": {name: HTML}}`."""
    consultation = frame.number(request)
    await frame.find(request)

    async def snapshot() -> dict[str, Any]:
        context = await request.app[DB].read(seen, consultation) | {"words": wording("admin.officer")}
        parts = {
            name: text(request, f"officer/live_{name}.html", **context) for name in ("figures", "comments", "quotas")
        }
        phase = context["view"].phase
        return {"state": phase, "parts": parts, "end": phase == "after"}

    return await live.follow(request, snapshot)


def seen(session: Session, consultation: int) -> dict[str, Any]:
    """What the page shows, at one moment: view, figures, comments, representatives (of those who sent), waiting
    (statements to be read), foreign (comments not in Thai), counts (of attachments by state), sending (what became of
    what we said), quotas (of accounts that run out of it). Raises NotFound.
    """
    view = consult.view(session, consultation)
    figures = responses.figures(session, consultation)
    ages = in_form_order(forms.current(session, consultation).by_role("age"), figures.ages)
    latest = responses.latest(session, consultation, LATEST)
    return {
        "view": view,
        "figures": figures.model_copy(update={"ages": ages}),
        "comments": latest,
        "representatives": invitations.representatives(session, consultation),
        "waiting": opinion.waiting(session, consultation) if view.votes else 0,
        "foreign": untranslated.count(session, consultation),
        "counts": attachments.counts(session, consultation),
        "sending": table(session, consultation),
        "quotas": [one for one in quota.all_known(session) if one.warning],
    }


def in_form_order(question: Question | None, counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """Counts in the order of the question's choices: age bands by age, not by size."""
    order = {choice.name: at for at, choice in enumerate(question.choices)} if question else {}
    return tuple(sorted(counts, key=lambda count: order.get(count.key, len(order))))
