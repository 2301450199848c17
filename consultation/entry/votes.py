"""Votes on statements as they stand on a paper: a cell a statement, under the key that a vote has in a chat (`q:12`).

A paper shows accepted statements with their numbers (`S12`); one taken back after it was printed takes no vote.
"""

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, or_, select

from consultation.entry.fault import Fault, wrong
from consultation.entry.wording import catalogue, say
from consultation.forms.form import Form, Question, Served, in_language
from consultation.opinion.models import Statement
from consultation.talk.voting import VOTES, most, part_of

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
    found = part(form, key)
    if found is None:
        return None
    question, number = found
    text = next((told(one) for one in served(form, question) if one.id == number), "")
    return say("note", "statement", number=number, text=text[:_LONGEST]).strip()


def told(one: Served) -> str:
    """A statement in Thai."""
    return " ".join(in_language(one.text, "th").split())


def read(form: Form, written: Mapping[str, str]) -> tuple[dict[str, dict[int, str]], dict[str, Fault]]:
    """The votes in the cells of one paper, by question and statement, and what is wrong by key."""
    votes: dict[str, dict[int, str]] = {}
    faults: dict[str, Fault] = {}
    for key, cell in written.items():
        text, found = cell.strip(), part(form, key)
        if found is None or not text or text in catalogue()["left_blank"]:
            continue
        question, number = found
        vote = vote_of(text)
        if number not in {one.id for one in served(form, question)}:
            faults[key] = wrong(key, "statement", number=number)
        elif vote is None:
            faults[key] = wrong(key, "vote", text=text, labels=" / ".join(labels().values()))
        else:
            votes.setdefault(question.name, {})[number] = vote
    return votes, faults
