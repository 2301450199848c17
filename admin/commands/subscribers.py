"""`prachakhom subscribers`: how many follow which cluster, province and subject; nobody's name."""

from dataclasses import asdict
from typing import Any

from admin.commands import output
from admin.commands.consultations import Json
from admin.commands.session import with_database
from admin.commands.wording import say
from consultation.db import Database
from consultation.subscriptions.figures import Overview, overview
from consultation.wording import wording


def subscribers(json: Json = False) -> None:
    """Show how many follow what, and how many began and stopped; numbers only."""

    async def work(db: Database) -> Overview:
        return await db.read(overview)

    seen = with_database(work)
    if json:
        output.as_json(_as_json(seen))
    elif not seen.followed:
        output.line(say("subscribers_none"))
    else:
        names = wording("admin.officer")["subscribers"]
        rows = [
            [names[each.what.kind], each.name, str(each.following), str(each.began), str(each.stopped)]
            for each in seen.followed
        ]
        output.table(["kind", "name", "following", "began", "stopped"], rows)


def _as_json(seen: Overview) -> dict[str, Any]:
    followed = [asdict(each.what) | {name: getattr(each, name) for name in _NUMBERS} for each in seen.followed]
    months = [{"month": f"{each.first:%Y-%m}", "began": each.began, "stopped": each.stopped} for each in seen.months]
    return {"people": seen.people, "followed": followed, "months": months}


_NUMBERS = ("name", "following", "began", "stopped")
