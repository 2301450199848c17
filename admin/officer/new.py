"""A new consultation: pick the cluster, then the template or a file, title and plan; the result is a draft."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow, reach
from admin.fields import Fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.form_file import package_of, told
from admin.pages import go, render
from admin.uploads import sent
from consultation.consult import service as consult
from consultation.consult.service import ConsultationView, NewConsultation
from consultation.errors import Refused
from consultation.forms import files as form_files
from consultation.forms import office
from consultation.forms.form import Form
from consultation.forms.templates import info_of
from consultation.forms.templates.filling import filled
from consultation.forms.xlsform import Package
from consultation.places.answers import Ambiguous, Found
from consultation.places.lookup import find_province
from consultation.places.schemes import CURRENT, Cluster, Scheme, UnknownPlace, cluster, scheme, schemes
from consultation.plans import service as plans
from consultation.plans.service import PlanView

BLANK = "blank"  # no template: a form without a question
PREPARE = "consultation.prepare"
FILE = "file"  # no template: the questionnaire comes in a file


@dataclass(frozen=True)
class Typed:
    """What the officer has filled in so far."""

    template: str = "needs"
    title: str = ""
    plan: str = ""


@allow("consultation.prepare")
async def choose_cluster(request: web.Request) -> web.Response:
    """First step: the clusters of a scheme, found by name or province; with ?cluster=CODE the second step."""
    if code := request.query.get("cluster"):
        return await _details(request, code, Typed(title=request.query.get("title", "")))
    try:
        chosen = scheme(request.query.get("scheme", CURRENT))
    except UnknownPlace as error:
        raise Refused(str(error)) from None
    query, there = " ".join(request.query.get("q", "").split()), reach(request, PREPARE)
    context: dict[str, Any] = {
        "scheme": chosen,
        "schemes": schemes()[::-1],
        "clusters": [each for each in search(chosen, query) if there.sees(each.scheme, each.number)],
        "q": query,
    }
    return render(request, "officer/new_cluster.html", section="officer", **context)


@allow("consultation.prepare")
async def create(request: web.Request) -> web.Response:
    """Second step done: make the draft, then go on to its questions."""
    form, files = await sent(request)
    _must_reach(request, form.get("cluster", ""))
    typed = Typed(form.get("template", ""), form.line("title"), form.get("plan", ""))
    try:
        package = await package_of(files) if typed.template == FILE else None
        view = await request.app[DB].write(make, form, typed, account(request).name, package)
    except (Refused, UnknownPlace) as error:
        return await _details(request, form.get("cluster", ""), typed, error)
    return go(frame.address(view.id, "questions?done=created"))


def make(session: Session, form: Fields, typed: Typed, actor: str, package: Package | None = None) -> ConsultationView:
    """Make the draft of what was filled in. package: the questionnaire of a file. Raises Refused, UnknownPlace."""
    of = cluster(form.get("cluster", ""))
    plan = plans.view(session, int(typed.plan)) if typed.plan.isdecimal() else None
    key = "" if package or typed.template == BLANK else typed.template
    given = package or _given(session, key, typed)
    questionnaire = filled(given.form, of, plan)
    new = NewConsultation(
        title=typed.title,
        kind=info_of(key, given.form).kind,
        template=key,
        scheme=of.scheme,
        cluster=of.number,
        plan_id=plan.id if plan else None,
        sample=bool(plan and plan.sample),
    )
    named = questionnaire.model_copy(update={"title": {**questionnaire.title, "th": typed.title}})
    made = consult.create(session, new, named if typed.title else questionnaire, actor)
    form_files.keep(session, f"consultation:{made.id}", given.files, actor)
    return made


def _given(session: Session, key: str, typed: Typed) -> Package:
    """The template of a key with its files; a form without a question where none is wanted. Raises Refused."""
    if typed.template == BLANK:
        return Package(Form(title={"th": typed.title}, questions=()))
    return Package(office.find(session, key), office.files(session, key))


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


def _must_reach(request: web.Request, code: str) -> None:
    """Raises 404 for a cluster in which the account may prepare nothing; an unknown one is told elsewhere."""
    with suppress(UnknownPlace):
        of = cluster(code)
        if not reach(request, PREPARE).sees(of.scheme, of.number):
            raise web.HTTPNotFound()


async def _details(
    request: web.Request, code: str, typed: Typed, error: Refused | UnknownPlace | None = None
) -> web.Response:
    try:
        of = cluster(code)
    except UnknownPlace as unknown:
        raise Refused(str(unknown)) from None
    _must_reach(request, code)
    found: list[PlanView] = await request.app[DB].read(plans.for_cluster, of.scheme, of.number)
    context: dict[str, Any] = {"cluster": of, "plans": found, "typed": typed}
    context["templates"] = await request.app[DB].read(office.offered)
    context["found"] = told(error if isinstance(error, Refused) or error is None else Refused(str(error)))
    return render(
        request, "officer/new_details.html", section="officer", status=frame.REFUSED if error else 200, **context
    )
