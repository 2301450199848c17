"""Lay out the summary of a consultation in the twelve parts of a hearing report, with its appendix.

What is small is hidden, because a summary is read by everybody: docs/decisions/0036-notices.md.
"""

from admin.reports.blocks import Block, Bullets, Column, Composed, Facts, Heading, Paragraph, Table
from admin.reports.notice import MeetingFacts
from admin.reports.notice_compose import HEARING, framed, lines
from admin.reports.notice_result import counts, limits, missing_in_result, people, themes
from admin.reports.notice_wording import era_date, gap, said
from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import told
from admin.reports.summary_findings import minority, of_office, proposals, quotes, shared, use
from admin.reports.thai import thai_date, thai_digits, thai_number, thai_percent
from consultation.law.notices import Notice
from consultation.responses.service import QuestionFigures
from consultation.responses.small import FEWEST_SHOWN, all_hidden, hidden

ABOUT_PEOPLE = ("province", "district", "sector", "age", "consent")  # roles that other parts tell, or nobody


def compose_summary(of: Outcome) -> Composed:
    """The summary as blocks."""
    parts: tuple[tuple[str, list[Block]], ...] = (
        ("background", _background(of)),
        ("purpose", _purpose(of)),
        ("method", _method(of)),
        ("announced", _announced(of)),
        ("people", [*people(of.result), *_ages(of), *_limits(of)]),
        ("items", _items(of)),
        ("themes", [*themes(of.result), *quotes(of)]),
        ("shared", shared(of)),
        ("proposals", proposals(of)),
        ("minority", minority(of)),
        ("office", of_office(of)),
        ("use", use(of)),
    )
    blocks: list[Block] = []
    for n, (name, inner) in enumerate(parts, 1):
        title = told("words", "numbered", n=thai_digits(n), title=told("heading", name))
        blocks += [Heading(1, title), *inner]
    blocks += _appendix(of)
    return titled(of, "summary", tuple(blocks))


def titled(of: Outcome, key: str, blocks: tuple[Block, ...]) -> Composed:
    """A document under its own title, the consultation's name, cluster and window below it."""
    notice = of.notice
    drawn = framed(notice, "", blocks, missing_in_result(of.result), key)
    window = told("words", "dates", first=era_date(notice.opens), last=era_date(notice.closes))
    subtitle = (thai_digits(notice.title), thai_digits(notice.cluster), window)
    return Composed(**{**vars(drawn), "title": told("title", key), "subtitle": subtitle, "emblem": b""})


def _background(of: Outcome) -> list[Block]:
    notice = of.notice
    office = thai_digits(notice.entry("office") or notice.office)
    basis = Paragraph(told("basis", notice.kind, office=office, title=thai_digits(notice.title)))
    written = [Paragraph(line) for line in lines(notice.entry("about"))] if notice.entry("about") else []
    plan = [Paragraph(thai_digits(" ".join((notice.plan, notice.plan_version)).strip()))] if notice.plan else []
    return [basis, *written, *plan]


def _purpose(of: Outcome) -> list[Block]:
    facts = [text for _, text in of.notice.law.facts[:1] if text.strip()]
    default = told("summary", "purpose", provinces=" ".join(of.notice.provinces))
    return [Paragraph(thai_digits(text)) for text in (facts or [default])]


def _method(of: Outcome) -> list[Block]:
    notice, result = of.notice, of.result
    methods = [thai_digits(each) for each in notice.law.methods] or [told("summary", "default_method")]
    channels = [thai_digits(each.name) for each in result.channels]  # how many came by each: part 5, which hides some
    none = told("words", "none")
    rows = [
        (told("summary", "methods"), "\n".join(methods)),
        (told("summary", "channels"), ", ".join(channels) if result.people >= FEWEST_SHOWN else none),
        (
            told("summary", "window"),
            told("summary", "window_value", first=era_date(notice.opens), last=era_date(notice.closes)),
        ),
        (told("summary", "meetings"), "\n".join(map(_meeting, result.meetings)) or told("summary", "meetings_none")),
        (told("summary", "comments"), told("summary", "comments_value", n=thai_number(of.comments))),
    ]
    details = [Paragraph(line) for line in lines(notice.law.method_details)] if notice.law.method_details else []
    return [Facts(tuple(rows), splittable=True), *details]


def _meeting(meeting: MeetingFacts) -> str:
    place = thai_digits(meeting.place or meeting.mode)
    return told(
        "summary", "meeting", title=thai_digits(meeting.title), when=era_date(meeting.starts_at), place=place
    ).strip()


def _announced(of: Outcome) -> list[Block]:
    wanted = [
        each
        for each in of.notices
        if of.notice.kind == HEARING or each.posted_on or len(each.unposted) < len(each.postings)
    ]
    rows = tuple(row for notice in wanted for row in _postings(notice))
    if not rows:
        return [Paragraph(told("summary", "notice_none"))]
    shares = {"subject": 3.0, "channel": 3.0, "day": 2.2, "place": 3.4, "proof": 1.6}
    columns = tuple(Column(told("summary", f"notice_{key}"), share) for key, share in shares.items())
    return [Table(columns, rows, told("summary", "notice_caption"), splittable=True)]


def _postings(notice: Notice) -> list[tuple[str, ...]]:
    return [
        (
            thai_digits(notice.title),
            thai_digits(each.name),
            thai_date(each.posted_on) if each.posted_on else told("words", "channel_gap"),
            gap(each.place) if each.posted_on else told("words", "none"),
            told("words", "yes" if each.proof is not None else "no"),
        )
        for each in notice.postings
    ]


def _ages(of: Outcome) -> list[Block]:
    if not of.ages or of.result.people < FEWEST_SHOWN:
        return []
    drawn = counts("province", of.ages, of.result.people, "nobody")
    columns = (Column(told("summary", "age"), 6), *drawn.columns[1:])
    return [Table(columns, drawn.rows, told("summary", "age_caption"), total=True)]


def _limits(of: Outcome) -> list[Block]:
    own = lines(of.limits) if of.limits else []
    old = [told("summary", "old")] if of.old else []
    every = dict.fromkeys([*limits(of.result), *own, *old])  # the same line may be written for both documents
    return [Paragraph("", lead=told("summary", "limits_lead")), Bullets(tuple(every))]


def _items(of: Outcome) -> list[Block]:
    asked = [item for item in of.items if item.role.partition("_")[0] not in ABOUT_PEOPLE]
    if not asked:
        return [Paragraph(told("summary", "items_none"))]
    return [Paragraph(told("summary", "items_note"), note=True), *map(_item, asked)]


def _item(item: QuestionFigures) -> Block:
    label, numbers = thai_digits(item.label), [count.n for count in item.counts]
    if item.base < FEWEST_SHOWN or all_hidden(numbers):
        return Paragraph(told("summary", "item_few", label=label))
    gone = hidden(numbers)
    rows = tuple(
        (thai_digits(count.name), said("words", "hidden"), told("words", "none"))
        if at in gone
        else (thai_digits(count.name), thai_number(count.n), thai_percent(count.n, item.base))
        for at, count in enumerate(item.counts)
    )
    heads = counts("province", (), 0, "nobody").columns
    columns = (Column(told("summary", "item_choice"), 6), *heads[1:])
    return Table(columns, rows, told("summary", "item_caption", label=label, base=thai_number(item.base)))


def _appendix(of: Outcome) -> list[Block]:
    organisations = tuple(map(thai_digits, of.organisations)) or (told("summary", "organisations_none"),)
    return [
        Heading(1, told("heading", "appendix")),
        Paragraph("", lead=told("summary", "questions_lead")),
        Bullets(tuple(map(thai_digits, of.questions))),
        Paragraph("", lead=told("summary", "organisations_lead")),
        Bullets(organisations),
        Paragraph(told("summary", "notice_lead"), note=True),
    ]
