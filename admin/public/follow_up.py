"""What became of what people said in one consultation, for anybody: what was decided and signed, what will be done."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.keys import DB
from admin.public.consultation import page, published
from consultation.commitments import service as commitments
from consultation.commitments.service import CommitmentView
from consultation.findings import deciding, spread
from consultation.findings.models import Finding
from consultation.findings.service import listed
from consultation.findings.values import DispositionView, FindingLink
from consultation.responses.small import all_hidden


@dataclass(frozen=True)
class Followed:
    """A finding whose disposition a head has signed. people: None where they are too few to be told."""

    finding: FindingLink
    people: int | None
    made: DispositionView
    promises: tuple[CommitmentView, ...]


async def show(request: web.Request) -> web.Response:
    """Every finding that was decided on, by number."""
    view, form = await request.app[DB].read(published, request.match_info["code"])
    found = await request.app[DB].read(_read, view.id)
    return page(request, "public/follow_up.html", view, form, found=found)


def _read(session: Session, consultation_id: int) -> list[Followed]:
    found = []
    for link in listed(session, consultation_id):
        made = deciding.standing(session, link.id)
        if made is None:
            continue
        people, _, _ = spread.counted(session, session.get_one(Finding, link.id))
        promises = tuple(commitments.of_finding(session, link.id))
        found.append(Followed(link, None if all_hidden([people]) else people, made, promises))
    return found
