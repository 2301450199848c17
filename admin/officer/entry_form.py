"""A paper's form as fields of a page: what applies by the answers so far, each with what is typed and what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from admin.fields import Fields
from consultation.attachments.service import SCAN
from consultation.entry import votes
from consultation.entry.cells import MARK, left_blank, typed_in
from consultation.entry.facts import COLUMNS, SOURCE, offered
from consultation.entry.fault import Fault
from consultation.entry.reading import Sheet
from consultation.entry.wording import say
from consultation.forms.form import Form, in_language
from consultation.forms.logic import Slot
from consultation.opinion import text as texts
from consultation.talk.voting import may_add
from consultation.wording import wording

PREFIX = "q:"
PHOTO = "photo:"  # before the key of a question that is answered by a file
MOST_RADIOS = 9  # above this a list, in which a letter typed leads on
LONG_TEXT = 200
KEPT = ("province", "sector")  # of one paper for the next one, by role


@dataclass(frozen=True)
class Option:
    """A choice: number as on the paper."""

    value: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True)
class Field:
    """One question. sort: radio, list, checks, rank, text, area, more; votes, of which each line is a field itself.

    consent: it is a leave that the person gives, to be recorded only as ticked on the paper.
    """

    key: str
    label: str
    hint: str
    sort: str
    value: str
    options: tuple[Option, ...]
    required: bool
    fault: str
    lines: tuple["Field", ...] = ()
    consent: bool = False

    @property
    def id(self) -> str:
        """An identifier that a page may use."""
        return "q-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in self.key)

    @property
    def name(self) -> str:
        """The name under which it is posted."""
        return f"{PREFIX}{self.key}"


def cells(sent: Fields) -> dict[str, str]:
    """What a page posted, as the cells of one paper."""
    found: dict[str, str] = {key: sent.line(key) for key in COLUMNS if sent.line(key)}
    if scans := " ".join(sent.getall(SCAN, [])):
        found[SCAN] = scans
    for name in dict.fromkeys(sent):
        if not name.startswith(PREFIX):
            continue
        values = [value for value in sent.getall(name) if value.strip()]
        marked = [value.removeprefix(MARK) for value in values if value.startswith(MARK)]
        if text := f"{MARK}{' '.join(marked)}" if marked else "\n".join(values):
            found[name.removeprefix(PREFIX)] = text
    return found


def fields(sheet: Sheet, written: Mapping[str, str], faults: Sequence[Fault]) -> list[Field]:
    """The fields of what applies, in the form's order; and of what was typed though it does not, to be taken out."""
    wrong = {fault.key: fault.text for fault in faults}
    here = sheet.here
    found = []
    for slot in here.asked():
        if slot.question.type == "statements" and not slot.more:
            found += _votes(sheet, slot, written, wrong)
        elif slot.more or typed_in(slot.question):
            found.append(_field(sheet, slot, written.get(slot.key, ""), wrong.get(slot.key, "")))
    return found


def strays(form: Form, shown: Iterable[Field], faults: Sequence[Fault]) -> list[Fault]:
    """Faults of cells that no field is shown for."""
    lines = {line.key for field in shown for line in field.lines}
    there = {*COLUMNS, *lines, *(field.key for field in shown)}
    return [fault for fault in faults if fault.key not in there]


def kept(form: Form, written: Mapping[str, str]) -> dict[str, str]:
    """What the next paper begins with: where it came from, and the facts of the stack."""
    questions = [question.name for role in KEPT if (question := form.by_role(role))]
    asked = (*(key for key in COLUMNS if key not in ("_number", "_represents")), *questions)
    return {key: written[key] for key in asked if key in written}


def facts() -> dict[str, dict[str, str]]:
    """The lists of the facts."""
    return {SOURCE: offered("source"), "_language": offered("language")}


def _field(sheet: Sheet, slot: Slot, text: str, fault: str) -> Field:
    here, question = sheet.here, slot.question
    if slot.more:
        label = wording("admin.officer")["entry"]["more"].format(
            what=here.told(question.label, slot) or question.name, number=slot.numbers[-1] + 1
        )
        value = "yes" if sheet.answers.get(slot.key) == "yes" else ""
        return Field(slot.key, label, "", "more", value, (), required=False, fault=fault)
    names = set(text.removeprefix(MARK).split()) if text.startswith(MARK) else set()
    options = tuple(
        Option(f"{MARK}{choice.name}", here.label(choice, slot), number, choice.name in names)
        for number, choice in enumerate(here.scene.offered(slot), 1)
    )
    typed = text if not names else ""
    return Field(
        key=slot.key,
        label=_label(here.told(question.label, slot), slot),
        hint=here.told(question.hint, slot),
        sort=_sort(slot, options, typed),
        value=_ranked(slot, options, names, text) or typed,
        options=options,
        required=here.scene.required(slot),
        fault=fault,
        consent=question.role == "consent_quote",
    )


def _votes(sheet: Sheet, slot: Slot, written: Mapping[str, str], wrong: Mapping[str, str]) -> list[Field]:
    """The statements of a question, each with its three votes, and what the person adds; nothing where none is."""
    here = sheet.here
    lines = tuple(_vote(f"{slot.key}:{one.id}", f"S{one.id}. {votes.told(one)}", written, wrong)
        for one in votes.served(here.form, slot.question))  # fmt: skip
    if may_add(slot.question):
        key = votes.own_key(slot.question)
        label, note = say("note", "own_label"), say("note", "own", most=texts.LONGEST)
        own = Field(key, label, note, "text", written.get(key, ""), (), required=False, fault=wrong.get(key, ""))
        lines = (*lines, own)
    label, hint = here.told(slot.question.label, slot), here.told(slot.question.hint, slot)
    return [Field(slot.key, label, hint, "votes", "", (), required=False, fault="", lines=lines)] if lines else []


def _vote(key: str, label: str, written: Mapping[str, str], wrong: Mapping[str, str]) -> Field:
    vote = votes.vote_of(written.get(key, "").strip())
    options = tuple(
        Option(f"{MARK}{name}", told, number, vote == name)
        for number, (name, told) in enumerate(votes.labels().items(), 1)
    )
    return Field(key, label, "", "radio", vote or "", options, required=False, fault=wrong.get(key, ""))


def photographed(form: Form) -> dict[str, str]:
    """The questions that ask for a photo, by key, outside repeats: what each is called."""
    repeats = {group.name for group in form.groups if group.repeat}
    return {
        question.name: in_language(question.short or question.label, "th").strip() or question.name
        for question in form.questions
        if question.type == "image" and not repeats & set(question.groups)
    }


def _label(label: str, slot: Slot) -> str:
    if not slot.numbers:
        return label
    number = ".".join(map(str, slot.numbers))
    return say("note", "instance", heading=label, number=number)


def _sort(slot: Slot, options: Sequence[Option], typed: str) -> str:
    kind = slot.question.type
    if kind == "rank":
        return "rank"
    if typed and not left_blank(typed):
        return "area" if kind == "text" and slot.question.longest > LONG_TEXT else "text"
    if kind == "select_one":
        return "radio" if len(options) <= MOST_RADIOS else "list"
    if kind == "select_multiple":
        return "checks"
    return "area" if kind == "text" and slot.question.longest > LONG_TEXT else "text"


def _ranked(slot: Slot, options: Sequence[Option], names: set[str], text: str) -> str:
    """A rank as the numbers that are typed for it."""
    if slot.question.type != "rank" or not names:
        return ""
    numbers = {option.value.removeprefix(MARK): str(option.number) for option in options}
    return " ".join(numbers.get(name, name) for name in text.removeprefix(MARK).split())
