"""Lay out the memo to the committee: what it goes back to, facts, considerations, what is asked."""

from admin.reports.blocks import Block, Column, Composed, Heading, MemoHead, Paragraph, Signature, Table
from admin.reports.notice_compose import framed, missing_entries
from admin.reports.notice_result import missing_in_result
from admin.reports.notice_wording import gap
from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import people, told, told_day
from admin.reports.summary_findings import decided
from admin.reports.thai import thai_date, thai_digits, thai_number
from consultation.responses.small import FEWEST_SHOWN

TOP = 10
TOP_THEMES = 5


def compose_memo(of: Outcome) -> Composed:
    """The memo as blocks under its official head."""
    parts: tuple[tuple[str, list[Block]], ...] = (
        ("story", _story(of)), ("facts", _facts(of)), ("judged", _judged(of)), ("asked", _asked(of)),
    )  # fmt: skip
    blocks: list[Block] = []
    for n, (name, inner) in enumerate(parts, 1):
        blocks += [Heading(1, told("words", "numbered", n=thai_digits(n), title=told("memo", name))), *inner]
    notice = of.notice
    signer = told("memo", "signer", name=gap(notice.entry("signer")))
    blocks += [Paragraph(told("memo", "closing"), stays=True), Signature(("", signer, gap(notice.entry("position"))))]
    missing = [*missing_in_result(of.result), *missing_entries(notice, "memo")]
    drawn = framed(notice, "", tuple(blocks), missing, "memo")
    return Composed(**{**vars(drawn), "title": told("title", "memo"), "subtitle": (), "head": _head(of)})


def _head(of: Outcome) -> MemoHead:
    notice, to = of.notice, of.committee or told("words", "committee")
    day = notice.day("memo_dated")
    labels = (told("memo", "office"), told("memo", "number"), told("memo", "day"), told("memo", "subject"))
    return MemoHead(
        labels=labels,
        office=thai_digits(notice.entry("office") or notice.office),
        number=thai_digits(notice.entry("memo_number")),
        day=thai_date(day) if day else "",
        subject=told("memo", "subject_value", title=thai_digits(notice.title)),
        to=told("memo", "to", to=thai_digits(to)),
    )


def _story(of: Outcome) -> list[Block]:
    notice = of.notice
    office = thai_digits(notice.entry("office") or notice.office)
    basis = told("basis", notice.kind, office=office, title=thai_digits(notice.title))
    window = told("memo", "story_window", first=told_day(notice.opens), last=told_day(notice.closes))
    before = next((each.posted_on for each in of.notices if each.subject == "hearing" and each.posted_on), None)
    told_of = told("memo", "story_notice", day=thai_date(before)) if before else ""
    return [Paragraph(" ".join(filter(None, (basis, window, told_of))))]


def _facts(of: Outcome) -> list[Block]:
    result = of.result
    named = [count.name for count in result.provinces if count.n and count.name in of.notice.provinces]
    items = [told("memo", "facts_people_few")]
    if result.people >= FEWEST_SHOWN:
        numbers = {"people": thai_number(result.people), "comments": thai_number(of.comments)}
        items = [told("memo", "facts_people", provinces=thai_number(len(named)), **numbers)]
    if result.meetings:
        n, heads = thai_number(len(result.meetings)), people(result.attended)
        items.append(told("memo", "facts_meetings", n=n, people=heads))
    if top := _top_themes(of):
        items.append(told("memo", "facts_themes", themes=", ".join(top)))
    if of.findings:
        single = sum(finding.single for finding in of.findings)
        told_numbers = {"n": len(of.findings), "shared": len(of.shared), "single": single}
        items.append(told("memo", "facts_findings", **{key: thai_number(n) for key, n in told_numbers.items()}))
    absent = [count.name for count in (*result.provinces, *result.sectors) if not count.n]
    if absent and result.people >= FEWEST_SHOWN:
        items.append(told("memo", "facts_absent", names=thai_digits(", ".join(absent))))
    items.append(told("memo", "facts_sample"))
    return _listed(items)


def _top_themes(of: Outcome) -> list[str]:
    found = sorted((theme for asked in of.result.questions for theme in asked.themes), key=lambda theme: -theme.people)
    shown = [theme for theme in found if theme.people >= FEWEST_SHOWN][:TOP_THEMES]
    return [told("memo", "facts_theme", label=thai_digits(one.label), n=thai_number(one.people)) for one in shown]


def _judged(of: Outcome) -> list[Block]:
    if not of.findings:
        return [Paragraph(told("memo", "judged_none"))]
    keys = (("ref", 1.4), ("statement", 5), ("decision", 4))
    columns = tuple(Column(told("summary", key), share) for key, share in keys)
    count = Column(told("o25", "people"), 2.0, "right")
    rows = tuple(
        (each.ref, thai_digits(each.statement), people(each.people), decided(each)) for each in of.by_people[:TOP]
    )
    table = Table((*columns[:2], count, columns[2]), rows, told("memo", "judged_caption"), splittable=True)
    more = len(of.findings) - len(rows)
    rest = [Paragraph(told("memo", "judged_more", n=thai_number(more)))] if more else []
    return [Paragraph(told("memo", "judged_opening")), table, *rest]


def _asked(of: Outcome) -> list[Block]:
    items = [told("memo", "asked_know")]
    if of.findings:
        items.append(told("memo", "asked_plan"))
    if of.commitments:
        items.append(told("memo", "asked_promises", n=thai_number(len(of.commitments))))
    if of.local:
        items.append(told("memo", "asked_local", n=thai_number(sum(len(one.findings) for one in of.local))))
    items.append(told("memo", "asked_reply", link=f"{of.notice.public}/follow-up"))
    return [Paragraph(told("memo", "asked_opening")), *_listed(items)]


def _listed(items: list[str]) -> list[Block]:
    return [Paragraph(told("words", "sub", n=thai_digits(n), text=text)) for n, text in enumerate(items, 1)]
