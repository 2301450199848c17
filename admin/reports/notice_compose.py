"""Lay out the notice of a consultation as blocks of official Thai text, by the law of its kind; and what it lacks."""

from dataclasses import dataclass
from datetime import timedelta

from admin.reports.blocks import Block, Bullets, Code, Codes, Composed, Facts, Heading, Paragraph, Signature
from admin.reports.notice import MeetingFacts, NoticeData
from admin.reports.notice_wording import catalogue, clock_time, era_date, era_moment, gap, said
from admin.reports.thai import BANGKOK, MONTHS, thai_digits, thai_number
from consultation.announcements import service as announcements

HEARING, PLAN = "hearing_2548", "plan_consultation"


@dataclass(frozen=True)
class Missing:
    """What a document still lacks, in words. page: of the consultation, where it is filled in; "" for nowhere here.

    soft: the document can go out without it.
    """

    text: str
    page: str
    soft: bool = False


def compose_notice(data: NoticeData) -> Composed:
    """The notice as blocks; what nobody has given yet is dots."""
    parts = {
        HEARING: (_facts, _methods, _period, _place, _how, _results, _contact),
        PLAN: (_about, _plan, _period, _meetings, _how, _results, _contact),
    }.get(data.kind, (_about, _period, _place, _how, _results, _contact))
    drawn = [found for part in parts if (found := part(data))]
    opening = said("opening", data.kind, office=_office(data), cluster=thai_digits(data.cluster), title=_title(data))
    blocks: list[Block] = [Paragraph(opening), *numbered(drawn), *ending(data, "dated")]
    return framed(data, said("subject", data.kind, title=_title(data)), tuple(blocks), missing_in_notice(data))


def framed(
    data: NoticeData, subject: str, blocks: tuple[Block, ...], missing: list[Missing], key: str = "notice"
) -> Composed:
    """What both documents have around their blocks: emblem, title lines, marks, footer."""
    marks = [said("words", "sample")] if data.sample else []
    if any(not each.soft for each in missing):
        marks.append(said("words", "draft"))
    return Composed(
        title=said("title", "notice", office=_office(data)),
        subtitle=(subject,),
        footer=said("words", "footer", code=data.code, public=data.public),
        marks=tuple(marks),
        watermark=said("words", "watermark") if data.sample else "",
        made_at=data.made_at,
        unbroken=_unbroken(data),
        blocks=blocks,
        emblem=data.emblem,
        key=key,
    )


def _unbroken(data: NoticeData) -> tuple[str, ...]:
    """Names that a line does not break within, the longest first."""
    cluster = thai_digits(data.cluster).removeprefix(said("words", "cluster"))
    names = {cluster, *data.provinces, *MONTHS, *catalogue()["words"]["unbroken"]} - {""}
    return tuple(sorted(names, key=len, reverse=True))


def numbered(parts: list[tuple[str, list[Block]]]) -> list[Block]:
    """Parts under headings "๑. …"."""
    blocks: list[Block] = []
    for k, (name, inner) in enumerate(parts, start=1):
        title = said("notice", "numbered", n=thai_digits(k), title=said("heading", name))
        blocks += [Heading(1, title), *inner]
    return blocks


def ending(data: NoticeData, dated: str) -> list[Block]:
    """The closing words, the day, and who signs."""
    day = said("notice", "dated", day=era_date(data.day(dated)))
    signer = said("notice", "signer", name=gap(data.entry("signer")))
    return [
        Paragraph(said("notice", "closing"), stays=True),
        Signature((day, "", "", said("notice", "signed"), signer, gap(data.entry("position")))),
    ]


def missing_in_notice(data: NoticeData) -> list[Missing]:
    """What the law of its kind or the office's form wants and nobody has given, with where it is given."""
    found = [Missing(said("missing", key), "window") for key in ("opens", "closes") if getattr(data, key) is None]
    if data.kind == HEARING:
        found += _missing_by_law(data)
    if data.kind == PLAN:
        found += _missing_of_plan(data)
    found += _missing_places(data)
    found += missing_entries(data, "notice")
    if {way.key for way in data.ways}.isdisjoint({"line", "telegram"}):
        found.append(Missing(said("missing", "ways"), "", soft=True))
    return found


def missing_entries(data: NoticeData, of: str) -> list[Missing]:
    """The entries of a document that it cannot go without."""
    wanted = [entry for entry in announcements.entries(data.kind) if entry.of == of and entry.wanted]
    return [
        Missing(said("missing", "entry", label=entry.label), f"documents#{entry.key}")
        for entry in wanted
        if not data.entry(entry.key)
    ]


# --- parts -----------------------------------------------------------------------------------------------------------


def _facts(data: NoticeData) -> tuple[str, list[Block]]:
    if not data.law.facts:
        return "facts", [Paragraph(said("notice", "facts_none"))]
    return "facts", [Facts(tuple((thai_digits(label), gap(text)) for label, text in data.law.facts), splittable=True)]


def _about(data: NoticeData) -> tuple[str, list[Block]]:
    return "about", [Paragraph(line) for line in lines(data.entry("about"))]


def _plan(data: NoticeData) -> tuple[str, list[Block]]:
    provinces = said("notice", "provinces_value", cluster=thai_digits(data.cluster), provinces=" ".join(data.provinces))
    rows = [("plan_facts", gap(data.plan)), ("plan_period", gap(data.period)), ("plan_version", gap(data.plan_version))]
    return "plan", [
        Facts((*((said("notice", key), value) for key, value in rows), (said("notice", "provinces"), provinces)))
    ]


def _methods(data: NoticeData) -> tuple[str, list[Block]]:
    items = tuple(thai_digits(method) for method in data.law.methods) or (gap(""),)
    details = [Paragraph(line) for line in lines(data.law.method_details)] if data.law.method_details else []
    return "methods", [Bullets(items), *details]


def _period(data: NoticeData) -> tuple[str, list[Block]]:
    opens, closes = era_moment(data.opens), era_moment(data.closes)
    text = said("notice", "period", opens=opens, closes=closes)
    if data.opens and data.closes and (day := era_date(data.opens)) == era_date(data.closes):
        text = said("notice", "period_day", day=day, opens=clock_time(data.opens), closes=clock_time(data.closes))
    exempt = [Paragraph(said("notice", "exempt"))] if data.kind == HEARING and data.law.exempt else []
    return "period", [Paragraph(text), *exempt]


def _place(data: NoticeData) -> tuple[str, list[Block]] | None:
    if not data.meetings and not data.entry("place") and data.kind != HEARING:
        return None
    told: list[Block] = [Paragraph(line) for line in lines(data.entry("place"))] if data.entry("place") else []
    held = [block for meeting in data.meetings for block in _meeting(meeting)]
    return "place", [*told, *held] or [Paragraph(gap(""))]


def _meetings(data: NoticeData) -> tuple[str, list[Block]]:
    held = [block for meeting in data.meetings for block in _meeting(meeting)]
    place = [Paragraph(line) for line in lines(data.entry("place"))] if data.entry("place") else []
    return "meetings", [*held, *place] or [Paragraph(gap(""))]


def _meeting(meeting: MeetingFacts) -> list[Block]:
    rows = [
        ("meeting_when", _when(meeting)),
        ("meeting_mode", thai_digits(meeting.mode)),
    ]
    rows += [] if meeting.online and not meeting.place else [("meeting_place", gap(meeting.place))]
    rows += [("meeting_link", gap(""))] if meeting.online and not meeting.link else []
    optional = (
        ("meeting_link", meeting.link),
        ("meeting_plan", meeting.plan_version),
        ("meeting_agenda", meeting.agenda),
    )
    rows += [(key, thai_digits(text)) for key, text in optional if text]
    return [
        Paragraph("", lead=thai_digits(meeting.title)),
        Facts(tuple((said("notice", key), text) for key, text in rows)),
    ]


def _when(meeting: MeetingFacts) -> str:
    """From when until when; the end's day only where it is another one."""
    starts, ends = meeting.starts_at, meeting.ends_at
    if ends is None:
        return era_moment(starts)
    if starts.astimezone(BANGKOK).date() == ends.astimezone(BANGKOK).date():
        times = {"start": clock_time(starts), "end": clock_time(ends)}
        return said("notice", "meeting_until", day=era_date(starts), **times)
    return said("notice", "meeting_until_day", start=era_moment(starts), end=era_moment(ends))


def _how(data: NoticeData) -> tuple[str, list[Block]]:
    known = catalogue()["notice"]
    codes = tuple(Code(way.title, way.link, known[f"way_{way.key}"].format(code=data.code)) for way in data.ways[:4])
    other = [Paragraph(line) for line in lines(data.entry("how"))] if data.entry("how") else []
    return "how", [
        Paragraph(said("notice", "how_code", code=data.code)),
        *other,
        *([Codes(codes)] if codes else []),
        Paragraph(said("notice", "how_free", privacy=f"{data.public}/privacy")),
    ]


def _results(data: NoticeData) -> tuple[str, list[Block]]:
    days, due = thai_number(data.result_days), era_date(data.result_due)
    return "results", [Paragraph(said("notice", "results", days=days, due=due, public=data.public))]


def _contact(data: NoticeData) -> tuple[str, list[Block]]:
    return "contact", [Paragraph(line) for line in lines(data.entry("contact"))]


def lines(text: str) -> list[str]:
    """The lines of a text in official digits; dots for a text that is empty."""
    return [thai_digits(line.strip()) for line in text.splitlines() if line.strip()] or [gap("")]


def _office(data: NoticeData) -> str:
    return thai_digits(data.entry("office") or data.office)


def _title(data: NoticeData) -> str:
    return thai_digits(data.title)


# --- what is missing -------------------------------------------------------------------------------------------------


def _missing_by_law(data: NoticeData) -> list[Missing]:
    found = [
        Missing(said("missing", "facts", label=label), "law?step=facts")
        for label, text in data.law.facts
        if not text.strip()
    ]
    if not data.law.facts:
        found.append(Missing(said("missing", "facts_all"), "law?step=facts"))
    if not data.law.methods:
        found.append(Missing(said("missing", "methods"), "law?step=methods"))
    dated = data.law.posted_on or data.day("dated")
    if dated is not None and data.opens is not None and not data.law.exempt:
        first, opens = dated + timedelta(days=data.law.notice_days + 1), data.opens.astimezone(BANGKOK).date()
        if opens < first:
            told = {"dated": era_date(dated), "opens": era_date(opens), "first": era_date(first)}
            found.append(Missing(said("missing", "early", days=data.law.notice_days, **told), "window"))
    return found


def _missing_of_plan(data: NoticeData) -> list[Missing]:
    found = [] if data.plan and data.plan_version else [Missing(said("missing", "plan"), "")]
    return found if data.meetings else [*found, Missing(said("missing", "meetings"), "meetings")]


def _missing_places(data: NoticeData) -> list[Missing]:
    found = [
        Missing(said("missing", "meeting_link" if meeting.online else "meeting_place", title=meeting.title), "meetings")
        for meeting in data.meetings
        if not (meeting.link if meeting.online else meeting.place).strip()
    ]
    if data.kind == HEARING and not data.meetings and not data.entry("place"):
        found.append(Missing(said("missing", "place"), "documents#place"))
    return found
