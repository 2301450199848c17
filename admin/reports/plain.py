"""Any composed document as plain text, to be pasted into a form on the web: no layout but lines and dashes."""

from admin.reports.blocks import (
    Block,
    Bullets,
    Codes,
    Composed,
    Facts,
    Heading,
    Paragraph,
    Quotation,
    Signature,
    Summary,
    Table,
)
from admin.reports.glyphs import legible
from admin.reports.thai import thai_digits


def draw_plain(composed: Composed) -> str:
    """The document as text; parts stand apart by an empty line."""
    parts = ["\n".join([*composed.marks, composed.title, *composed.subtitle])]
    parts += [text for block in composed.blocks if (text := _drawn(block))]
    return legible("\n\n".join(parts)).strip() + "\n"


def _drawn(block: Block) -> str:
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return f"{block.lead}  {block.text}".strip()
        case Bullets():
            return _items(block.items, numbered=block.numbered)
        case Summary():
            ranking = [block.lead, _items(block.ranking, numbered=True)] if block.ranking else []
            return "\n".join([block.title, _items(block.items), *ranking])
        case Table():
            return "\n".join([block.caption, *(_row(block, row) for row in block.rows)])
        case Facts():
            return "\n".join(f"- {label}: {value}" for label, value in block.rows)
        case Quotation():
            return f"“{block.text}”\n{block.source}"
        case Codes():
            return "\n".join(
                f"- {code.title}: {code.link}" + (f" ({code.note})" if code.note else "") for code in block.items
            )
        case Signature():
            return "\n".join(block.lines)


def _items(items: tuple[str, ...], *, numbered: bool = False) -> str:
    return "\n".join(f"{thai_digits(k)}. {item}" if numbered else f"- {item}" for k, item in enumerate(items, start=1))


def _row(table: Table, row: tuple[str, ...]) -> str:
    """A row as "name: n คน, ร้อยละ x"."""
    told = [f"{column.head} {cell}" for column, cell in zip(table.columns[1:], row[1:], strict=True)]
    return f"- {row[0]}: {', '.join(told)}"
