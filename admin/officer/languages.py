"""Languages as the officer sees them: how far the questions are translated, who has read the texts, what came in."""

from dataclasses import dataclass

from aiohttp import web

from admin.accounts.access import allow
from admin.keys import DB
from admin.officer import frame
from consultation.forms import template_translations
from consultation.forms.form import Form
from consultation.responses import untranslated
from consultation.talk import wording as talk
from consultation.talk.tongues import offered
from consultation.wording import wording


@dataclass(frozen=True)
class State:
    """A language that citizens are offered: questions translated of those asked, and whether its texts were read."""

    name: str
    translated: int
    asked: int
    reviewed: bool


def states(form: Form) -> list[State]:
    """Every other language than Thai that a form offers."""
    names = wording("admin.officer")["language_in_thai"]
    asked = [question for question in form.questions if question.asked]
    return [
        State(
            name=names[each],
            translated=sum(bool(question.label.get(each)) for question in asked),
            asked=len(asked),
            reviewed=talk.reviewed(each) and template_translations.reviewed(),
        )
        for each in offered(form)
        if each != talk.THAI
    ]


@allow("answers.read")
async def show(request: web.Request) -> web.Response:
    """The comments that are not in Thai, fifty at a time."""
    view = await frame.find(request)
    after = request.query.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 18 else 0
    found = await request.app[DB].read(untranslated.listing, view.id, after=start)
    return frame.show(request, "officer/untranslated.html", view, "live", found=found)
