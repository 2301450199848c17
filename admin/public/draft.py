"""The draft text that a consultation is about, for anybody to read: contents, sections with their own links."""

from aiohttp import web
from sqlmodel import Session

from admin.keys import DB
from admin.public.consultation import page, published
from consultation.drafts import service
from consultation.drafts.asking import body
from consultation.drafts.models import DraftSection, PlanDraft
from consultation.errors import NotFound
from consultation.wording import wording


async def show(request: web.Request) -> web.Response:
    """The newest draft that is open to comment; `?version=` an earlier one."""
    code, version = request.match_info["code"], request.query.get("version", "")
    view, form = await request.app[DB].read(published, code)
    row, sections, newest = await request.app[DB].read(_read, view.id, code, version)
    return page(request, "public/draft.html", view, form, draft=row, sections=sections, newest=newest, body=body)


def _read(session: Session, consultation: int, code: str, version: str) -> tuple[PlanDraft, list[DraftSection], bool]:
    drafts = service.published(session, consultation)
    row = next((each for each in drafts if not version or str(each.number) == version), None)
    if row is None:
        raise NotFound(wording("admin.public")["no_draft"].format(code=code))
    shown = [each for each in service.sections(session, row) if not each.hidden]
    return row, shown, row.number == drafts[0].number
