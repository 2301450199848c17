"""The draft text that a consultation is about, for anybody to read and comment on, section by section.

A comment is sent to the web chat (`bot/web/sections.py`), which keeps it in the person's one response.
"""

import secrets
from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.keys import DB, SETTINGS
from admin.public.consultation import page, published
from consultation.consult.links import links
from consultation.consult.service import ConsultationView
from consultation.drafts import naming, service
from consultation.drafts.asking import asks, body
from consultation.drafts.models import DraftSection, PlanDraft
from consultation.errors import NotFound
from consultation.forms.form import LONGEST_TEXT
from consultation.settings import Settings
from consultation.wording import wording


@dataclass(frozen=True)
class Ways:
    """Where a section is commented on. to: the address that takes a comment; chats: by channel, at its question."""

    to: str
    chats: tuple[tuple[str, str], ...]


async def show(request: web.Request) -> web.Response:
    """The newest draft that was opened to comment, with a box under each section; `?version=` an earlier one."""
    code, version = request.match_info["code"], request.query.get("version", "")
    view, form = await request.app[DB].read(published, code)
    row, sections, newest = await request.app[DB].read(_read, view.id, code, version)
    takes = view.state == "open" and newest and any(asks(form, each) for each in sections)
    ways = {each.number: _ways(view, row, each, request.app[SETTINGS]) for each in sections} if takes else {}
    told = {"draft": row, "sections": sections, "newest": newest, "body": body, "ways": ways, "longest": LONGEST_TEXT}
    return page(request, "public/draft.html", view, form, nonce=secrets.token_hex(8), **told)


def _read(session: Session, consultation: int, code: str, version: str) -> tuple[PlanDraft, list[DraftSection], bool]:
    drafts = service.published(session, consultation)
    row = next((each for each in drafts if not version or str(each.number) == version), None)
    if row is None:
        raise NotFound(wording("admin.public")["no_draft"].format(code=code))
    return row, service.shown(session, row), row.number == drafts[0].number


def _ways(view: ConsultationView, draft: PlanDraft, section: DraftSection, settings: Settings) -> Ways:
    code = naming.code(view.code, draft.number, section.number)
    found = links(view, settings, code)
    chats = (("line", found.line), ("telegram", found.telegram), ("chat", f"/chat/{view.code}?at={code}"))
    to = f"/chat/{view.code}/section/{code.rpartition('-')[2]}"
    return Ways(to, tuple((channel, link) for channel, link in chats if link))
