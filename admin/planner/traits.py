"""What one comment is: the machine's suggestion, changed or confirmed by a planner on the comment's page."""

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.planner import frame
from consultation.traits import service
from consultation.traits.changed import soon
from consultation.traits.values import Traits


@allow("themes.work")
@frame.says_why
async def change(request: web.Request) -> web.Response:
    """Keep what was changed in the form; "confirm" says that what was left alone is right as suggested."""
    sent, id = await fields(request), frame.number(request)
    await request.app[DB].write(_change, id, sent, account(request).name)
    return frame.done(f"{frame.ROOT}/comments/{id}#traits", "traits_changed")


def _change(session: Session, comment_id: int, sent: Fields, actor: str) -> None:
    traits = service.of(session, [comment_id]).get(comment_id)
    consultation = 0
    for field in service.FIELDS:
        if field not in sent:
            continue
        wanted = sent.line(field)
        if not wanted and "confirm" in sent and field in ("kind", "scope"):
            wanted = _suggested(traits, field)
        if wanted != _now(traits, field):
            consultation = service.change(session, comment_id, field, wanted, actor)
    if consultation:
        soon(session, consultation)


def _suggested(traits: Traits | None, field: str) -> str:
    return str(getattr(traits, field).suggested) if traits is not None else ""


def _now(traits: Traits | None, field: str) -> str:
    """What the form showed: what a person decided, or nothing for the machine's suggestion."""
    if traits is None:
        return ""
    if field == "voice":
        return service.APART if traits.voice_by != "machine" else ""
    if field == "places":
        return traits.places.typed if traits.places.decided else ""
    trait = getattr(traits, field)
    return str(trait.value) if trait.decided else ""
