"""The part of a document on who answered against who is registered."""

from admin.reports.blocks import Block, Column, Heading, Paragraph, Table
from admin.reports.document import AreaNeeds, ComparedFact, Represented
from admin.reports.thai import thai_date, thai_digits, thai_number, thai_percent
from admin.reports.wording import words


def standing(doc: AreaNeeds) -> list[Block]:
    """What may be said of such a sample, then a table for each fact that is compared, and why others are not."""
    seen = doc.standing
    if seen is None:
        return []
    text = words("standing")
    blocks: list[Block] = [Heading(2, text["heading"]), Paragraph(thai_digits(seen.says))]
    if not seen.source:
        return [*blocks, Paragraph(text["no_table"], note=True)]
    blocks.append(Paragraph(_source(seen), note=True))
    for fact in seen.facts:
        blocks.append(_table(fact) if fact.groups else Paragraph(thai_digits(fact.cannot), note=True))
    return [*blocks, Paragraph(text["score_means"], note=True), Paragraph(thai_digits(seen.weighting), note=True)]


def _source(seen: Represented) -> str:
    text = words("standing")
    told = text["source"].format(
        source=thai_digits(seen.source),
        as_of=thai_date(seen.as_of) if seen.as_of else "–",
        age=text["from_age"].format(age=thai_digits(seen.youngest)) if seen.youngest else text["every_age"],
    )
    return f"{told} {text['sample']}" if seen.sample else told


def _table(fact: ComparedFact) -> Table:
    text = words("standing")
    registered, answered = sum(g.registered for g in fact.groups), sum(g.answered for g in fact.groups)
    rows = [
        (
            thai_digits(g.name),
            thai_number(g.registered),
            thai_percent(g.registered, registered),
            thai_number(g.answered),
            thai_percent(g.answered, answered),
            _points(g.answered, answered, g.registered, registered),
        )
        for g in fact.groups
    ]
    rows.append((text["total"], thai_number(registered), "", thai_number(answered), "", ""))
    score = text["score"].format(score=thai_percent(round(1000 * fact.score), 1000)) if fact.score is not None else ""
    return Table(
        (
            Column(fact.name, 3.4),
            Column(text["registered"], 3.6, "right"),
            Column(text["share"], 1.7, "right"),
            Column(text["answered"], 2.0, "right"),
            Column(text["share"], 1.7, "right"),
            Column(text["gap"], 2.1, "right"),
        ),
        tuple(rows),
        f"{text['caption'].format(name=fact.name)} {score}".strip(),
        total=True,
    )


def _points(answered: int, all_answered: int, registered: int, all_registered: int) -> str:
    """The share of those who answered less the share of those registered, in points of a hundred."""
    if not all_answered or not all_registered:
        return "–"
    return thai_digits(f"{100 * answered / all_answered - 100 * registered / all_registered:+.1f}".replace("-", "−"))
