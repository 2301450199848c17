"""The questionnaire as a sheet to be printed and filled in by hand: A4, large type, made of the chat's form.

What cannot be answered on paper is left out: pictures, and the leave to be contacted; how to be
told in a chat is printed instead. Of statements as many are printed as a sitting in a chat has, each with its number.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from admin.qr import svg
from admin.reports.glyphs import breakable, coverage, legible
from admin.reports.pdf import FAMILIES, FONT_FOLDER, fonts, is_of, map_text
from admin.reports.thai import thai_date
from consultation.consult.service import ConsultationView
from consultation.entry import votes as entry_votes
from consultation.entry.cells import typed_in
from consultation.forms import saying
from consultation.forms.form import SELECTS, Form, Question, in_language
from consultation.forms.logic import Slot
from consultation.opinion import text as texts
from consultation.talk.kinds.number import scale
from consultation.talk.voting import may_add

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
MOST_OPTIONS = 14  # more are written by hand: nobody reads a hundred districts
MOST_STEPS = 11
INSTANCES = 3  # of a repeat on one sheet
LINES = 4
LONGEST_FOOTER = 60  # characters
SHORT = 16  # characters of an option, up to which two stand side by side


@dataclass(frozen=True)
class Item:
    """A question on paper. sort: circles, boxes, ranks, lines, line, date, votes, note. number: "" for a note."""

    number: str
    label: str
    hint: str
    how: str
    only: str
    sort: str
    options: tuple[str, ...] = ()
    columns: int = 1


@dataclass(frozen=True)
class Section:
    """A heading, or none, and what is asked under it."""

    heading: str
    items: tuple[Item, ...]
    after: str = ""


def paper_pdf(view: ConsultationView, form: Form, base_url: str) -> bytes:
    """The sheet as a PDF file. Call it off the event loop. Raises FontsMissing."""
    import typst

    present = fonts()
    drawable = coverage(present)
    data = map_text(_data(view, form, base_url), lambda text: breakable(legible(text, drawable)))
    link = f"{base_url.rstrip('/')}/c/{view.code}"
    families = [family for family in FAMILIES if any(is_of(font, family) for font in present)]
    inputs = {"paper": json.dumps(data), "fonts": json.dumps(families), "qr": str(svg(link, standalone=True))}
    compiler = typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=[FONT_FOLDER], ignore_system_fonts=True, sys_inputs=inputs
    )
    pdf = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(view.created_at.timestamp()))
    assert isinstance(pdf, bytes)
    return pdf


def sections(form: Form) -> list[Section]:
    """What is asked, in the form's order; a repeat's questions stand together, some times."""
    found: list[Section] = []
    # As a form of its own, so that "question 4" in a condition is what stands on the paper as 4.
    there = tuple(one for one in form.questions if typed_in(one) or _voted(form, one))
    printed = form.model_copy(update={"questions": there})
    numbers = {question.name: number for number, question in enumerate(printed.questions, 1)}
    for question in form.questions:
        if question.name not in numbers and question.type != "note":
            continue
        repeat = next((name for name in question.groups if (group := form.group(name)) and group.repeat), "")
        item = _item(printed, question, numbers.get(question.name))
        heading = repeat or _group(form, question)
        items = (item, *_added(question))
        if found and found[-1].heading == heading:
            found[-1] = Section(heading, (*found[-1].items, *items))
        else:
            found.append(Section(heading, items))
    return [shown for section in found for shown in _shown(form, section)]


def _voted(form: Form, question: Question) -> bool:
    """Whether there are statements to vote on, or one may be added."""
    return question.type == "statements" and bool(entry_votes.printed(form, question) or may_add(question))


def _added(question: Question) -> tuple[Item, ...]:
    """Lines for a statement that the person adds, where that is invited."""
    if question.type != "statements" or not may_add(question):
        return ()
    text = words()
    return (Item("", text["own"], text["own_hint"].format(most=texts.LONGEST), "", "", "lines"),)


def _shown(form: Form, section: Section) -> Iterator[Section]:
    group = form.group(section.heading)
    name = in_language(group.label, "th").strip() if group else ""
    if group is None or not group.repeat:
        yield Section(name, section.items)
        return
    for number in range(1, INSTANCES + 1):
        heading = words()["instance"].format(group=name, number=number).strip()
        yield Section(heading, section.items, words()["more"] if number == INSTANCES else "")


def _group(form: Form, question: Question) -> str:
    return next((name for name in reversed(question.groups) if (group := form.group(name)) and group.label), "")


def _item(form: Form, question: Question, number: int | None) -> Item:
    labels = tuple(in_language(one.label, "th").strip() or one.name for one in question.choices)
    labels = labels or tuple(f"S{one.id}. {entry_votes.told(one)}" for one in entry_votes.printed(form, question))
    sort, options = _sort(question, labels)
    only = saying.condition(form, question.relevant) if question.relevant else ""
    told = words()["only_if"].format(condition=only) if only else words()["only_some"] if question.relevant else ""
    counted = "several_most" if question.most else "several"
    how = {"circles": "one", "boxes": counted, "ranks": "rank"}.get(sort, "") if question.type in SELECTS else ""
    # What a chat asks of a place is to tap or type; on paper its short name says enough.
    asked = question.short if question.appearance in ("province", "district") and question.short else question.label
    label = saying.told(form, in_language(asked, "th").strip())
    return Item(
        number=f"{number}." if number else "",
        label=label,
        hint=saying.told(form, in_language(question.hint, "th").strip()),
        how=words()[how].format(most=question.most) if how and words()["chooses"] not in label else "",
        only=told,
        sort=sort,
        options=options,
        columns=_columns(question, options),
    )


def _columns(question: Question, options: tuple[str, ...]) -> int:
    """How many options stand side by side."""
    if question.type == "range":
        return len(options)
    widest = max(map(len, options), default=0)
    return 2 if widest <= 2 * SHORT and len(options) > 2 and question.type != "statements" else 1


def _sort(question: Question, labels: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    if question.type == "note":
        return "note", ()
    if question.type == "statements":
        return "votes", labels
    if question.type in SELECTS:
        if len(labels) > MOST_OPTIONS:
            return "line", ()
        return {"select_one": "circles", "select_multiple": "boxes", "rank": "ranks"}[question.type], labels
    if question.type == "range":
        of = scale(Slot(question))
        return ("circles", tuple(map(of.at, range(of.steps)))) if of.steps <= MOST_STEPS else ("line", ())
    if question.type == "acknowledge":
        return "boxes", (in_language(question.label, "th"),)
    if question.type == "text":
        return "lines", ()
    return ("date" if question.type == "date" else "line"), ()


def _data(view: ConsultationView, form: Form, base_url: str) -> dict[str, Any]:
    return {
        "title": view.title,
        "cluster": view.cluster_name,
        "footer": saying.shortened(view.title, LONGEST_FOOTER),
        "words": told(view, base_url),
        "votes": votes(),
        "lines": LINES,
        "sections": [asdict(section) for section in sections(form)],
    }


def told(view: ConsultationView, base_url: str) -> dict[str, str]:
    """The wording of the sheet of one consultation, its blanks filled but for those of the pages' numbers."""
    link, text = f"{base_url.rstrip('/')}/c/{view.code}", words()
    return text | {
        "phone": text["phone"].format(link=link),
        "privacy": text["privacy"].format(link=f"{link}/privacy"),
        "closes": text["closes"].format(date=thai_date(view.closes_at)) if view.closes_at else "",
    }


def votes() -> list[str]:
    """What each vote on a statement is called, in the order of the columns."""
    return list(entry_votes.labels().values())


@cache
def words() -> dict[str, str]:
    """The wording of the sheet. Do not change it."""
    return tomllib.loads((files("admin.reports") / "paper.th.toml").read_text(encoding="utf8"))
