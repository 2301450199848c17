"""The parts of the summary that tell findings: in common, proposals, few voices, what the office makes of them."""

from collections.abc import Callable, Sequence

from admin.reports.blocks import Block, Column, Paragraph, Quotation, Table
from admin.reports.notice_compose import lines
from admin.reports.notice_result import where
from admin.reports.notice_wording import era_date
from admin.reports.outcome import Outcome
from admin.reports.outcome_wording import people, told
from admin.reports.thai import thai_date, thai_digits, thai_number
from admin.strategy.wording import in_document
from consultation.commitments.wording import said as commitment
from consultation.findings.values import FindingView
from consultation.themes.values import MemberView

MOST_QUOTES = 8
MOST_MINORITY = 12

Cell = Callable[[FindingView], str]


def quotes(of: Outcome) -> list[Block]:
    """Examples of what people said, of those who agreed to be quoted."""
    chosen = {member.id: member for finding in of.by_people for member in finding.quotes}
    shown = [_quoted(member) for member in list(chosen.values())[:MOST_QUOTES]]
    written = [Paragraph("", lead=told("summary", "written_lead")), *map(Paragraph, lines(of.summary))]
    lead = [Paragraph("", lead=told("summary", "quotes_lead"))] if shown else []
    return [*(written if of.summary else []), *lead, *shown]


def shared(of: Outcome) -> list[Block]:
    """Findings of two provinces or more."""
    return _table([finding for finding in of.by_people if finding.shared], "shared_none", _where)


def proposals(of: Outcome) -> list[Block]:
    """What people proposed."""
    return _table([finding for finding in of.by_people if finding.kind == "proposal"], "proposals_none", _where)


def minority(of: Outcome) -> list[Block]:
    """Views of few that an officer picked as worth hearing; the words of those who agreed."""
    picked = [(finding, member) for finding in of.findings for member in finding.minority]
    if not picked:
        return [Paragraph(told("summary", "minority_none"))]
    blocks: list[Block] = []
    spoken = [(finding, member) for finding, member in picked if member.quote_ok][:MOST_MINORITY]
    for finding in dict.fromkeys(finding.id for finding, _ in spoken):
        of_one = [(each, member) for each, member in spoken if each.id == finding]
        first = of_one[0][0]
        name = told("summary", "minority_of", ref=first.ref, statement=thai_digits(first.statement))
        blocks += [Paragraph("", lead=name), *(_quoted(member) for _, member in of_one)]
    if kept := len(picked) - len(spoken):
        blocks.append(Paragraph(told("summary", "minority_kept", n=thai_number(kept))))
    return blocks


def of_office(of: Outcome) -> list[Block]:
    """Findings beside the lines of the plan, and what was decided on each."""
    return _table(of.by_people, "findings_none", _issue, decided)


def use(of: Outcome) -> list[Block]:
    """How it is used, what will be done, and by when people are told."""
    notice = of.notice
    written = of.answer or notice.entry("used")
    reply = told("summary", "reply", due=era_date(notice.result_due), link=f"{notice.public}/follow-up")
    return [*map(Paragraph, lines(written)), *_promises(of), Paragraph(reply)]


def decided(finding: FindingView) -> str:
    """What was decided on a finding, and why; that a head has still to sign it."""
    made = finding.disposition
    if made is None:
        return told("summary", "undecided")
    key = "decision_value" if made.state == "signed" else "waits"
    return thai_digits(told("summary", key, name=made.name, reason=made.reason).strip())


def _promises(of: Outcome) -> list[Block]:
    if not of.commitments:
        return [Paragraph(told("summary", "promises_none"))]
    columns = tuple(
        Column(told("summary", key), share)
        for key, share in (("ref", 1.4), ("promise", 5), ("owner", 3), ("due", 2.2), ("state", 2))
    )
    rows = tuple(
        (
            each.finding.ref,
            thai_digits(each.text),
            thai_digits(each.owner),
            thai_date(each.due),
            commitment("state", each.state),
        )
        for each in of.commitments
    )
    return [Table(columns, rows, told("summary", "promise_caption"))]


def _table(found: Sequence[FindingView], none: str, *more: Cell) -> list[Block]:
    """Findings as rows: number, statement, people, and what else is wanted."""
    if not found:
        return [Paragraph(told("summary", none))]
    heads: dict[Cell, str] = {_where: "provinces", _issue: "issue", decided: "decision"}
    extra = tuple(Column(told("summary", heads[cell]), 3.6) for cell in more)
    count = Column(told("o25", "people"), 2.0, "right")
    columns = (Column(told("summary", "ref"), 1.4), Column(told("summary", "statement"), 4.5), count, *extra)
    rows = tuple(
        (each.ref, thai_digits(each.statement), people(each.people), *(cell(each) for cell in more)) for each in found
    )
    caption = told("summary", "finding_caption", n=thai_number(len(found)))
    return [Table(columns, rows, caption, splittable=True)]


def _where(finding: FindingView) -> str:
    return where(finding.provinces)  # type: ignore[arg-type]


def _issue(finding: FindingView) -> str:
    named = [line.name for line in finding.lines] or ([finding.issue.title] if finding.issue else [])
    return thai_digits("\n".join(named)) or told("words", "none")


def _quoted(member: MemberView) -> Block:
    province = member.province_name or in_document("unknown_place")
    sector = member.sector_name or in_document("unknown_sector")
    source = told("summary", "quote_source", province=province, sector=sector, ref=member.ref)
    return Quotation(member.text, source)
