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

Checks = Mapping[int, ThemeCheck]  # one person's, by comment


def draw(session: Session, set_id: int, actor: str, size: int = SIZE, seed: int | None = None) -> int:
    """Draw a sample of a set's comments and return its id. Raises Refused where no comment has a theme.

    Each counted comment with a theme is as likely as any other. seed: for a sample that can be drawn again.
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
    """The comments of these ranks by id, each with its theme, in the order of the ranks."""
    rank = func.row_number().over(order_by=col(Assignment.comment_id)).label("rank")
    placed = members(set_id, col(Assignment.comment_id).label("comment"), col(Assignment.theme_id).label("theme"), rank)
    inner = placed.where(col(Assignment.theme_id).is_not(None)).subquery()
    rows = session.exec(select(inner.c.rank, inner.c.comment, inner.c.theme).where(inner.c.rank.in_(ranks)))
    found = {place: [comment, theme] for place, comment, theme in rows}
    return [found[place] for place in ranks]


def deal(session: Session, sample_id: int, actor: str) -> Dealt | None:
    """The next comment of a sample that this person has not judged; None when they have judged all. Raises NotFound."""
    sample = _sample(session, sample_id)
    row = session.get_one(ThemeSet, sample.theme_set_id)
    done = set(session.exec(select(ThemeCheck.comment_id).where(ThemeCheck.sample_id == sample_id,
                                                               ThemeCheck.actor == actor)))  # fmt: skip
    counted = _counted(session, sample)
    left = [(comment, theme) for comment, theme in sample.dealt if comment in counted and comment not in done]
    if not left:
        return None
    comment_id, theme_id = left[0]
    found = with_theme(members(sample.theme_set_id, *MEMBER_COLUMNS)).where(Assignment.comment_id == comment_id)
    theme = session.get_one(Theme, theme_id)
    return Dealt(
        sample_id=sample_id,
        place=len(counted) - len(left) + 1,
        size=len(counted),
        comment=views(session, row.consultation_id, session.exec(found))[0],
        theme_id=theme_id,
        theme_number=theme.number if theme.retired_at is None else None,
        theme_label=theme.label,
        theme_description=theme.description,
    )


def answer(session: Session, sample_id: int, comment_id: int, actor: str, said: str, number: int | None = None) -> None:
    """Keep what a person says of a dealt comment: right, wrong or unsure.

    number: the theme it belongs to, for a wrong one; None where it belongs to no theme. The board follows as it follows
    a move, unless a person has placed the comment already, its theme is locked, or the set is signed off. Raises
    NotFound; Refused for an unknown answer, one given before, and a wrong one that names the same theme.
    """
    sample = _sample(session, sample_id)
    row = hold(session, sample.theme_set_id)
    dealt = dict(sample.dealt)
    if comment_id not in dealt or comment_id not in _counted(session, sample):
        raise not_found("not_in_sample")
    if said not in ANSWERS:
        raise refused("answer_unknown")
    mine = (ThemeCheck.sample_id == sample_id, ThemeCheck.comment_id == comment_id, ThemeCheck.actor == actor)
    if session.exec(select(ThemeCheck.id).where(*mine)).first() is not None:
        raise refused("answered")
    theme = _named(session, row, number) if said == "wrong" and number is not None else None
    if theme is not None and (theme.parent_id or theme.id) == dealt[comment_id]:
        raise refused("same_theme")
    check = ThemeCheck(
        sample_id=sample_id, comment_id=comment_id, actor=actor, answer=said, theme_id=theme.id if theme else None,
        decided=_follow(session, row, comment_id, dealt[comment_id], theme, actor, said), at=clock.now(),
    )  # fmt: skip
    session.add(check)
    session.flush()


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
    """The comments of a sample that are still counted."""
    ids = [comment for comment, _ in sample.dealt]
    here = members(sample.theme_set_id, Assignment.comment_id).where(col(Assignment.comment_id).in_(ids))
    return set(session.exec(here))


def _named(session: Session, row: ThemeSet, number: int) -> Theme:
    living = select(Theme).where(Theme.theme_set_id == row.id, Theme.number == number, col(Theme.retired_at).is_(None))
    theme = session.exec(living).first()
    if theme is None:
        raise refused("theme_unknown")
    return theme


def _follow(
    session: Session, row: ThemeSet, comment_id: int, dealt: int, theme: Theme | None, actor: str, said: str
) -> bool:
    """Let the board follow an answer; whether it did."""
    which = (Assignment.theme_set_id == row.id, Assignment.comment_id == comment_id)
    placed = session.exec(select(Assignment).where(*which)).one()
    if said == "unsure" or row.state != "draft" or placed.by != "machine":
        return False
    at = placed.theme_id, placed.sub_theme_id
    target = dealt if said == "right" else (theme.id if theme else None)
    if at[0] is None if target is None else target in at:
        return confirm(session, row, placed, actor)
    if said == "right" or any(session.get_one(Theme, held).locked_at for held in at if held is not None):
        return False
    placing.move(session, row.id or 0, [comment_id], theme.number if theme else None, actor, row.version)
    return True


def _view(session: Session, row: ThemeCheckSample) -> SampleView:
    counted = _counted(session, row)
    dealt = {comment: theme for comment, theme in row.dealt if comment in counted}
    of: dict[str, dict[int, ThemeCheck]] = defaultdict(dict)
    for check in session.exec(select(ThemeCheck).where(ThemeCheck.sample_id == row.id).order_by(col(ThemeCheck.id))):
        if check.comment_id in counted:
            of[check.actor][check.comment_id] = check
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
        agreements=tuple(_agreement(one, of[one], other, of[other], dealt) for one, other in combinations(of, 2)),
        estimate=_estimate(list(verdicts.values())),
        by_theme=_by_theme(session, [dealt[comment] for comment, verdict in verdicts.items() if verdict == "wrong"]),
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


def _agreement(one: str, mine: Checks, other: str, theirs: Checks, dealt: Mapping[int, int]) -> Agreement:
    both = sorted(mine.keys() & theirs.keys())
    ours = [_meant(mine[comment], dealt) for comment in both]
    others = [_meant(theirs[comment], dealt) for comment in both]
    differ = tuple(c for c, a, b in zip(both, ours, others, strict=True) if a != b)
    value, same = kappa(ours, others), len(both) - len(differ)
    return Agreement(
        one=one, other=other, both=len(both), same=same, kappa=value,
        said=agreement(len(both), same, value), differ=differ,
    )  # fmt: skip


def _meant(check: ThemeCheck, dealt: Mapping[int, int]) -> str:
    """What an answer says about where a comment belongs, comparable between two people."""
    if check.answer == "unsure":
        return "unsure"
    return str(dealt[check.comment_id] if check.answer == "right" else check.theme_id)
