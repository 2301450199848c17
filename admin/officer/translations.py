"""All texts of the questionnaire in its languages, side by side: what is missing is marked and counted.

Nothing is translated by machine: what stands here, a person wrote. Where the same Thai words were translated once, the
same translation is put in again, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from admin.accounts.access import account, allow
from admin.fields import Fields, fields
from admin.keys import DB
from admin.officer import frame
from admin.officer.builder import shown
from admin.pages import go
from consultation.errors import Refused
from consultation.forms import history, saying, translations
from consultation.forms import service as forms
from consultation.forms.form import Form, in_language
from consultation.forms.translations import Item
from consultation.forms.workbook import languages as known_languages

SEPARATOR = "|"  # between address and language in a field's name


@dataclass(frozen=True)
class Cell:
    """One text in one language: its field's name, what it says; stale: the Thai changed after it was translated."""

    field: str
    language: str
    text: str
    stale: bool

    @property
    def lacking(self) -> bool:
        """Whether it is missing."""
        return not self.text.strip()


@dataclass(frozen=True)
class Line:
    """One Thai text and the same in the other languages."""

    item: Item
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """The texts of one question or group, or of the form itself (no owner)."""

    owner: str
    title: str
    lines: tuple[Line, ...]

    @property
    def lacking(self) -> int:
        """How many translations are missing."""
        return sum(cell.lacking for line in self.lines for cell in line.cells)

    @property
    def stale(self) -> int:
        """How many translations are older than their Thai."""
        return sum(cell.stale for line in self.lines for cell in line.cells)


@allow("consultation.read")
async def show(request: web.Request) -> web.Response:
    """Every text beside its translations."""
    return await _page(request, only_missing=request.query.get("show") == "missing")


@allow("consultation.prepare")
async def act(request: web.Request) -> web.Response:
    """Save the translations of one question, or add or drop a language."""
    sent = await fields(request)
    consultation = frame.number(request)
    try:
        key, more = await request.app[DB].write(carry_out, consultation, sent, account(request).name)
    except Refused as error:
        return await _page(request, problem=str(error), sent=sent, only_missing="only" in sent)
    only = "&show=missing" if "only" in sent else ""
    same = f"&same={more}" if more else ""
    return go(frame.address(consultation, f"translations?done={key}{same}{only}#t-{sent.get('owner', '')}"))


def carry_out(session: Session, consultation: int, sent: Fields, actor: str) -> tuple[str, int]:
    """Do it and save: what was done by key, and how many texts were filled in with a translation made before."""
    form = forms.current(session, consultation)
    pressed, _, code = sent.get("act", "save").partition(":")
    edited = int(sent["revision"]) if sent.get("revision", "").isdecimal() else None
    if pressed in ("add", "drop"):
        after = (translations.add_language if pressed == "add" else translations.drop_language)(form, code)
        if after != form:
            forms.save(session, consultation, after, actor, edited=edited, act="language", about=f" {code}")
        return "language", 0
    typed = put_in(sent)
    after = translations.put(form, typed)
    same = translations.same_elsewhere(after, typed)
    after = translations.put(after, same)
    if after != form:
        about = saying.named(form, sent.get("owner", ""))
        forms.save(session, consultation, after, actor, edited=edited, act="translated", about=about)
    return "translated", len(same)


def put_in(sent: Fields) -> dict[tuple[str, str], str]:
    """The translations that were sent, by address and language."""
    found: dict[tuple[str, str], str] = {}
    for name, value in sent.items():
        address, separator, language = name.rpartition(SEPARATOR)
        if separator:
            found[address, language] = value
    return found


def blocks(form: Form, stale: set[tuple[str, str]], sent: Fields | None = None) -> list[Block]:
    """The texts by owner, in form order. sent: what was typed and could not be saved."""
    languages = translations.languages(form)
    found: dict[str, list[Line]] = {}
    for item in translations.items(form):
        found.setdefault(item.owner, []).append(Line(item, tuple(_cells(item, languages, stale, sent))))
    return [
        Block(owner, saying.named(form, owner) or in_language(form.title, "th"), tuple(lines))
        for owner, lines in found.items()
    ]


def _cells(item: Item, languages: Sequence[str], stale: set[tuple[str, str]], sent: Fields | None) -> list[Cell]:
    cells = []
    for language in languages:
        field = f"{item.address}{SEPARATOR}{language}"
        text = (sent or Fields()).get(field, item.texts.get(language, ""))
        cells.append(Cell(field, language, text, (item.address, language) in stale))
    return cells


async def _page(
    request: web.Request, *, problem: str = "", sent: Fields | None = None, only_missing: bool = False
) -> web.Response:
    view = await frame.find(request)
    versions = await request.app[DB].read(history.versions, view.id)
    form = versions[-1]
    there = translations.languages(form)
    found = blocks(form, translations.stale(versions), sent)
    context = {
        "form": form,
        "blocks": [block for block in found if block.lacking or block.stale] if only_missing else found,
        "languages": there,
        "missing": translations.missing(form),
        "stale": sum(block.stale for block in found),
        "addable": [code for code in known_languages() if code not in there and code != translations.THAI],
        "rtl": translations.right_to_left,
        "told": saying.told,
        "only_missing": only_missing,
        "same": request.query.get("same", ""),
        "figures": shown.figures(form),
        "readonly": view.fixed,
        "problem": problem,
    }
    status = frame.REFUSED if problem else 200
    return frame.show(request, "officer/translations.html", view, "questions", status=status, **context)
