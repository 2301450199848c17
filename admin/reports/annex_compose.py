"""Lay out the annex: themes by province, of each question whose themes were signed off."""

from collections.abc import Sequence

from admin.reports.blocks import Block, Column, Composed, Heading, Paragraph, Table
from admin.reports.notice import QuestionThemes, ThemeFacts
from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import people, told
from admin.reports.summary_compose import titled
from admin.reports.thai import thai_digits, thai_number
from consultation.responses.small import FEWEST_SHOWN, hidden


def compose_annex(of: Outcome) -> Composed:
    """The annex as blocks."""
    opening: list[Block] = [Paragraph(told("annex", "opening")), Paragraph(told("annex", "small"), note=True)]
    tables = [block for asked in of.result.questions for block in _question(asked, of.notice.provinces)]
    return titled(of, "annex", (*opening, *(tables or [Paragraph(told("annex", "empty"))])))


def cells(theme: ThemeFacts, provinces: Sequence[str]) -> list[int | None]:
    """How many people of each province spoke of a theme, and of none or another last; None for what is hidden."""
    by_name = {count.name: count.n for count in theme.provinces}
    numbers = [by_name.get(name, 0) for name in provinces]
    numbers.append(max(0, theme.people - sum(numbers)))
    gone = hidden(numbers)
    if theme.people < FEWEST_SHOWN or len(gone) == 1:
        gone = {at for at, n in enumerate(numbers) if n}
    return [None if at in gone else n for at, n in enumerate(numbers)]


def _question(asked: QuestionThemes, provinces: tuple[str, ...]) -> list[Block]:
    heads = [
        Column(thai_digits(name), min(2.2, 0.8 + 0.13 * len(name)), "right")
        for name in (*provinces, told("annex", "unknown"))
    ]
    columns = (Column(told("annex", "theme"), 4.0), *heads, Column(told("annex", "all"), 1.9, "right"))
    rows = tuple(
        (thai_digits(theme.label), *map(_cell, cells(theme, provinces)), people(theme.people)) for theme in asked.themes
    )
    caption = told("annex", "caption", question=thai_digits(asked.question), people=thai_number(asked.people))
    return [Heading(1, thai_digits(asked.question)), Table(columns, rows, caption, small=True)]


def _cell(n: int | None) -> str:
    if n is None:
        return told("annex", "hidden")
    return thai_number(n) if n else told("annex", "none")
