"""What stands behind a finding beside its themes: comments picked by hand, closed answers, themes of newer sets."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from consultation import clock
from consultation.findings.deciding import held
from consultation.findings.evidence import finding_view, signed_sets, standing, themes_behind
from consultation.findings.models import ROLES, Finding, FindingAnswer, FindingComment, FindingTheme
from consultation.findings.service import record, signed_themes, touch
from consultation.findings.values import FindingView
from consultation.findings.wording import refused
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.responses import service as responses
from consultation.responses.service import reference
from consultation.themes import service as themes
from consultation.themes.values import Value

MOST_AT_ONCE = 50
_REF = re.compile(r"[Cc]?([0-9]{1,17})")


class Choice(Value):
    """A choice of a closed question, and whether it speaks for a finding."""

    key: str
    name: str
    chosen: bool


class Closed(Value):
    """A closed question with its choices."""

    question: str
    label: str
    choices: tuple[Choice, ...]


class Newer(Value):
    """Where a finding's people stand in the newest signed-off set of a question: theme, how many, of how many there."""

    set_id: int
    theme_id: int
    number: int
    label: str
    people: int
    of: int


def refs(text: str) -> list[int]:
    """The comments that references name, each once: "C12, C40" → [12, 40]. Raises Refused for what is none."""
    found: dict[int, None] = {}
    for word in re.split(r"[\s,]+", text.strip()):
        match = _REF.fullmatch(word)
        if match is None:
            raise refused("comment_ref", given=word[:20])
        found[int(match[1])] = None
    return list(found)[:MOST_AT_ONCE]


def pick(session: Session, finding_id: int, comment_ids: Sequence[int], role: str, actor: str) -> FindingView:
    """Add comments by hand: as further evidence, or as minority views. Raises Refused, NotFound."""
    row = held(session, finding_id)
    if role not in ROLES:
        raise refused("role_unknown")
    known = {member.id for member in standing(session, row.consultation_id, comment_ids)}
    behind = {member.id for member in themes.evidence(session, [t.id for t in themes_behind(session, row)])}
    for id in comment_ids:
        if id not in known:
            raise refused("comment_elsewhere", ref=reference(id))
        if role == "evidence" and id in behind:
            raise refused("comment_there", ref=reference(id))
    _forget(session, row, comment_ids)
    now = clock.now()
    session.add_all(
        FindingComment(finding_id=finding_id, comment_id=id, role=role, picked_at=now, picked_by=actor)
        for id in comment_ids
    )
    touch(session, row, actor)
    record(session, actor, "finding.pick", row, None, {"comments": list(comment_ids), "role": role})
    return finding_view(session, row)


def drop(session: Session, finding_id: int, comment_id: int, actor: str) -> FindingView:
    """Take a comment that was picked by hand out again."""
    row = held(session, finding_id)
    _forget(session, row, [comment_id])
    touch(session, row, actor)
    record(session, actor, "finding.drop", row, {"comments": [comment_id]}, {})
    return finding_view(session, row)


def closed(session: Session, finding_id: int) -> list[Closed]:
    """The closed questions of the form with what speaks for a finding; roles such as province and age are left out."""
    row = session.get_one(Finding, finding_id)
    spoken = {(one.question, one.choice) for one in _answers(session, finding_id)}
    facts = ("province", "district", "sector", "age")
    return [
        Closed(
            question=question.name,
            label=in_language(question.short or question.label, "th"),
            choices=tuple(
                Choice(key=one.name, name=in_language(one.label, "th"), chosen=(question.name, one.name) in spoken)
                for one in question.choices
            ),
        )
        for question in responses.closed(forms.current(session, row.consultation_id))
        if question.role not in facts and not question.role.startswith(("stance:", "consent"))
    ]


def set_answers(session: Session, finding_id: int, chosen: Collection[tuple[str, str]], actor: str) -> FindingView:
    """Say which choices of closed questions speak for a finding: exactly these. Raises Refused."""
    row = held(session, finding_id)
    there = {(one.question, choice.key) for one in closed(session, finding_id) for choice in one.choices}
    if set(chosen) - there:
        raise refused("answer_unknown")
    before = {(one.question, one.choice): one for one in _answers(session, finding_id)}
    for key, one in before.items():
        if key not in chosen:
            session.delete(one)
    for question, choice in sorted(set(chosen) - before.keys()):
        session.add(FindingAnswer(finding_id=finding_id, question=question, choice=choice))
    touch(session, row, actor)
    told = {"answers": sorted(map(list, before))}
    record(session, actor, "finding.answers", row, told, {"answers": sorted(map(list, chosen))})
    return finding_view(session, row)


def newer(session: Session, finding_id: int) -> list[Newer]:
    """Where the people of a finding stand in newer signed-off sets of its questions, most first; nothing when none is.

    So a finding stays traceable when comments are grouped anew: nothing moves by itself, the planner sees where they
    went, and decides.
    """
    row = session.get_one(Finding, finding_id)
    behind = themes_behind(session, row)
    old = {themes.summary(session, set_id).question: set_id for set_id in sorted({theme.set_id for theme in behind})}
    ids = [member.id for member in themes.evidence(session, [theme.id for theme in behind])]
    found: list[Newer] = []
    for set_id in reversed(signed_sets(session, row.consultation_id)):
        about = themes.summary(session, set_id)
        if set_id <= old.get(about.question, set_id):
            continue
        found = [one for one in found if themes.summary(session, one.set_id).question != about.question]
        found += _where(session, set_id, ids)
    return sorted(found, key=lambda one: -one.people)


def follow(session: Session, finding_id: int, theme_ids: Sequence[int], actor: str) -> FindingView:
    """Let a finding rest on themes of the newest set in place of older ones of the same question. Raises Refused."""
    row = held(session, finding_id)
    chosen = signed_themes(session, row.consultation_id, theme_ids)
    known = {one.theme_id for one in newer(session, finding_id)}
    if not set(chosen) <= known:
        raise refused("follow_older")
    sets = {one.set_id for one in newer(session, finding_id) if one.theme_id in chosen}
    questions = {themes.summary(session, set_id).question for set_id in sets}
    before = [t.id for t in themes_behind(session, row) if themes.summary(session, t.set_id).question in questions]
    of = select(FindingTheme).where(FindingTheme.finding_id == finding_id)
    for link in session.exec(of).all():
        if link.theme_id in before:
            link.replaced_at = clock.now()
            session.add(link)
    session.add_all(FindingTheme(finding_id=finding_id, theme_id=id) for id in chosen)
    touch(session, row, actor)
    record(session, actor, "finding.follow", row, {"themes": before}, {"themes": chosen})
    return finding_view(session, row)


def _where(session: Session, set_id: int, comment_ids: Collection[int]) -> list[Newer]:
    placed = themes.chosen(session, set_id, comment_ids)
    people = Counter(theme for theme, _ in {(member.theme, member.response_id) for member in placed})
    by_number = {theme.number: theme for theme in themes.view(session, set_id).themes}
    return [
        Newer(set_id=set_id, theme_id=theme.id, number=theme.number, label=theme.label, people=n, of=theme.people)
        for number, n in people.most_common()
        if number is not None and (theme := by_number.get(number)) is not None
    ]


def _forget(session: Session, row: Finding, comment_ids: Collection[int]) -> None:
    of = (FindingComment.finding_id == row.id, col(FindingComment.comment_id).in_(comment_ids))
    for one in session.exec(select(FindingComment).where(*of)).all():
        session.delete(one)
    session.flush()


def _answers(session: Session, finding_id: int) -> list[FindingAnswer]:
    return list(session.exec(select(FindingAnswer).where(FindingAnswer.finding_id == finding_id)))
