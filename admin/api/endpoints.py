"""The endpoints of the API as one table: address, who may use it, what it takes and gives. OpenAPI is made from it."""

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, reach
from admin.api import reading
from admin.api.asking import (
    AskedComments,
    AskedConsultations,
    AskedResponses,
    ExportOrder,
    Nothing,
    Paged,
)
from admin.api.endpoint import ONE, ROOT, Endpoint
from admin.api.models import (
    ConsultationDetail,
    Consultations,
    Statements,
    Themes,
    consultation_detail,
    statements_out,
    theme_set_out,
)
from admin.api.models_answers import Comments, FormOut, Responses, form_out
from admin.api.models_plan import Exports, Findings, PlanLines, Plans, finding_out, plan_out, traced
from admin.api.problems import Gone
from admin.exports import service as exports
from admin.exports.service import ExportView
from admin.keys import DB, VAULT
from admin.strategy.area_needs import area_needs
from admin.strategy.output import StrategyInput, strategy_input
from consultation.commitments import service as commitments
from consultation.consult import service as consult
from consultation.findings import service as strategy
from consultation.findings import tracing
from consultation.forms import service as forms
from consultation.opinion import views as opinion
from consultation.plans import lines as plan_lines
from consultation.plans.wording import not_found as no_plan
from consultation.responses import service as responses
from consultation.themes import service as themes


async def _consultations(request: web.Request, wanted: AskedConsultations) -> Consultations:
    return await request.app[DB].read(reading.consultations, reach(request), wanted)


async def _consultation(request: web.Request, wanted: Nothing) -> ConsultationDetail:
    def read(session: Session, consultation_id: int) -> ConsultationDetail:
        view = consult.view(session, consultation_id)
        return consultation_detail(view, responses.figures(session, consultation_id))

    return await request.app[DB].read(read, _id(request))


async def _form(request: web.Request, wanted: Nothing) -> FormOut:
    return form_out(await request.app[DB].read(forms.current, _id(request)))


async def _responses(request: web.Request, wanted: AskedResponses) -> Responses:
    return await request.app[DB].read(reading.sent, _id(request), wanted)


async def _comments(request: web.Request, wanted: AskedComments) -> Comments:
    return await request.app[DB].read(reading.said, _id(request), wanted)


async def _statements(request: web.Request, wanted: Nothing) -> Statements:
    def read(session: Session, consultation_id: int) -> Statements:
        consult.view(session, consultation_id)
        return Statements(questions=tuple(map(statements_out, opinion.boards(session, consultation_id))))

    return await request.app[DB].read(read, _id(request))


async def _themes(request: web.Request, wanted: Nothing) -> Themes:
    return await request.app[DB].read(_newest_sets, _id(request))


async def _findings(request: web.Request, wanted: Nothing) -> Findings:
    def read(session: Session, consultation_id: int) -> Findings:
        found = strategy.findings(session, consultation_id)
        return Findings(findings=tuple(finding_out(each, commitments.of_finding(session, each.id)) for each in found))

    return await request.app[DB].read(read, _id(request))


async def _plans(request: web.Request, wanted: Nothing) -> Plans:
    found = await request.app[DB].read(tracing.versions, _id(request))
    return Plans(plans=tuple(map(plan_out, found)))


async def _plan(request: web.Request, wanted: Nothing) -> PlanLines:
    return await request.app[DB].read(_traced, _id(request), int(request.match_info["plan"]))


async def _strategy_input(request: web.Request, wanted: Nothing) -> StrategyInput:
    return strategy_input(await request.app[DB].read(area_needs, _id(request)))


async def _exports(request: web.Request, wanted: Paged) -> Exports:
    found = await request.app[DB].read(exports.listing, _id(request), wanted.after, wanted.limit + 1)
    _, following = reading.cut([each.id for each in found], wanted.limit)
    return Exports(exports=tuple(found[: wanted.limit]), next=following)


async def _start_export(request: web.Request, wanted: ExportOrder) -> ExportView:
    actor = account(request).name
    return await request.app[DB].write(exports.order, _id(request), wanted.format, wanted.question or "", actor)


async def _export(request: web.Request, wanted: Nothing) -> ExportView:
    return await request.app[DB].read(exports.find, _id(request), int(request.match_info["export"]))


async def _export_file(request: web.Request, wanted: Nothing) -> bytes:
    number, actor = int(request.match_info["export"]), account(request).name
    found = await exports.content(request.app[DB], request.app[VAULT], _id(request), number, actor)
    if found is None:
        raise Gone()
    return found


def _newest_sets(session: Session, consultation_id: int) -> Themes:
    """The newest signed-off set of each question, else its newest draft. Raises NotFound."""
    consult.view(session, consultation_id)
    chosen: dict[str, int] = {}
    for state in ("signed_off", "draft"):
        for about in themes.listing(session, consultation_id):
            if about.state == state:
                chosen.setdefault(about.question, about.id)
    found = (themes.view(session, set_id) for set_id in sorted(chosen.values()))
    return Themes(theme_sets=tuple(theme_set_out(seen) for seen in found))


def _traced(session: Session, consultation_id: int, plan_id: int) -> PlanLines:
    """A plan version of the consultation's cluster, each line with its findings. Raises NotFound."""
    plan = next((each for each in tracing.versions(session, consultation_id) if each.id == plan_id), None)
    if plan is None:
        raise no_plan("plan", id=plan_id)
    linked = tracing.findings_by_line(session, plan_id)
    lines = plan_lines.lines(session, plan_id)
    return PlanLines(plan=plan_out(plan), lines=tuple(traced(each, linked.get(each.key, [])) for each in lines))


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


EXPORT = ONE + r"/exports/{export:\d{1,18}}"

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        f"{ROOT}/consultations", "Consultations within reach, newest first", _consultations, "consultation.read",
        Consultations, AskedConsultations,
    ),
    Endpoint(ONE, "One consultation and who has answered", _consultation, "consultation.read", ConsultationDetail),
    Endpoint(f"{ONE}/form", "Its questionnaire", _form, "consultation.read", FormOut),
    Endpoint(f"{ONE}/responses", "Sent responses", _responses, "answers.read", Responses, AskedResponses),
    Endpoint(
        f"{ONE}/comments", "Comments, personal data masked", _comments, "themes.read", Comments, AskedComments
    ),
    Endpoint(
        f"{ONE}/statements", "Statements to vote on with their votes", _statements, "consultation.read", Statements
    ),
    Endpoint(f"{ONE}/themes", "The newest theme set of each question", _themes, "themes.read", Themes),
    Endpoint(f"{ONE}/findings", "Findings with what is behind them", _findings, "strategy.read", Findings),
    Endpoint(f"{ONE}/plans", "Versions of the cluster's plan", _plans, "strategy.read", Plans),
    Endpoint(
        ONE + r"/plans/{plan:\d{1,18}}", "A plan version, each line with its findings", _plan, "strategy.read",
        PlanLines,
    ),
    Endpoint(
        f"{ONE}/strategy-input", "Findings by development issue, each traced to its comments", _strategy_input,
        "strategy.read", StrategyInput, problems=(409,),
    ),
    Endpoint(f"{ONE}/exports", "Exports that were ordered", _exports, "themes.export", Exports, Paged),
    Endpoint(
        f"{ONE}/exports", "Order an export", _start_export, "themes.export", ExportView, order=ExportOrder, status=202,
        problems=(409,),
    ),
    Endpoint(EXPORT, "How far an export is", _export, "themes.export", ExportView),
    Endpoint(
        f"{EXPORT}/file", "Fetch an export that is ready", _export_file, "themes.export", problems=(409, 410)
    ),
)  # fmt: skip
