"""The parts of a document about findings: by development issue, by area, and back to the comments."""

from collections.abc import Sequence

from admin.reports.blocks import Block, Bullets, Column, Heading, Paragraph, Quotation, Table
from admin.reports.document import AreaNeeds, Count, FindingLine, IssueSection, Quote
from admin.reports.thai import thai_digits, thai_number, thai_percent
from admin.reports.wording import filled, grouping_mark, placed, where, words

# --- findings by development issue ----------------------------------------------------------------------------------


def findings_by_issue(doc: AreaNeeds) -> list[Block]:
    """Section 3: under each development issue its findings, each with figures and quotes; then those under none."""
    text = words("issues")
    told: set[str] = set()
    mark = text["mark"].format(grouping=grouping_mark(doc.signed_off_at is not None))
    blocks: list[Block] = [Heading(1, text["heading"]), Paragraph(mark, note=True)]
    if not doc.issues:
        blocks.append(Paragraph(text["no_issue"]))
    for k, issue in enumerate(doc.issues, start=1):
        blocks += _issue(k, issue, told)
    if doc.unlinked:
        blocks.append(Heading(2, text["unlinked"].format(k=thai_digits(len(doc.issues) + 1))))
        blocks.append(Paragraph(text["unlinked_note"], note=True))
        blocks += _findings(doc.unlinked, text["unlinked_caption"], told)
    return blocks


def _issue(k: int, issue: IssueSection, told: set[str]) -> list[Block]:
    text = words("issues")
    order = thai_digits(issue.order)
    title = text["issue"].format(k=thai_digits(k), order=order, title=thai_digits(issue.title))
    blocks: list[Block] = [Heading(2, title)]
    if issue.goal:
        blocks.append(Paragraph(thai_digits(issue.goal), lead=text["goal"]))
    if issue.indicators:
        blocks.append(Paragraph("", lead=text["indicators"]))
        blocks.append(Bullets(tuple(map(thai_digits, issue.indicators))))
    if issue.stance:
        blocks.append(_stance(order, issue.stance))
    if not issue.findings:
        return [*blocks, Paragraph(text["none"])]
    return blocks + _findings(issue.findings, text["table_caption"].format(order=order), told)


def _stance(order: str, stance: Sequence[Count]) -> Table:
    """What people thought of an issue, in per cent of those who answered."""
    text, people = words("issues"), words("people")
    base = sum(count.n for count in stance)
    return Table(
        (Column(text["stance"], 6), Column(people["n"], 2, "right"), Column(people["percent"], 2, "right")),
        tuple((thai_digits(c.name), thai_number(c.n), thai_percent(c.n, base)) for c in stance),
        text["stance_caption"].format(order=order, base=thai_number(base)),
    )


def _findings(findings: Sequence[FindingLine], caption: str, told: set[str]) -> list[Block]:
    """The table of findings, then the evidence of each that was not told before, under another development issue."""
    text = words("issues")
    columns = (
        Column(text["ref"], 1.8, "center"),
        Column(text["statement"], 5.6),
        Column(text["kind"], 3.1, "center"),
        Column(text["n"], 1.3, "right"),
        Column(text["where"], 4.2),
    )
    rows = tuple((f.ref, thai_digits(f.statement), _kind(f), thai_number(f.people), where(f)) for f in findings)
    blocks: list[Block] = [Table(columns, rows, caption)]
    return blocks + _evidence_of(findings, told)


def _kind(finding: FindingLine) -> str:
    """Problem, need or proposal, and below it the corner of SWOT where one was given."""
    return f"{finding.kind}\n{filled('issues', 'corner', swot=finding.swot)}" if finding.swot else finding.kind


def _evidence_of(findings: Sequence[FindingLine], told: set[str]) -> list[Block]:
    blocks: list[Block] = []
    for finding in findings:
        if finding.ref not in told:
            told.add(finding.ref)
            blocks += _evidence(finding)
    return blocks


def _evidence(finding: FindingLine) -> list[Block]:
    text = words("issues")
    figures = text["evidence"].format(
        kind=finding.kind,
        people=thai_number(finding.people),
        comments=thai_number(len(finding.comment_refs)),
        where=where(finding),
    )
    if finding.swot:
        figures = text["with_swot"].format(figures=figures, swot=finding.swot)
    quotes: list[Block] = list(map(_quotation, finding.quotes))
    return [
        Heading(3, text["finding"].format(ref=finding.ref, statement=thai_digits(finding.statement)), finding.ref),
        Paragraph(figures, note=True),
        *(quotes or [Paragraph(text["no_quote"], note=True)]),
        *_minority(finding),
    ]


def _quotation(quote: Quote) -> Quotation:
    source = filled("issues", "source", province=quote.province, sector=quote.sector, ref=quote.comment_ref)
    return Quotation(quote.text, source)


def _minority(finding: FindingLine) -> list[Block]:
    """Views that may stand against the finding, by reference alone where their authors did not agree to be quoted."""
    if not finding.minority_refs:
        return []
    quoted = {quote.comment_ref for quote in finding.minority}
    rest = ", ".join(ref for ref in finding.minority_refs if ref not in quoted)
    lead = Paragraph("", lead=words("issues")["minority"], stays=True)
    more = [Paragraph(filled("issues", "minority_refs", refs=rest), note=True)] if rest else []
    return [lead, *map(_quotation, finding.minority), *more]


# --- the cluster's own matters and single provinces' ----------------------------------------------------------------


def findings_by_area(doc: AreaNeeds) -> list[Block]:
    """Section 4: what the cluster shares, and what goes to a single province."""
    text = words("area")
    return [Heading(1, text["heading"]), *_shared(doc), *_single(doc), *_unplaced(doc)]


def _shared(doc: AreaNeeds) -> list[Block]:
    text, columns = words("area"), words("issues")
    found = [finding for finding in doc.findings if finding.shared]
    found.sort(key=lambda finding: (-len(placed(finding)), -finding.people))
    if not found:
        return [Heading(2, text["shared"]), Paragraph(text["shared_none"])]
    rows = tuple(
        (f.ref, thai_digits(f.statement), thai_number(len(placed(f))), thai_number(f.people), where(f)) for f in found
    )
    head = (
        Column(columns["ref"], 1.8, "center"),
        Column(columns["statement"], 6.3),
        Column(text["count"], 2.0, "right"),
        Column(columns["n"], 1.2, "right"),
        Column(columns["where"], 4.7),
    )
    note = Paragraph(text["shared_note"], note=True)
    return [Heading(2, text["shared"]), note, Table(head, rows, text["shared_caption"])]


def _single(doc: AreaNeeds) -> list[Block]:
    """Findings of one province, by province in the cluster's order; evidence for those that stood under no issue."""
    text = words("area")
    found = [finding for finding in doc.findings if len(placed(finding)) == 1]
    order = {name: k for k, name in enumerate(doc.provinces)}
    found.sort(key=lambda finding: (order.get(placed(finding)[0], len(order)), -finding.people))
    if not found and not doc.single_province:
        return [Heading(2, text["single"]), Paragraph(text["single_none"])]
    blocks: list[Block] = [Heading(2, text["single"]), Paragraph(text["single_note"], note=True)]
    if found:
        blocks.append(_one_place_table(found, text["single_caption"]))
    shown = {f.ref for issue in doc.issues for f in issue.findings} | {f.ref for f in doc.unlinked}
    return blocks + _evidence_of(doc.single_province, shown)


def _one_place_table(found: Sequence[FindingLine], caption: str) -> Table:
    text, columns = words("area"), words("issues")
    head = (
        Column(text["province"], 3.2),
        Column(columns["ref"], 1.8, "center"),
        Column(columns["statement"], 6.5),
        Column(columns["kind"], 3.1, "center"),
        Column(columns["n"], 1.4, "right"),
    )
    rows = tuple(
        (" ".join(placed(f)) or "–", f.ref, thai_digits(f.statement), f.kind, thai_number(f.people)) for f in found
    )
    return Table(head, rows, caption)


def _unplaced(doc: AreaNeeds) -> list[Block]:
    text = words("area")
    found = [finding for finding in doc.findings if not placed(finding)]
    if not found:
        return []
    return [Heading(2, text["unplaced"]), _one_place_table(found, text["unplaced_caption"])]


# --- annex --------------------------------------------------------------------------------------------


def trace(doc: AreaNeeds) -> list[Block]:
    """Section 6: from each finding to its themes and to every comment behind it."""
    text, columns = words("trace"), words("issues")
    if not doc.findings:
        return [Heading(1, text["heading"]), Paragraph(text["none"])]
    head = (Column(columns["ref"], 1.8, "center"), Column(text["themes"], 4.7), Column(text["comments"], 9.5))
    by_ref = sorted(doc.findings, key=lambda finding: (len(finding.ref), finding.ref))
    rows = tuple((finding.ref, _themes(finding), _comment_refs(finding)) for finding in by_ref)
    note = Paragraph(text["note"], note=True)
    return [Heading(1, text["heading"]), note, Table(head, rows, text["caption"], splittable=True, small=True)]


def _themes(finding: FindingLine) -> str:
    text = words("trace")
    labels = [
        text["theme_edited"].format(label=thai_digits(theme.label)) if theme.edited else thai_digits(theme.label)
        for theme in finding.themes
    ]
    return "\n".join(labels) or text["no_theme"]


def _comment_refs(finding: FindingLine) -> str:
    number = thai_number(len(finding.comment_refs))
    return filled("trace", "comments_value", n=number, refs=", ".join(finding.comment_refs) or "–")
