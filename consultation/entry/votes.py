"""Votes on statements as they stand on a paper: a cell a statement, under the key that a vote has in a chat (`q:12`).

A paper shows accepted statements with their numbers (`S12`); one taken back after it was printed takes no vote. What a
person adds (`q:own`) becomes a statement that waits to be read, as in a chat.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, or_, select

from consultation.entry.fault import Fault, wrong
from consultation.entry.wording import catalogue, say
from consultation.forms.form import Form, Question, Served, in_language
from consultation.opinion import text as texts
from consultation.opinion.models import Statement
from consultation.talk.voting import OWN, VOTES, may_add, most, part_of

MARK = "="
MOST_COLUMNS = 60  # of one question in the template; a file may have more
_LONGEST = 60  # letters of a statement in a heading


def with_statements(session: Session, consultation_id: int, form: Form, voted: Collection[int] = ()) -> Form:
    """The form with every accepted statement of its questions, in the order of their numbers.

    voted: on which a stored paper has voted already; these stay, whatever became of them since.
    """
    asked = [question.name for question in form.questions if question.type == "statements"]
    if not asked:
        return form
    there = or_(col(Statement.state) == "accepted", col(Statement.id).in_(voted))
    mine = (Statement.consultation_id == consultation_id, there)
    rows = session.exec(select(Statement).where(*mine, col(Statement.question).in_(asked)).order_by(col(Statement.id)))
    found: dict[str, tuple[Served, ...]] = dict.fromkeys(asked, ())
    for row in rows:
        one = Served(id=row.id or 0, text={**row.translations, row.language: row.text})
        found[row.question] = (*found[row.question], one)
    return form.model_copy(update={"about": form.about.model_copy(update={"statements": found})})


def part(form: Form, key: str) -> tuple[Question, int] | None:
    """The question and the statement that a cell votes on; None for a cell of anything else."""
    found = part_of(form, key)
    return (found[0], int(found[1])) if found and found[1].isdecimal() and len(found[1]) < 19 else None


def own_key(question: Question) -> str:
    """The cell of a statement that the person adds."""
    return f"{question.name}:{OWN}"


def adds(form: Form, key: str) -> Question | None:
    """The question that a cell adds a statement to; None for a cell of anything else."""
    found = part_of(form, key)
    return found[0] if found and found[1] == OWN and may_add(found[0]) else None


def served(form: Form, question: Question) -> tuple[Served, ...]:
    """The statements that may be voted on, in the order of their numbers."""
    return form.about.statements.get(question.name, ())


def printed(form: Form, question: Question) -> tuple[Served, ...]:
    """Those that a sheet of paper has: as many as a sitting in a chat."""
    return served(form, question)[: most(question)]


def vote_of(text: str) -> str | None:
    """The vote that a cell says, by name (`=agree`) or in words; None for what is none."""
    if text.startswith(MARK):
        return text.removeprefix(MARK) if text.removeprefix(MARK) in VOTES else None
    said = " ".join(text.split())
    return next((vote for vote in VOTES if said in catalogue()["votes"][vote]), None)


def labels() -> dict[str, str]:
    """What each vote is called."""
    return {vote: str(catalogue()["votes"][vote][0]) for vote in VOTES}


def heading(form: Form, key: str) -> str | None:
    """What the column of a statement is called; None for a key that is none of a statement."""
    if (asked := adds(form, key)) is not None:
        return say("note", "own_heading", heading=in_language(asked.short or asked.label, "th").strip())
    found = part(form, key)
    if found is None:
        return None
    question, number = found
    text = next((told(one) for one in served(form, question) if one.id == number), "")
    return say("note", "statement", number=number, text=text[:_LONGEST]).strip()


def told(one: Served) -> str:
    """A statement in Thai."""
    return " ".join(in_language(one.text, "th").split())


@dataclass(frozen=True)
class Ballots:
    """votes: by question and statement. own: what was added, by question. faults: what is wrong, by key."""

    votes: dict[str, dict[int, str]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


def read(form: Form, written: Mapping[str, str]) -> Ballots:
    """The votes in the cells of one paper, and the statements that it adds."""
    ballots = Ballots()
    for key, cell in written.items():
        text = cell.strip()
        if not text or text in catalogue()["left_blank"]:
            continue
        if (asked := adds(form, key)) is not None:
            _added(form, asked, text, ballots)
        elif (found := part(form, key)) is not None:
            _voted(form, key, found, text, ballots)
    return ballots


def _voted(form: Form, key: str, found: tuple[Question, int], text: str, ballots: Ballots) -> None:
    question, number = found
    vote = vote_of(text)
    if number not in {one.id for one in served(form, question)}:
        ballots.faults[key] = wrong(key, "statement", number=number)
    elif vote is None:
        ballots.faults[key] = wrong(key, "vote", text=text, labels=" / ".join(labels().values()))
    else:
        ballots.votes.setdefault(question.name, {})[number] = vote


def _added(form: Form, question: Question, text: str, ballots: Ballots) -> None:
    """A statement of the person's own, within the bounds of one in a chat."""
    key, line = own_key(question), texts.one_line(text)
    same = next((one.id for one in served(form, question)
                 if texts.wording(line) in map(texts.wording, one.text.values())), None)  # fmt: skip
    if not texts.speaks(line) or texts.length(line) < texts.SHORTEST:
        ballots.faults[key] = wrong(key, "own_short", text=line, least=texts.SHORTEST)
    elif texts.too_long(line):
        ballots.faults[key] = wrong(key, "long", length=texts.length(line), most=texts.LONGEST)
    elif same is not None:
        ballots.faults[key] = wrong(key, "own_same", number=same)
    else:
        ballots.own[question.name] = line
