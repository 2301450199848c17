"""Lay out the notice of results: who answered, the limits of that, main themes, where the whole is, whether in time."""

from collections.abc import Sequence

from admin.reports.blocks import Block, Bullets, Column, Composed, Paragraph, Table
from admin.reports.document import Count
from admin.reports.notice import QuestionThemes, ResultData
from admin.reports.notice_compose import Missing, ending, framed, lines, missing_entries, numbered
from admin.reports.notice_wording import era_date, gap, said
from admin.reports.thai import thai_digits, thai_number, thai_percent
from consultation.responses.small import FEWEST_SHOWN, all_hidden, hidden

TOP_THEMES = 10


def compose_result(data: ResultData) -> Composed:
    """The notice of results as blocks; what nobody has given yet is dots."""
    notice = data.notice
    office, title = thai_digits(notice.entry("office") or notice.office), thai_digits(notice.title)
    first, last = era_date(notice.opens), era_date(notice.closes)
    same = notice.opens is not None and first == last
    window = said("opening", "window_day", day=first) if same else said("opening", "window", opens=first, closes=last)
    parts: list[tuple[str, list[Block]]] = [
        ("people", people(data)),
        ("limits", [Bullets(tuple(limits(data)))]),
        ("themes", themes(data)),
        ("used", [Paragraph(line) for line in lines(notice.entry("used"))]),
        ("full", [Paragraph(said("result", "full", where=notice.entry("full_result") or notice.public))]),
        ("due", [Paragraph(_due(data))]),
        ("contact", [Paragraph(line) for line in lines(notice.entry("contact"))]),
    ]
    opening = Paragraph(said("opening", "result", office=office, title=title, window=window))
    blocks = (opening, *numbered(parts), *ending(notice, "result_dated"))
    return framed(notice, said("subject", "result", title=title), blocks, missing_in_result(data), "result-notice")


def missing_in_result(data: ResultData) -> list[Missing]:
    """What the notice of results still lacks."""
    found = [] if data.closed else [Missing(said("missing", "still_open"), "window")]
    if not data.people:
        found.append(Missing(said("missing", "nobody"), "live"))
    if not data.questions:
        found.append(Missing(said("missing", "unsigned"), ""))
    found += missing_entries(data.notice, "result")
    shared = {"contact", "signer", "position"}
    found += [each for each in missing_entries(data.notice, "notice") if each.page.partition("#")[2] in shared]
    if _late(data) > 0 and not data.notice.entry("late_reason"):
        found.append(Missing(said("missing", "late_reason"), "documents#late_reason"))
    return found


# --- people ----------------------------------------------------------------------------------------------------------


def people(data: ResultData) -> list[Block]:
    """Who answered: how many, and by province, sector and channel."""
    if data.people < FEWEST_SHOWN:
        return [Paragraph(said("result", "people_few")), *_attended(data)]
    words = (
        ("province", data.provinces, "nobody"),
        ("sector", data.sectors, "none"),
        ("channel", data.channels, "nobody"),
    )
    tables = [counts(key, given, data.people, none) for key, given, none in words if given]
    return [
        Paragraph(said("result", "people", people=thai_number(data.people))),
        *_attended(data),
        *tables,
        Paragraph(said("result", "small"), note=True),
    ]


def _attended(data: ResultData) -> list[Block]:
    if not data.meetings:
        return []
    people = thai_number(data.attended) if not 0 < data.attended < FEWEST_SHOWN else said("words", "fewer")
    return [Paragraph(said("result", "attended", meetings=thai_number(len(data.meetings)), people=people))]


def counts(key: str, given: Sequence[Count], people: int, none: str) -> Table:
    """People by something; those of whom it is not known are a row of their own, and hide or are hidden as the rest."""
    rows = [(count.name, count.n) for count in given]
    if (unknown := people - sum(n for _, n in rows)) > 0:
        rows.append((said("words", "unknown"), unknown))
    gone = hidden([n for _, n in rows])
    if all_hidden([n for _, n in rows]):
        gone = {at for at, (_, n) in enumerate(rows) if n}
    drawn = [_row(name, n, people, none, hide=at in gone) for at, (name, n) in enumerate(rows)]
    total = (said("words", "total"), thai_number(people), thai_percent(people, people))
    heads = (said("result", key), said("words", "people"), said("words", "percent"))
    columns = (Column(heads[0], 6), Column(heads[1], 2, "right"), Column(heads[2], 2, "right"))
    return Table(columns, (*drawn, total), said("result", f"{key}_caption"), total=True)


def _row(name: str, n: int, people: int, none: str, *, hide: bool) -> tuple[str, str, str]:
    name = thai_digits(name)
    if hide:
        return name, said("words", "hidden"), "–"
    return (name, thai_number(n), thai_percent(n, people)) if n else (name, said("words", none), "–")


# --- limits, themes, due date ----------------------------------------------------------------------------------------


def limits(data: ResultData) -> list[str]:
    """What the figures do not say."""
    items = [said("result", "open_sample")]
    for key, counts in (("absent_provinces", data.provinces), ("absent_sectors", data.sectors)):
        absent = [thai_digits(count.name) for count in counts if not count.n]
        if absent and data.people >= FEWEST_SHOWN:
            items.append(said("result", key, names=" ".join(absent)))
    if data.questions:
        items.append(said("result", "grouping"))
    own = data.notice.entry("limits")
    return [*items, *(lines(own) if own else [])]


def themes(data: ResultData) -> list[Block]:
    """The main themes of each question that has signed ones."""
    if not data.questions:
        return [Paragraph(said("result", "no_themes"))]
    return [block for question in data.questions for block in _of_question(question)]


def _of_question(asked: QuestionThemes) -> list[Block]:
    known = [theme for theme in asked.themes if theme.people >= FEWEST_SHOWN]
    few, shown = len(asked.themes) - len(known), known[:TOP_THEMES]
    blocks: list[Block] = [Paragraph("", lead=said("result", "question", question=thai_digits(asked.question)))]
    if shown:
        columns = (
            Column(said("result", "theme"), 5),
            Column(said("words", "people"), 1.3, "right"),
            Column(said("result", "theme_provinces"), 4),
        )
        rows = tuple((thai_digits(theme.label), thai_number(theme.people), where(theme.provinces)) for theme in shown)
        blocks.append(Table(columns, rows, said("result", "theme_caption")))
    if more := len(known) - len(shown):
        blocks.append(Paragraph(said("result", "more", n=thai_number(more))))
    if few:
        blocks.append(Paragraph(said("result", "few", n=thai_number(few))))
    return blocks


def where(provinces: Sequence[Count]) -> str:
    """The provinces in which at least five people said it, by name alone."""
    return " ".join(thai_digits(count.name) for count in provinces if count.n >= FEWEST_SHOWN) or "–"


def _late(data: ResultData) -> int:
    """By how many days the notice of results is late; 0 for in time or not known."""
    due, day = data.notice.result_due, data.notice.day("result_dated")
    return max(0, (day - due).days) if due and day else 0


def _due(data: ResultData) -> str:
    due, day = era_date(data.notice.result_due), data.notice.day("result_dated")
    if day is None or data.notice.result_due is None:
        return said("result", "due_open", due=due)
    if late := _late(data):
        reason = gap(data.notice.entry("late_reason"))
        return said("result", "due_late", due=due, day=era_date(day), days=thai_number(late), reason=reason)
    return said("result", "due_kept", due=due, day=era_date(day))
