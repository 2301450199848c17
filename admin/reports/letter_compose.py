"""Lay out the letter to a local authority: matters that only people of its province raised."""

from admin.reports.blocks import Block, Column, Composed, Heading, LetterHead, Paragraph, Signature, Table
from admin.reports.notice_compose import framed
from admin.reports.notice_wording import gap
from admin.reports.outcome import Local, Outcome
from admin.reports.outcome_wording import people, told, told_day
from admin.reports.thai import thai_digits, thai_number
from consultation.findings.wording import kind_name


def compose_letter(of: Outcome, to: Local) -> Composed:
    """The letter to the authority of one province, with the matters as its enclosure."""
    notice, office = of.notice, thai_digits(of.notice.entry("office") or of.notice.office)
    values = {
        "office": office,
        "title": thai_digits(notice.title),
        "first": told_day(notice.opens),
        "last": told_day(notice.closes),
        "province": to.name,
        "n": thai_number(len(to.findings)),
    }
    signer = told("letter", "signer", name=gap(notice.entry("signer")))
    blocks: tuple[Block, ...] = (
        Paragraph(told("letter", "opening", **values)),
        Paragraph(told("letter", "body", office=office)),
        Paragraph(told("letter", "closing"), stays=True),
        Signature((told("letter", "regards"), "", "", signer, gap(notice.entry("position")))),
        *(Paragraph(thai_digits(line), note=True) for line in notice.entry("contact").splitlines() if line.strip()),
        Heading(1, told("letter", "table", province=to.name)),
        _matters(to),
    )
    drawn = framed(notice, "", blocks, [], "letter")
    title = told("title", "letter", province=to.name)
    return Composed(**{**vars(drawn), "title": title, "subtitle": (), "head": _head(of, to, title)})


def _head(of: Outcome, to: Local, title: str) -> LetterHead:
    office = thai_digits(of.notice.entry("office") or of.notice.office)
    return LetterHead(
        number=told("letter", "number", number=gap("")),  # each letter gets its own when it is registered
        sender=(office,),
        day=told("letter", "day", day=gap("")),
        lines=(
            (told("letter", "subject"), title),
            (told("letter", "to"), told("letter", "to_value", province=to.name)),
            (told("letter", "enclosed"), told("letter", "enclosed_value", province=to.name)),
        ),
    )


def _matters(to: Local) -> Table:
    columns = (
        Column(told("summary", "ref"), 1.4),
        Column(told("letter", "kind"), 1.8),
        Column(told("summary", "statement"), 7),
        Column(told("o25", "people"), 2.0, "right"),
    )
    rows = tuple((each.ref, kind_name(each.kind), thai_digits(each.statement), people(each.people))
                 for each in to.findings)  # fmt: skip
    return Table(columns, rows, told("summary", "finding_caption", n=thai_number(len(rows))), splittable=True)
