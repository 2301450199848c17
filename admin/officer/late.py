"""What is overdue about a consultation, looked up for every officer's page of it, so that each can say so loudly."""

import re

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlmodel import Session

from admin.keys import ACCOUNT, DB
from consultation.consult.models import Consultation
from consultation.law import clocks, due
from consultation.law.clocks import Clock

LATE: web.RequestKey[list[Clock]] = web.RequestKey("late", list)
_ONE = re.compile(r"/admin/consultations/(\d{1,18})/[a-z]+")


@web.middleware
async def know_late(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Look up the overdue clocks of the consultation whose page is asked for."""
    found = _ONE.fullmatch(request.path)
    if found is not None and request.get(ACCOUNT) is not None:
        request[LATE] = await request.app[DB].read(late, int(found[1]))
    return await handler(request)


def late(session: Session, consultation_id: int) -> list[Clock]:
    """The overdue clocks of a consultation; none for one that is not there."""
    row = session.get(Consultation, consultation_id)
    today = due.today()
    return clocks.overdue(session, [row], today) if row is not None else []
