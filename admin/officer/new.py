"""A new consultation: pick the cluster, then the template, title and plan; the result is a draft."""

from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go, render
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.errors import Refused
from consultation.forms.form import Form
from consultation.forms.templates import fill, templates
from consultation.places.answers import Ambiguous, Found
from consultation.places.lookup import find_province
from consultation.places.schemes import CURRENT, Cluster, Scheme, UnknownPlace, cluster, scheme, schemes
from consultation.plans import service as plans
from consultation.plans.service import PlanView

BLANK = "blank"  # no template: a form without a question
BLANK_KIND = "survey"


@dataclass(frozen=True)
class Typed:
    """What the officer has filled in so far."""

    template: str = "needs"
    title: str = ""
    plan: str = ""


@allow("officer")
async def choose_cluster(request: web.Request) -> web.Response:
    """First step: the clusters of a scheme, found by name or province; with ?cluster=CODE the second step."""
    if code := request.query.get("cluster"):
        return await _details(request, code, Typed(title=request.query.get("title", "")))
    try:
        chosen = scheme(request.query.get("scheme", CURRENT))
    except UnknownPlace as error:
        raise Refused(str(error)) from None
    query = " ".join(request.query.get("q", "").split())
    context: dict[str, Any] = {
        "scheme": chosen,
        "schemes": schemes()[::-1],
        "clusters": search(chosen, query),
        "q": query,
    }
    return render(request, "officer/new_cluster.html", section="officer", **context)


@allow("officer")
async def create(request: web.Request) -> web.Response:
    """Second step done: make the draft, then go on to its questions."""
    form = await fields(request)
    typed = Typed(form.get("template", ""), form.line("title"), form.get("plan", ""))
    try:
        view = await request.app[DB].write(make, form, typed, account(request).name)
    except (Refused, UnknownPlace) as error:
        return await _details(request, form.get("cluster", ""), typed, str(error))
    return go(frame.address(view.id, "questions?done=created"))


def make(session: Session, form: Fields, typed: Typed, actor: str) -> ConsultationView:
    """Make the draft of what was filled in. Raises Refused, UnknownPlace."""
    of = cluster(form.get("cluster", ""))
    plan = plans.view(session, int(typed.plan)) if typed.plan.isdecimal() else None
    blank = typed.template == BLANK
    questionnaire = Form(title={"th": typed.title}, questions=()) if blank else fill(typed.template, of, plan)
    new = NewConsultation(
        title=typed.title,
        kind=BLANK_KIND if blank else templates()[typed.template].kind,
        template="" if blank else typed.template,
        scheme=of.scheme,
        cluster=of.number,
        plan_id=plan.id if plan else None,
        sample=bool(plan and plan.sample),
    )
    named = questionnaire.model_copy(update={"title": {**questionnaire.title, "th": typed.title}})
    return consult.create(session, new, named if typed.title else questionnaire, actor)


def search(of: Scheme, query: str) -> list[Cluster]:
    """The clusters whose name, region or provinces contain every word of a query; all for an empty one.

    Where none does, those of the province that the query means: an alias (โคราช), a slip of spelling, a district.
    """
    words = query.casefold().split()
    written = [each for each in of.clusters if all(word in _text_of(each) for word in words)]
    return written or [each for each in of.clusters if _meant(query).intersection(each.isos)]


def _meant(query: str) -> set[str]:
    answer = find_province(query)
    if isinstance(answer, Found):
        return {answer.place.iso}
    return {province.iso for province in answer.candidates} if isinstance(answer, Ambiguous) else set()


def _text_of(each: Cluster) -> str:
    provinces = " ".join(f"{province.name_th} {province.name_en}" for province in each.provinces)
    return f"{each.full_name_th} {each.name_en} {each.region_th} {provinces}".casefold()


async def _details(request: web.Request, code: str, typed: Typed, problem: str = "") -> web.Response:
    try:
        of = cluster(code)
    except UnknownPlace as error:
        raise Refused(str(error)) from None
    found: list[PlanView] = await request.app[DB].read(plans.for_cluster, of.scheme, of.number)
    context = {"cluster": of, "templates": templates(), "plans": found, "typed": typed, "problem": problem}
    return render(
        request, "officer/new_details.html", section="officer", status=frame.REFUSED if problem else 200, **context
    )
