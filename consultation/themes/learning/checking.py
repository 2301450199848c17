"""A random sample of a theme set put before people one comment at a time, and what comes of their answers."""

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import audit, clock
from consultation.responses.service import Count
from consultation.themes import placing
from consultation.themes.changing import hold, must_be_draft
from consultation.themes.learning.deciding import confirm
from consultation.themes.learning.models import ANSWERS, ThemeCheck, ThemeCheckSample
from consultation.themes.learning.reckoning import agreement, estimate, kappa
from consultation.themes.learning.values import Agreement, CheckerView, Dealt, Estimate, SampleView
from consultation.themes.learning.wording import not_found, refused
from consultation.themes.members import MEMBER_COLUMNS, members, views, with_theme
from consultation.themes.models import Assignment, Theme, ThemeEdit, ThemeSet

SIZE = 50
RESHAPING = ("merge", "split", "nest", "unnest", "relearn")

Checks = Mapping[int, ThemeCheck]  # one person's, by row of Assignment


def draw(session: Session, set_id: int, actor: str, size: int = SIZE, seed: int | None = None) -> int:
    """Draw a sample of what stands in a set's themes and return its id. Raises Refused where no comment has a theme.

    Each counted comment with a theme is as likely as any other; one in parts is drawn by its parts.
    seed: for a sample that can be drawn again.
    """
    row = _readable(session, set_id)
    seed = secrets.randbelow(2**31) if seed is None else seed
    here = members(set_id, func.count()).where(col(Assignment.theme_id).is_not(None))
    population = session.exec(here).one()
    if not population:
        raise refused("nothing_to_check")
    ranks = random.Random(seed).sample(range(1, population + 1), min(size, population))
    sample = ThemeCheckSample(
        theme_set_id=set_id, seed=seed, population=population, version=row.version, drawn_at=clock.now(),
        drawn_by=actor, dealt=_ranked(session, set_id, ranks),
    )  # fmt: skip
    session.add(sample)
    session.flush()
    about = {"sample": sample.id, "seed": seed, "size": len(ranks), "population": population}
    audit.record(session, actor, "themes.sample", f"theme_set:{set_id}", after=about)
    return sample.id or 0


def _ranked(session: Session, set_id: int, ranks: Sequence[int]) -> list[list[int]]:
    """What has these ranks: its row, its theme, its comment, in the order of the ranks."""
    rank = func.row_number().over(order_by=(col(Assignment.comment_id), col(Assignment.position))).label("rank")
    labels = {"place": Assignment.id, "theme": Assignment.theme_id, "comment": Assignment.comment_id}
    placed = members(set_id, *(col(column).label(name) for name, column in labels.items()), rank)
    inner = placed.where(col(Assignment.theme_id).is_not(None)).subquery()
    columns = (inner.c.rank, inner.c.place, inner.c.theme, inner.c.comment)
    rows = session.exec(select(*columns).where(inner.c.rank.in_(ranks)))
    found = {at: [place, theme, comment] for at, place, theme, comment in rows}
    return [found[at] for at in ranks]


def deal(session: Session, sample_id: int, actor: str) -> Dealt | None:
    """The next comment of a sample that this person has not judged; None when they have judged all. Raises NotFound."""
    sample = _sample(session, sample_id)
    row = session.get_one(ThemeSet, sample.theme_set_id)
    mine = (ThemeCheck.sample_id == sample_id, ThemeCheck.actor == actor)
    done = set(session.exec(select(ThemeCheck.assignment_id).where(*mine)))
    counted = _counted(session, sample)
    left = [(place, theme) for place, theme, _ in sample.dealt if place in counted and place not in done]
    if not left:
        return None
    place_id, theme_id = left[0]
    found = with_theme(members(sample.theme_set_id, *MEMBER_COLUMNS)).where(Assignment.id == place_id)
    theme = session.get_one(Theme, theme_id)
    return Dealt(
        sample_id=sample_id,
        place=len(counted) - len(left) + 1,
        size=len(counted),
        comment=views(session, row, session.exec(found))[0],
        theme_id=theme_id,
        theme_number=theme.number if theme.retired_at is None else None,
        theme_label=theme.label,
        theme_description=theme.description,
    )


def answer(session: Session, sample_id: int, place: int, actor: str, said: str, number: int | None = None) -> None:
    """Keep what a person says of a dealt comment (`MemberView.place`): right, wrong or unsure.

    number: the theme it belongs to, for a wrong one; None where it belongs to no theme. The board follows as it follows
    a move, unless a person has placed the comment already, its theme is locked, or the set is signed off. Raises
    NotFound; Refused for an unknown answer, one given before, and a wrong one that names the same theme.
    """
    sample = _sample(session, sample_id)
    row = hold(session, sample.theme_set_id)
    dealt = {one: theme for one, theme, _ in sample.dealt}
    if place not in dealt or place not in _counted(session, sample):
        raise not_found("not_in_sample")
    if said not in ANSWERS:
        raise refused("answer_unknown")
    mine = (ThemeCheck.sample_id == sample_id, ThemeCheck.assignment_id == place, ThemeCheck.actor == actor)
    if session.exec(select(ThemeCheck.id).where(*mine)).first() is not None:
        raise refused("answered")
    theme = _named(session, row, number) if said == "wrong" and number is not None else None
    if theme is not None and (theme.parent_id or theme.id) == dealt[place]:
        raise refused("same_theme")
    followed = _follow(session, row, place, dealt[place], theme, actor, said)
    check = ThemeCheck(
        sample_id=sample_id, assignment_id=place, actor=actor, answer=said, theme_id=theme.id if theme else None,
        decided=followed, at=clock.now(),
    )  # fmt: skip
    session.add(check)
    session.flush()
    if not followed:  # what the board follows is on record as its move
        about = {"sample": sample_id, "place": place, "answer": said, "theme": theme.number if theme else None}
        audit.record(session, actor, "themes.check", f"theme_set:{row.id}", after=about)


def sample(session: Session, sample_id: int) -> SampleView:
    """A sample with what came of it. Raises NotFound."""
    return _view(session, _sample(session, sample_id))


def samples(session: Session, set_id: int) -> list[SampleView]:
    """The samples of a theme set, newest first."""
    rows = select(ThemeCheckSample).where(ThemeCheckSample.theme_set_id == set_id)
    return [_view(session, row) for row in session.exec(rows.order_by(col(ThemeCheckSample.id).desc()))]


def _sample(session: Session, sample_id: int) -> ThemeCheckSample:
    row = session.get(ThemeCheckSample, sample_id)
    if row is None:
        raise not_found("sample_not_found", id=sample_id)
    return row


def _readable(session: Session, set_id: int) -> ThemeSet:
    row = hold(session, set_id)
    if row.state != "signed_off":
        must_be_draft(row)
    return row


def _counted(session: Session, sample: ThemeCheckSample) -> set[int]:
    """What of a sample is still counted. A row whose number went to another comment is none of it."""
    dealt = {place: comment for place, _, comment in sample.dealt}
    here = members(sample.theme_set_id, Assignment.id, Assignment.comment_id).where(col(Assignment.id).in_(dealt))
    return {place for place, comment in session.exec(here) if dealt[place] == comment}


def _named(session: Session, row: ThemeSet, number: int) -> Theme:
    living = select(Theme).where(Theme.theme_set_id == row.id, Theme.number == number, col(Theme.retired_at).is_(None))
    theme = session.exec(living).first()
    if theme is None:
        raise refused("theme_unknown")
    return theme


def _follow(
    session: Session, row: ThemeSet, place: int, dealt: int, theme: Theme | None, actor: str, said: str
) -> bool:
    """Let the board follow an answer; whether it did."""
    placed = session.get_one(Assignment, place)
    if said == "unsure" or row.state != "draft" or placed.by != "machine":
        return False
    at = placed.theme_id, placed.sub_theme_id
    target = dealt if said == "right" else (theme.id if theme else None)
    if at[0] is None if target is None else target in at:
        return confirm(session, row, placed, actor)
    if said == "right" or any(session.get_one(Theme, held).locked_at for held in at if held is not None):
        return False
    placing.move_place(session, row, place, theme, actor)
    return True


def _view(session: Session, row: ThemeCheckSample) -> SampleView:
    counted = _counted(session, row)
    dealt = {place: theme for place, theme, _ in row.dealt if place in counted}
    comments = {place: comment for place, _, comment in row.dealt}
    of: dict[str, dict[int, ThemeCheck]] = defaultdict(dict)
    for check in session.exec(select(ThemeCheck).where(ThemeCheck.sample_id == row.id).order_by(col(ThemeCheck.id))):
        if check.assignment_id in counted:
            of[check.actor][check.assignment_id] = check
    reshaped = select(ThemeEdit.id).where(
        ThemeEdit.theme_set_id == row.theme_set_id, ThemeEdit.version > row.version,
        col(ThemeEdit.act).in_(RESHAPING), col(ThemeEdit.undone).is_(False),
    )  # fmt: skip
    verdicts = _verdicts(of)
    return SampleView(
        **row.model_dump(include={"id", "theme_set_id", "seed", "population", "drawn_at", "drawn_by"}),
        size=len(counted),
        fresh=session.exec(reshaped.limit(1)).first() is None,
        checkers=tuple(
            CheckerView(actor=actor, answered=len(checks), estimate=_estimate([c.answer for c in checks.values()]))
            for actor, checks in of.items()
        ),
        agreements=tuple(
            _agreement(one, of[one], other, of[other], dealt, comments) for one, other in combinations(of, 2)
        ),
        estimate=_estimate(list(verdicts.values())),
        by_theme=_by_theme(session, [dealt[place] for place, verdict in verdicts.items() if verdict == "wrong"]),
    )


def _verdicts(of: Mapping[str, Checks]) -> dict[int, str]:
    """What is said of each judged comment: right only where all say so who could tell."""
    said: dict[int, set[str]] = defaultdict(set)
    for checks in of.values():
        for comment, check in checks.items():
            said[comment].add(check.answer)
    return {
        comment: "wrong" if "wrong" in answers else "right" if "right" in answers else "unsure"
        for comment, answers in said.items()
    }


def _estimate(answers: Sequence[str]) -> Estimate:
    n = Counter(answers)
    return estimate(n["right"], n["wrong"], n["unsure"])


def _by_theme(session: Session, themes: Sequence[int]) -> tuple[Count, ...]:
    found = [(session.get_one(Theme, theme_id), n) for theme_id, n in Counter(themes).items()]
    ordered = sorted(found, key=lambda pair: (-pair[1], pair[0].number))
    return tuple(Count(key=str(theme.number), name=theme.label, n=n) for theme, n in ordered)


def _agreement(
    one: str, mine: Checks, other: str, theirs: Checks, dealt: Mapping[int, int], comments: Mapping[int, int]
) -> Agreement:
    both = sorted(mine.keys() & theirs.keys())
    ours = [_meant(mine[comment], dealt) for comment in both]
    others = [_meant(theirs[comment], dealt) for comment in both]
    differ = tuple(comments[c] for c, a, b in zip(both, ours, others, strict=True) if a != b)
    value, same = kappa(ours, others), len(both) - len(differ)
    return Agreement(
        one=one, other=other, both=len(both), same=same, kappa=value,
        said=agreement(len(both), same, value), differ=differ,
    )  # fmt: skip


def _meant(check: ThemeCheck, dealt: Mapping[int, int]) -> str:
    """What an answer says about where a comment belongs, comparable between two people."""
    if check.answer == "unsure":
        return "unsure"
    return str(dealt[check.assignment_id] if check.answer == "right" else check.theme_id)
