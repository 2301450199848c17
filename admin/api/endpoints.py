"""The endpoints of the API as one table: address, who may read, what comes back. OpenAPI is made from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import BaseModel
from sqlmodel import Session

from admin.accounts.access import reach
from admin.api.access import for_right
from admin.api.models import (
    ConsultationDetail,
    Consultations,
    Statements,
    Themes,
    consultation_detail,
    consultation_out,
    statements_out,
    theme_set_out,
)
from admin.api.problems import Handler, as_problems
from admin.keys import DB
from admin.strategy.area_needs import area_needs
from admin.strategy.output import StrategyInput, strategy_input
from consultation.consult import service as consult
from consultation.opinion import views as opinion
from consultation.responses import service as responses
from consultation.themes import service as themes

ROOT = "/api/v1"
ONE = ROOT + r"/consultations/{id:\d{1,18}}"

Answer = Callable[[web.Request], Awaitable[BaseModel]]


@dataclass(frozen=True)
class Endpoint:
    """One address that can be read. problems: the statuses it may answer with besides 200."""

    path: str
    summary: str
    answer: Answer
    model: type[BaseModel]
    right: str
    problems: tuple[int, ...]

    @property
    def handler(self) -> Handler:
        """What the router calls."""
        return as_problems(for_right(self.right, self._respond))

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        found = await self.answer(request)
        headers = {"Cache-Control": "private, no-cache"}
        return web.Response(text=found.model_dump_json(), content_type="application/json", headers=headers)


async def _consultations(request: web.Request) -> Consultations:
    there = reach(request)
    views = await request.app[DB].read(consult.listing, there)
    return Consultations(consultations=tuple(consultation_out(view) for view in views))


async def _consultation(request: web.Request) -> ConsultationDetail:
    def read(session: Session, consultation_id: int) -> ConsultationDetail:
        view = consult.view(session, consultation_id)
        return consultation_detail(view, responses.figures(session, consultation_id))

    return await request.app[DB].read(read, _id(request))


async def _statements(request: web.Request) -> Statements:
    def read(session: Session, consultation_id: int) -> Statements:
        consult.view(session, consultation_id)
        return Statements(questions=tuple(map(statements_out, opinion.boards(session, consultation_id))))

    return await request.app[DB].read(read, _id(request))


async def _themes(request: web.Request) -> Themes:
    return await request.app[DB].read(_newest_sets, _id(request))


async def _strategy_input(request: web.Request) -> StrategyInput:
    return strategy_input(await request.app[DB].read(area_needs, _id(request)))


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


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        f"{ROOT}/consultations", "All consultations, newest first", _consultations, Consultations, "consultation.read",
        (401, 403, 429),
    ),
    Endpoint(
        ONE, "One consultation and who has answered", _consultation, ConsultationDetail, "consultation.read",
        (401, 403, 404, 429),
    ),
    Endpoint(
        f"{ONE}/statements", "Statements to vote on with their votes", _statements, Statements, "consultation.read",
        (401, 403, 404, 429),
    ),
    Endpoint(
        f"{ONE}/themes", "The newest theme set of each question", _themes, Themes, "themes.read", (401, 403, 404, 429)
    ),
    Endpoint(
        f"{ONE}/strategy-input", "Findings by development issue, each traced to its comments", _strategy_input,
        StrategyInput, "strategy.read", (401, 403, 404, 409, 429),
    ),
)  # fmt: skip
