"""One person's answers from cells: by the form's conditions, limits and cascades, the same as in a chat.

Pure: no session, no clock. Everything that is wrong is found at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consultation.entry import cells
from consultation.entry import votes as voting
from consultation.entry.fault import Fault, limits, not_understood, wrong
from consultation.forms.form import MEDIA, SELECTS, Form
from consultation.forms.logic import Slot, parse_key
from consultation.talk.checking import calculated
from consultation.talk.here import Here
from consultation.talk.kinds import kind_of
from consultation.talk.kinds.kind import Picked, Taken
from consultation.talk.model import Ballot, Talk
from consultation.talk.readable import shown

ONE_MORE = f"{cells.MARK}yes"  # in a repeat's own cell: there is one more, whether or not anything is written in it


@dataclass(frozen=True)
class Sheet:
    """What was understood: answers by key (None: left blank), what was written, what is worked out, what is wrong.

    votes: by question and statement; own: the statement that was added, by question.
    """

    here: Here
    answers: dict[str, str | None]
    raws: dict[str, str]
    calculated: dict[str, str]
    faults: tuple[Fault, ...]
    votes: dict[str, dict[int, str]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)

    @property
    def pictures(self) -> list[str]:
        """The keys of the answers that are files."""
        given = ((key, self.here.form.question(parse_key(key)[0])) for key, value in self.answers.items() if value)
        return [key for key, question in given if question is not None and question.type in MEDIA]

    @property
    def talk(self) -> Talk:
        """The answers as a talk that was sent."""
        ballots = {}
        for name in {*self.votes, *self.own}:
            votes = self.votes.get(name, {})
            ballots[name] = Ballot(served=tuple(votes), at=len(votes), votes=votes, own=self.own.get(name))
        return self.here.talk.model_copy(update={"answers": self.answers, "ballots": ballots, "stage": "done"})


@dataclass
class _Work:
    given: dict[str, str | None] = field(default_factory=dict)
    raws: dict[str, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)  # read as in a chat, with all that forbids it
    faults: dict[str, Fault] = field(default_factory=dict)
    ballots: voting.Ballots = field(default_factory=voting.Ballots)


def read(
    form: Form,
    written: Mapping[str, str],
    *,
    now: datetime,
    receipt: str,
    blank_ok: bool = False,
    pictures: Collection[str] = (),
) -> Sheet:
    """Read the cells of one person, by key (`age`, `age[2]`).

    now: the moment of the answers, aware. receipt: makes what is random in the form. blank_ok: what must be answered
    may be left blank, as it is on a paper. pictures: references of files that may be answers.
    """
    work = _plain(form, written, pictures)
    _repeats(form, work)
    talk = Talk(code=form.about.code, revision=form.revision, receipt=receipt, answers=work.given, began=now)
    here = _odd(Here(form, talk, now), form, work)
    answers = _settled(here, written, work, blank_ok)
    worked_out = {one.question: one.value or "" for one in calculated(here)}
    return Sheet(
        here, answers, work.raws, worked_out, tuple(work.faults.values()), work.ballots.votes, work.ballots.own
    )


def _plain(form: Form, written: Mapping[str, str], pictures: Collection[str]) -> _Work:
    """What needs no other answer to be read; what does is left in `odd`."""
    ballots = voting.read(form, written)
    work = _Work(ballots=ballots, faults=dict(ballots.faults))
    for key, cell in written.items():
        text = cell.strip()
        if not text or voting.part(form, key) or voting.adds(form, key):
            continue
        question, group = form.question(parse_key(key)[0]), form.group(parse_key(key)[0])
        if group is not None and group.repeat and text == ONE_MORE:
            work.given[key] = "yes"
        elif question is not None and question.type in MEDIA and text.startswith(cells.MARK):
            _picture(work, key, text.removeprefix(cells.MARK), pictures)
        elif question is None or not cells.typed_in(question):
            work.faults[key] = wrong(key, "unknown_column" if question is None else "elsewhere", text=key)
        elif cells.left_blank(text):
            work.given[key] = None
        elif (value := cells.value_of(question, text)) is None:
            work.odd[key] = text
        else:
            work.given[key] = value
            choice = question.type in SELECTS or question.type == "acknowledge"
            work.raws[key] = shown(question, value, form.about.timezone, "th") if choice else text
    return work


def _picture(work: _Work, key: str, references: str, pictures: Collection[str]) -> None:
    """A file that came with the paper as the answer to a question for one."""
    if not set(references.split()) <= set(pictures):
        work.faults[key] = wrong(key, "picture")
    work.given[key], work.raws[key] = references, ""
    work.sure.add(key)


def _repeats(form: Form, work: _Work) -> None:
    """How many there are of each repeat: as many as something is written in."""
    repeats = {group.name for group in form.groups if group.repeat and not group.repeat_count}
    for key in (*work.given, *work.odd):  # "one more" of the page adds to these below
        name, numbers = parse_key(key)
        question = form.question(name)
        if not numbers or question is None:
            continue
        around = [group for group in question.groups if (found := form.group(group)) and found.repeat]
        for depth, group in enumerate(around[: len(numbers)]):
            if group not in repeats:
                continue
            before = ".".join(map(str, numbers[:depth]))
            for number in range(numbers[depth]):
                work.given[f"{group}[{before}{'.' if before else ''}{number}]"] = "yes"


def _odd(here: Here, form: Form, work: _Work) -> Here:
    """Read what is not plain as a reply in a chat, in the form's order: what is offered hangs on what came before."""
    places = cells.place_in(form)
    for key in sorted(work.odd, key=lambda key: (places[parse_key(key)[0]], parse_key(key)[1])):
        text, slot = work.odd[key], here.slot(key)
        if slot is None or not here.asks(slot):
            continue  # told of in `_settled`
        found = kind_of(slot).typed(here, slot, text.removeprefix(cells.MARK))
        if isinstance(found, Picked):
            found = Taken(" ".join(found.names), text)
        if isinstance(found, Taken):
            work.given[key], work.raws[key] = found.value, text
            work.sure.add(key)
            here = here.moved(answers=dict(work.given))
        else:
            work.faults[key] = not_understood(here, slot, text, found)
    return here


def _settled(here: Here, written: Mapping[str, str], work: _Work, blank_ok: bool) -> dict[str, str | None]:
    """What stands, in the form's order; what must not be is a fault."""
    answers: dict[str, str | None] = {}
    applying = set()
    for slot in here.asked():
        key = slot.key
        applying.add(key)
        if slot.question.type == "statements":
            applying |= {one for one in written if one.startswith(f"{key}:")}
            said = key in work.ballots.votes or key in work.ballots.own
            answers[key] = str(len(work.ballots.votes.get(key, {}))) if said else None
        elif slot.more:
            answers[key] = work.given.get(key, "no")
        elif key in work.faults:
            continue
        elif key in work.given and (value := work.given[key]) is not None:
            answers[key] = value
            if fault := _forbidden(here, slot, value, written[key].strip(), sure=key in work.sure):
                work.faults[key] = fault
        else:
            needed = here.scene.required(slot) and cells.typed_in(slot.question)
            if needed and key not in work.given and not blank_ok:
                work.faults[key] = wrong(key, "required")
            answers[key] = None
    for key, text in written.items():
        if text.strip() and key not in applying and key not in work.faults and not cells.left_blank(text.strip()):
            work.faults[key] = wrong(key, "not_asked")
    return answers


def _forbidden(here: Here, slot: Slot, value: str, text: str, *, sure: bool) -> Fault | None:
    """What stands against a value that was plain to read."""
    question, key = slot.question, slot.key
    if question.type in SELECTS:
        names = value.split()
        if not sure and not set(names) <= {choice.name for choice in here.scene.offered(slot)}:
            return wrong(key, "not_offered", text=shown(question, value, here.form.about.timezone, "th"))
        if len(set(names)) < len(names):
            return wrong(key, "twice", text=shown(question, value, here.form.about.timezone, "th"))
        if question.most and len(names) > question.most:
            return wrong(key, "too_many", count=len(names), most=question.most)
    elif not sure and not kind_of(slot).fits(here, slot, value):
        return not_understood(here, slot, text, kind_of(slot).need(here, slot))
    if not sure and not here.scene.accepts(slot, value):
        own = here.text(question.constraint_message, slot).strip()
        return Fault(key, own) if own else limits(question, key, text)
    return None
