"""The versions of the questionnaire: who saved what when, what changed between any two, going back to one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import fields
from admin.keys import DB
from admin.officer import frame
from admin.pages import go
from consultation.errors import Refused
from consultation.forms import history as versions
from consultation.forms import saying
from consultation.forms import service as forms
from consultation.forms.difference import Changed, TextChange, ValueChange, difference
from consultation.forms.form import Form
from consultation.forms.history import NOW, EditView, RevisionView
from consultation.wording import wording

CONDITIONS = ("relevant", "required_when", "constraint", "choice_filter", "calculation", "read_only", "repeat_count")


@dataclass(frozen=True)
class Version:
    """A version as the page lists it. kept: a revision; else the form as it was before an edit."""

    name: str
    title: str
    at: datetime
    by: str
    kept: bool
    started_at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """A value that changed, in words for an officer."""

    what: str
    before: str
    after: str


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """The versions, and what changed between the two that the address names."""
    return await _page(request)


@allow("consultation.prepare")
async def act(request: web.Request) -> web.Response:
    """Take a version up again: it becomes the newest one, and that can be undone too."""
    sent = await fields(request)
    consultation = frame.number(request)
    try:
        await request.app[DB].write(restore, consultation, sent.get("version", ""), account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error))
    return go(frame.address(consultation, "questions?done=restored"))


def restore(session: Session, consultation: int, name: str, actor: str) -> None:
    """Save a version as the newest form. Raises Refused."""
    form = versions.version(session, consultation, name)
    title = _title(name, versions.edits(session, consultation))
    forms.save(session, consultation, form, actor, act="restored", about=title)


def listed(session: Session, consultation: int) -> list[Version]:
    """Every version, the newest first: the revisions, and the states before each edit that can be undone."""
    edits, revisions = versions.edits(session, consultation), versions.revisions(session, consultation)
    found = [_of_edit(edit, edits) for edit in edits]
    found += [_of_revision(view) for view in revisions]
    return sorted(found, key=lambda version: (version.at, version.kept), reverse=True)


def compared(session: Session, consultation: int, before: str, after: str) -> tuple[Form, Form]:
    """Two versions by name. Raises Refused."""
    return versions.version(session, consultation, before), versions.version(session, consultation, after)


async def _page(request: web.Request, *, problem: str = "") -> web.Response:
    view = await frame.find(request)
    found: list[Version] = await request.app[DB].read(listed, view.id)
    old = request.query.get("from") or _former(found)
    new = request.query.get("to") or NOW
    context: dict[str, Any] = {"versions": found, "old": old, "new": new, "found": None, "problem": problem}
    context |= {"readonly": view.fixed}
    if old:
        try:
            before, after = await request.app[DB].read(compared, view.id, old, new)
        except Refused as error:
            context["problem"] = str(error)
        else:
            context |= {
                "found": difference(before, after),
                "before": before,
                "after": after,
                "told": _Telling(before, after),
            }
    status = frame.REFUSED if context["problem"] else 200
    return frame.show(request, "officer/history.html", view, "questions", status=status, **context)


class _Telling:
    """Changes in words, each side by the version that it is of."""

    def __init__(self, before: Form, after: Form) -> None:
        self._before, self._after = before, after
        self._words = wording("admin.officer")

    def named(self, name: str) -> str:
        """A question or group that is in the newer version."""
        return saying.named(self._after, name)

    def number(self, change: Changed) -> str:
        """Where it moved from and to."""
        return str(self._words["moved"]).format(before=change.numbers[0], after=change.numbers[1])

    def text(self, change: TextChange) -> str:
        """Which text it is."""
        name = str(self._words["field"][change.field])
        language = self._words["language"].get(change.language, change.language)
        return f"{name} {change.choice}".strip() + ("" if change.language == "th" else f" ({language})")

    def value(self, change: ValueChange) -> Told:
        """A value before and after."""
        field, _, choice = change.field.partition(":")
        what = f"{self._words['field'].get(field, field)} {choice}".strip()
        return Told(what, self._side(self._before, field, change.before), self._side(self._after, field, change.after))

    def _side(self, form: Form, field: str, value: str) -> str:
        if field == "relevant":
            return saying.condition(form, value) or value
        if field in CONDITIONS:
            return saying.told(form, value)
        if field in ("type", "role"):
            return str(self._words[field].get(value, value))
        if field == "languages":
            return ", ".join(self._words["language"].get(code, code) for code in value.split())
        if field in ("groups", "within"):
            return " › ".join(saying.named(form, name) for name in value.split())
        return str(self._words["yes"]) if value == "yes" else value


def _former(found: list[Version]) -> str:
    """What the newest version is compared with at first: the revision before it, else the oldest state that is kept."""
    revisions = [version.name for version in found if version.kept]
    if len(revisions) > 1:
        return revisions[1]
    states = [version.name for version in found if not version.kept]
    return states[-1] if states else ""


def _title(name: str, edits: list[EditView]) -> str:
    words = wording("admin.officer")["version"]
    edit = next((edit for edit in edits if edit.version == name), None)
    return str(words["before"]).format(act=_said(edit)) if edit else str(words["revision"]).format(n=name[1:])


def _of_edit(edit: EditView, edits: list[EditView]) -> Version:
    return Version(edit.version, _title(edit.version, edits), edit.at, edit.by, kept=False)


def _of_revision(view: RevisionView) -> Version:
    name = f"r{view.number}"
    return Version(name, _title(name, []), view.at, view.by, kept=True, started_at=view.started_at)


def _said(edit: EditView) -> str:
    return str(wording("admin.officer")["act"].get(edit.act, "{about}")).format(about=edit.about)
