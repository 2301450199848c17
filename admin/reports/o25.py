"""The o25 sheet of the ITA assessment: the four things it asks of participation, each with where it can be seen."""

from admin.reports.notice_wording import era_date, said
from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import people, told
from admin.reports.thai import thai_date
from admin.spreadsheet import Row, Sheets
from consultation.responses.small import FEWEST_SHOWN, all_hidden, hidden

TOP_THEMES = 5


def o25(of: Outcome) -> Sheets:
    """The sheet: field, what is to be said, link. It is for the public: of the result only what is published."""
    notice, public = of.notice, of.notice.public
    window = told("words", "dates", first=era_date(notice.opens), last=era_date(notice.closes))
    published = thai_date(of.published_on) if of.published_on else told("o25", "unpublished")
    rows: list[Row] = [
        (told("o25", "field"), told("o25", "value"), told("o25", "link")),
        (told("o25", "issue"), told("o25", "issue_value", title=notice.title, window=window), public),
        (told("o25", "participants"), _participants(of), public),
        (told("o25", "results"), _results(of), public),
        (told("o25", "used"), _used(of), f"{public}/follow-up"),
        (told("o25", "code"), notice.code, public),
        (told("o25", "published"), published, public),
        (told("o25", "made"), thai_date(notice.made_at), ""),
    ]
    return [(told("o25", "sheet"), rows)]


def _participants(of: Outcome) -> str:
    result = of.result
    parts = [
        ", ".join(_count(name, n) for name, n in _shown([(each.name, each.n) for each in counts], result.people))
        for counts in (result.provinces, result.sectors)
    ]
    none = told("words", "none")
    return told(
        "o25",
        "participants_value",
        people=people(result.people),
        attended=people(result.attended),
        provinces=parts[0] or none,
        sectors=parts[1] or none,
    )


def _shown(rows: list[tuple[str, int]], people: int) -> list[tuple[str, int | None]]:
    """The counts that may be told beside their total; None for the others.

    Those of whom it is not known are not told, and would be what the total leaves: they hide or are hidden as the rest.
    """
    numbers = [*(n for _, n in rows), max(0, people - sum(n for _, n in rows))]
    gone = {at for at, n in enumerate(numbers) if n} if all_hidden(numbers) else hidden(numbers)
    return [(name, None if at in gone else n) for at, (name, n) in enumerate(rows) if n]


def _count(name: str, n: int | None) -> str:
    return told("o25", "count", name=name, n=said("words", "hidden") if n is None else people(n))


def _results(of: Outcome) -> str:
    found = sorted((theme for asked in of.result.questions for theme in asked.themes), key=lambda theme: -theme.people)
    named = [f"{one.label} ({people(one.people)})" for one in found if one.people >= FEWEST_SHOWN][:TOP_THEMES]
    themes, summary = ", ".join(named) or told("words", "none"), of.summary if of.published_on else ""
    return "\n".join(filter(None, (summary, told("o25", "results_value", themes=themes, findings=len(_signed(of))))))


def _used(of: Outcome) -> str:
    answer = (of.answer if of.published_on else "") or of.notice.entry("used") or told("o25", "unwritten")
    promises = [one for one in of.commitments if one.finding.id in _signed(of)]
    return told("o25", "used_value", answer=answer, promises=len(promises))


def _signed(of: Outcome) -> set[int]:
    """The findings on which a head has signed what was decided."""
    return {one.id for one in of.findings if one.disposition is not None and one.disposition.signed_at is not None}
