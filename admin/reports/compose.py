"""Turn what a document says into blocks of official Thai text: wording, Thai digits, dates, tables.

Both renderings draw the blocks made here, so that a figure cannot differ between PDF and DOCX. The wording is in
`templates/area_needs.toml`; the parts on findings are in `compose_findings`.
"""

from collections.abc import Sequence

from admin.reports.blocks import Block, Bullets, Column, Composed, Facts, Heading, Paragraph, Signature, Summary, Table
from admin.reports.compose_decided import decided
from admin.reports.compose_findings import findings_by_area, findings_by_issue, trace
from admin.reports.compose_standing import standing
from admin.reports.document import AreaNeeds, Count, FindingLine
from admin.reports.thai import MONTHS, thai_date, thai_datetime, thai_digits, thai_number, thai_percent, thai_period
from admin.reports.wording import filled, grouping_mark, listed, placed, words

TOP_FINDINGS = 3


def compose(doc: AreaNeeds) -> Composed:
    """Lay out the document "ประเด็นปัญหาและความต้องการเชิงพื้นที่" as blocks."""
    head = words("head")
    marks = [head["sample"]] if doc.sample else []
    if doc.signed_off_at is None:
        marks.append(head["draft"])
    opening = [*_summary(doc), *_method(doc), *_people(doc)]
    return Composed(
        title=head["title"],
        subtitle=_subtitle(doc),
        footer=head["footer"].format(
            cluster=thai_digits(doc.cluster_name), code=doc.code, made=thai_date(doc.generated_at)
        ),
        marks=tuple(marks),
        watermark=head["sample_watermark"] if doc.sample else "",
        made_at=doc.generated_at,
        unbroken=tuple(sorted({*doc.provinces, *MONTHS, *words("words")["unbroken"]}, key=len, reverse=True)),
        key="area-needs",
        blocks=(*opening, *findings_by_issue(doc), *findings_by_area(doc), *decided(doc), *_sign(doc), *trace(doc)),
    )


def _subtitle(doc: AreaNeeds) -> tuple[str, ...]:
    """The cluster, its provinces in brackets on their own line, and the plan that this is part of."""
    head = words("head")
    cluster = thai_digits(doc.cluster_full_name)
    name, bracket, rest = cluster.partition(" (")
    provinces = f"({rest}" if bracket else head["provinces"].format(provinces=" ".join(doc.provinces))
    plan = head["plan"].format(plan=thai_digits(doc.plan_title), period=_period(doc)).strip()
    return name, provinces, head["part"], plan


def _period(doc: AreaNeeds) -> str:
    """The years of the plan, kept on one line."""
    return thai_digits(doc.period).replace(" ", "\u00a0")


# --- summary, method ------------------------------------------------------------------------------------------------


def _summary(doc: AreaNeeds) -> list[Block]:
    text = words("summary")
    spread = [len(placed(finding)) for finding in doc.findings]
    unplaced = spread.count(0)
    counts = {
        "findings": thai_number(len(spread)),
        "shared": thai_number(sum(n >= 2 for n in spread)),
        "single": thai_number(spread.count(1)),
        "unplaced": thai_number(unplaced),
    }
    window = thai_period(doc.opens, doc.closes)
    items = [
        text["people"].format(people=thai_number(doc.people), comments=thai_number(doc.comments), window=window),
        text["findings_unplaced" if unplaced else "findings"].format(**counts) if doc.findings else text["nothing"],
        text["standing"],
    ]
    top = sorted(doc.findings, key=lambda finding: -finding.people)[:TOP_FINDINGS]
    return [Summary(text["title"], tuple(items), text["top"] if top else "", tuple(map(_top_line, top)))]


def _top_line(finding: FindingLine) -> str:
    return filled(
        "summary",
        "top_line",
        statement=thai_digits(finding.statement),
        ref=finding.ref,
        people=thai_number(finding.people),
        provinces=thai_number(len(placed(finding))),
    )


def _method(doc: AreaNeeds) -> list[Block]:
    text = words("method")
    cluster, plan = thai_digits(doc.cluster_name), thai_digits(doc.plan_title)
    return [
        Heading(1, text["heading"]),
        Paragraph(text["purpose"].format(cluster=cluster, plan=plan, period=_period(doc))),
        Heading(2, text["facts_heading"]),
        Facts(tuple(_method_facts(doc))),
        Heading(2, text["limits_heading"]),
        Bullets(tuple(_limits(doc))),
    ]


def _represented(doc: AreaNeeds) -> list[tuple[str, str]]:
    """For how many people papers speak, where some speak for several: beside the count of people, never in it."""
    if doc.represented <= doc.people:
        return []
    text = words("method")
    return [(text["represented"], text["represented_value"].format(people=thai_number(doc.represented)))]


def _method_facts(doc: AreaNeeds) -> list[tuple[str, str]]:
    text = words("method")
    channels = [text["channel"].format(name=thai_digits(c.name), n=thai_number(c.n)) for c in doc.channels]
    area = text["area_value"].format(
        cluster=thai_digits(doc.cluster_name), n=thai_number(len(doc.provinces)), provinces=listed(doc.provinces)
    )
    return [
        (text["title"], thai_digits(doc.consultation_title)),
        (text["code"], doc.code),
        (text["window"], thai_period(doc.opens, doc.closes)),
        (text["area"], area),
        (text["channels"], ", ".join(channels) or "–"),
        (text["people"], text["people_value"].format(people=thai_number(doc.people))),
        *_represented(doc),
        (text["comments"], text["comments_value"].format(comments=thai_number(doc.comments))),
        (text["grouping"], grouping_mark(doc.signed_off_at is not None)),
        (text["reviewed"], thai_digits(doc.reviewed_by) or "–"),
        (text["made"], thai_datetime(doc.generated_at)),
        (text["signed"], thai_date(doc.signed_off_at) if doc.signed_off_at else text["unsigned"]),
    ]


def _limits(doc: AreaNeeds) -> list[str]:
    text = words("method")
    items = list(text["limits"])
    for key, counts in (("absent_provinces", doc.province_counts), ("absent_sectors", doc.sectors)):
        absent = [thai_digits(count.name) for count in counts if count.n == 0]
        if absent:
            items.append(text[key].format(names=", ".join(absent)))
    return [*items, *(thai_digits(line.strip()) for line in doc.limits.splitlines() if line.strip())]


# --- people ---------------------------------------------------------------------------------------------------------


def _people(doc: AreaNeeds) -> list[Block]:
    text = words("people")
    base = text["base"].format(people=thai_number(doc.people)) if doc.people else text["base_nobody"]
    return [
        Heading(1, text["heading"]),
        Paragraph(base, note=True),
        _counts(text["province_caption"], text["province"], doc.province_counts, doc.people, text["none_from"]),
        _counts(text["sector_caption"], text["sector"], doc.sectors, doc.people, text["absent"]),
        _counts(text["age_caption"], text["age"], doc.ages, doc.people, "{name}"),
        *_attended(doc),
        *standing(doc),
    ]


def _attended(doc: AreaNeeds) -> list[Block]:
    """Who came to the meetings: heads, which are counted apart from answers."""
    if not doc.attended:
        return []
    text, heads = words("people"), sum(count.n for count in doc.attended)
    table = _counts(text["attended_caption"], text["sector"], doc.attended, heads, text["absent"])
    return [Paragraph(text["attended_base"].format(heads=thai_number(heads)), note=True), table]


def _counts(caption: str, head: str, counts: Sequence[Count], people: int, when_none: str) -> Table:
    """A table of numbers and per cent of all people; those who gave no answer are a row of their own."""
    text = words("people")
    rows = [(c.name if c.n else when_none.format(name=c.name), c.n) for c in counts]
    unknown = people - sum(c.n for c in counts)
    if unknown > 0:
        rows.append((text["unknown"], unknown))
    rows.append((text["total"], sum(n for _, n in rows)))
    return Table(
        (Column(head, 6), Column(text["n"], 2, "right"), Column(text["percent"], 2, "right")),
        tuple((thai_digits(name), thai_number(n), thai_percent(n, people)) for name, n in rows),
        caption,
        total=True,
    )


# --- signature -------------------------------------------------------------------------------------------------------


def _sign(doc: AreaNeeds) -> list[Block]:
    text = words("sign")
    signed = text["date"].format(date=thai_date(doc.signed_off_at)) if doc.signed_off_at else text["undated"]
    name = text["name"].format(name=thai_digits(doc.reviewed_by) if doc.reviewed_by else "……………………………………")
    return [Signature((text["line"], name, text["role"], signed))]
