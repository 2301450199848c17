"""A finding suggested for every signed-off theme that has none: the statement begins as the theme's name."""

from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session

from consultation.findings.evidence import candidates
from consultation.findings.values import Suggestion, ThemeBehind
from consultation.findings.wording import PACKAGE
from consultation.themes import service as themes
from consultation.themes.values import SetView, ThemeView
from consultation.wording import wording


def suggestions(session: Session, signed: Sequence[SetView], used: set[int]) -> Iterator[Suggestion]:
    """For the newest signed-off set of each question, each theme that no finding uses, largest first."""
    for about in _newest(signed):
        for theme in themes.view(session, about.id).themes:
            if theme.id not in used:
                yield _suggestion(about, theme)


def _newest(signed: Iterable[SetView]) -> list[SetView]:
    newest: dict[str, SetView] = {}
    for about in sorted(signed, key=lambda each: each.id):
        newest[about.question] = about
    return list(newest.values())


def _suggestion(about: SetView, theme: ThemeView) -> Suggestion:
    return Suggestion(
        theme=ThemeBehind(id=theme.id, set_id=about.id, number=theme.number, label=theme.label, edited=theme.edited),
        question_label=about.question_label,
        statement=theme.label,
        kind=wording(PACKAGE)["suggested"].get(about.question, "problem"),
        people=theme.people,
        provinces=theme.provinces,
        quotes=tuple(candidates(theme.quotes)),
    )
