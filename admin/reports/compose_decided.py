"""The part of a document on what became of findings: what was decided and why, and what will be done."""

from admin.reports.blocks import Block, Column, Heading, Paragraph, Table
from admin.reports.document import AreaNeeds, Decision, FindingLine
from admin.reports.thai import thai_date, thai_digits
from admin.reports.wording import words


def decided(doc: AreaNeeds) -> list[Block]:
    """Section 5: decisions with their reasons, findings that nobody has decided on yet, commitments."""
    text = words("decided")
    if not doc.findings:
        return [Heading(1, text["heading"]), Paragraph(text["nothing"])]
    found = [(finding, finding.decided) for finding in doc.findings if finding.decided]
    open_still = sorted(finding.ref for finding in doc.findings if not finding.decided)
    blocks: list[Block] = [Heading(1, text["heading"]), Paragraph(text["note"], note=True)]
    if found:
        rows = tuple(_row(finding, made) for finding, made in found if made)
        blocks.append(Table(_columns(), rows, text["caption"]))
    if open_still:
        blocks.append(Paragraph(", ".join(open_still), lead=text["open"]))
    return blocks + _promises(doc)


def _columns() -> tuple[Column, ...]:
    text, columns = words("decided"), words("issues")
    return (
        Column(columns["ref"], 1.8, "center"),
        Column(text["decision"], 2.6),
        Column(text["reason"], 5.2),
        Column(text["where"], 3.8),
        Column(text["signed"], 3.0),
    )


def _row(finding: FindingLine, made: Decision) -> tuple[str, ...]:
    text = words("decided")
    places = [thai_digits(name) for name in made.where]
    if made.agency:
        places.append(text["agency"].format(agency=thai_digits(made.agency)))
    return finding.ref, made.name, thai_digits(made.reason), "\n".join(places) or "–", _standing_of(made)


def _standing_of(made: Decision) -> str:
    text = words("decided")
    if made.state == "signed" and made.at is not None:
        return str(text["signed_by"].format(by=thai_digits(made.by), date=thai_date(made.at)))
    return str(text[made.state])


def _promises(doc: AreaNeeds) -> list[Block]:
    text, columns = words("decided"), words("issues")
    rows = tuple(
        (one.ref, finding.ref, thai_digits(one.text), thai_digits(one.owner), thai_date(one.due), one.state)
        for finding in doc.findings
        for one in finding.promises
    )
    if not rows:
        return [Paragraph(text["no_promises"], note=True)]
    head = (
        Column(columns["ref"], 1.8, "center"),
        Column(text["of"], 1.8, "center"),
        Column(text["promise"], 4.6),
        Column(text["owner"], 3.0),
        Column(text["due"], 2.6),
        Column(text["state"], 2.8),
    )
    return [Table(head, rows, text["promises_caption"])]
