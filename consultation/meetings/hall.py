"""What the hall sees at one moment: figures, votes, words and themes of one meeting, small numbers hidden.

Reads only what the screen of the moment shows, so that a second's look stays cheap however much was answered elsewhere.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from math import ceil

from sqlalchemy import func
from sqlmodel import Session, col, select

from consultation import clock
from consultation.forms import service as forms
from consultation.forms.form import in_language
from consultation.meetings import attendance, hidden, queue, screen, views
from consultation.meetings.models import HallScreen, Meeting
from consultation.meetings.values import Value
from consultation.meetings.wording import sector_name
from consultation.opinion import service as opinion
from consultation.opinion.models import Statement, Vote
from consultation.places.schemes import UnknownPlace, province
from consultation.places.translated import names
from consultation.responses import service as responses
from consultation.responses.models import Comment, Response
from consultation.themes.models import Assignment, Theme, ThemeSet
from consultation.themes.views import READY

COMMENTS, STATEMENTS, TILES = 5, 4, 9  # as many as the last row can read at 1024 by 768
WALL_LINES, COMMENT_LINES, LINE = 10, 5, 56  # lines of words on the wall, of one comment; letters in a line
_VOTES = ("agree", "disagree", "pass")


class Bar(Value):
    """A line with a number, None where it is hidden. share: of the longest, 0 … 1; None with the number."""

    name: str
    n: int | None
    share: float | None


class VoteLine(Value):
    """A statement with the hall's votes; a hidden number is None."""

    text: str
    agree: int | None
    disagree: int | None
    passed: int | None


class Hall(Value):
    """One look.

    heads: people there; submitted, started: responses. place: of the question shown, as (number, count). drafted: the
    themes are the machine's, not signed off. hides: some number is hidden. seconds: left on the timer, 0 when it is
    over, None without one.
    """

    screen: str
    ground: str
    heads: int
    submitted: int
    started: int
    seconds: int | None
    heading: str = ""
    place: tuple[int, int] = (0, 0)
    base: int = 0
    bars: tuple[Bar, ...] = ()
    provinces: tuple[Bar, ...] = ()
    votes: tuple[VoteLine, ...] = ()
    comments: tuple[str, ...] = ()
    drafted: bool = False
    hides: bool = False


def look(session: Session, meeting: Meeting, row: HallScreen, pinned: str = "", language: str = "th") -> Hall:
    """What is to be seen now. pinned: the screen that this projector stays on, empty to follow the officer.

    language: of questions, choices and statements that somebody has translated, and of provinces; sectors are told by
    their names in Thai, which a page knows in its own words.
    """
    shown = pinned or row.screen
    answers = views.answers(session, meeting.id or 0)
    left = row.timer_ends_at - clock.now() if row.timer_ends_at is not None else None
    common = Hall(
        screen=shown,
        ground=row.ground,
        heads=attendance.heads(session, meeting).people,
        submitted=answers.submitted,
        started=answers.started,
        seconds=max(0, round(left.total_seconds())) if left is not None else None,
    )
    parts = {"counts": _counts, "question": _question, "statements": _statements, "themes": _themes}
    if shown == "comments":
        return common.model_copy(update={"comments": fitting(queue.on_screen(session, meeting.id or 0, COMMENTS))})
    if shown not in parts:
        return common
    found = common.model_copy(update=parts[shown](session, meeting, row, language))
    votes = [n for line in found.votes for n in (line.agree, line.disagree, line.passed)]
    return found.model_copy(update={"hides": None in (*(bar.n for bar in (*found.bars, *found.provinces)), *votes)})


def bars(names: Sequence[str], counts: Sequence[int], *, small: bool) -> tuple[Bar, ...]:
    """Numbers as lines, those that a wall may not show hidden, with their length."""
    told = hidden.shown(counts, all_of_them=small)
    most = max((n for n in told if n), default=0)
    return tuple(
        Bar(name=name, n=n, share=None if n is None else n / most if most else 0.0)
        for name, n in zip(names, told, strict=True)
    )


def fitting(texts: Sequence[str]) -> tuple[str, ...]:
    """As many of these as the wall holds, from the first on; a very long one ends with "…" at its fifth line."""
    kept: list[str] = []
    left = WALL_LINES
    for text in texts:
        shown = _begun(" ".join(text.split()), COMMENT_LINES * LINE)
        left -= ceil(_letters(shown) / LINE)
        if left < 0:
            break
        kept.append(shown)
    return tuple(kept)


def _begun(text: str, most: int) -> str:
    """The text, or its beginning where it has more letters than `most`; no letter loses its marks."""
    count = 0
    for at, char in enumerate(text):
        count += not _is_mark(char)
        if count > most - 1 and _letters(text) > most:
            return text[:at] + "…"
    return text


def _letters(text: str) -> int:
    return sum(not _is_mark(char) for char in text)


def _is_mark(char: str) -> bool:
    """Whether it stands above or below another letter and takes no room in the line."""
    return unicodedata.category(char) == "Mn"


def _counts(session: Session, meeting: Meeting, row: HallScreen, language: str) -> dict[str, object]:
    heads = attendance.heads(session, meeting)
    sectors = {key: n for key, n in heads.sectors.items() if n}
    places = heads.provinces if set(heads.provinces) != {""} else {}  # nobody has told: nothing to show
    return {
        "bars": bars([sector_name(key) for key in sectors], list(sectors.values()), small=row.small),
        "provinces": bars([_place(key, language) for key in places], list(places.values()), small=row.small),
    }


def _question(session: Session, meeting: Meeting, row: HallScreen, language: str) -> dict[str, object]:
    known = [one.name for one in screen.questions(session, meeting.id or 0, "question")]
    name = row.question if row.question in known else next(iter(known), "")
    found = responses.stances(session, meeting.consultation_id, meeting_id=meeting.id, only=name) if name else []
    if not found:
        return {}
    asked = found[0]
    question = forms.current(session, meeting.consultation_id).question(name)
    choices = question.choices if question else ()
    counts = [(one.name, one.n) for one in asked.counts]
    told = {in_language(one.label, "th"): in_language(one.label, language) for one in choices}
    return {
        "heading": in_language(question.label, language) if question else asked.label,
        "place": (known.index(name) + 1, len(known)),
        "base": asked.base,
        "bars": bars([told.get(name, name) for name, _ in counts], [n for _, n in counts], small=row.small),
    }


def _statements(session: Session, meeting: Meeting, row: HallScreen, language: str) -> dict[str, object]:
    asked = screen.questions(session, meeting.id or 0, "statements")
    known = [one.name for one in asked]
    name = row.question if row.question in known else next(iter(known), "")
    if not name:
        return {}
    here = opinion.of(meeting.consultation_id, name)
    accepted = session.exec(select(Statement).where(here, Statement.state == "accepted").order_by(col(Statement.id)))
    tallies = _votes(session, meeting)
    texts = [(one.id, one.translations.get(language, one.text)) for one in accepted]
    lines = [(text, [tallies.get((id, value), 0) for value in _VOTES]) for id, text in texts]
    lines = sorted((line for line in lines if sum(line[1])), key=lambda line: -sum(line[1]))[:STATEMENTS]
    told = [(text, hidden.shown(counts, all_of_them=row.small)) for text, counts in lines]
    question = asked[known.index(name)]
    return {
        "heading": in_language(question.short or question.label, language),
        "place": (known.index(name) + 1, len(known)),
        "votes": tuple(VoteLine(text=text, agree=n[0], disagree=n[1], passed=n[2]) for text, n in told),
    }


def _votes(session: Session, meeting: Meeting) -> Mapping[tuple[int | None, str], int]:
    """Votes given at the meeting, by statement and value."""
    query = select(col(Vote.statement_id), col(Vote.value), func.count()).join(
        Response, col(Response.id) == col(Vote.response_id)
    )
    given = (Response.meeting_id == meeting.id, col(Response.state).in_(opinion.COUNTED), col(Vote.late).is_(False))
    rows = session.exec(query.where(*given).group_by(col(Vote.statement_id), col(Vote.value)))
    return {(statement, value): n for statement, value, n in rows}


def _themes(session: Session, meeting: Meeting, row: HallScreen, language: str) -> dict[str, object]:
    """Themes by how many of the hall are in them: the newest set of the question, or of any where none was chosen."""
    sets = select(ThemeSet).where(ThemeSet.consultation_id == meeting.consultation_id, col(ThemeSet.state).in_(READY))
    found = session.exec(sets.order_by(col(ThemeSet.id).desc())).all()
    form = forms.current(session, meeting.consultation_id)
    named = {one.name for one in form.questions if one.comment} & {row.question}
    chosen = next((one for one in found if not named or one.question in named), None)
    if chosen is None:
        return {}
    people = func.count(col(Comment.response_id).distinct())
    query = (
        select(col(Theme.label), people)
        .join(Assignment, col(Assignment.theme_id) == col(Theme.id))
        .join(Comment, col(Comment.id) == col(Assignment.comment_id))
        .join(Response, col(Response.id) == col(Comment.response_id))
        .where(Theme.theme_set_id == chosen.id, col(Theme.retired_at).is_(None))
        .where(Response.meeting_id == meeting.id, Response.state == "submitted")
        .group_by(col(Theme.id), col(Theme.label))
        .order_by(people.desc(), col(Theme.id))
    )
    rows = session.exec(query.limit(TILES)).all()
    question = form.question(chosen.question)
    return {
        "heading": in_language(question.short or question.label, language) if question else "",
        "bars": bars([label for label, _ in rows], [n for _, n in rows], small=row.small),
        "drafted": chosen.state != "signed_off",
    }


def _place(iso: str, language: str) -> str:
    if not iso:
        return sector_name("")
    try:
        return in_language(names(province(iso)), language)
    except UnknownPlace:
        return iso
