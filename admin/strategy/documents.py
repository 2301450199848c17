"""The strategy input in every form it leaves in: the same value as DOCX, PDF and JSON."""

from collections.abc import Callable
from dataclasses import dataclass

from admin.reports.document import AreaNeeds
from admin.reports.docx import render_docx
from admin.reports.pdf import render_pdf
from admin.strategy.output import strategy_input


@dataclass(frozen=True)
class Form:
    """A form of the document. render takes up to a second: call it off the event loop."""

    content_type: str
    render: Callable[[AreaNeeds], bytes]


def render_json(doc: AreaNeeds) -> bytes:
    """The document as JSON, the same as the API gives."""
    return strategy_input(doc).model_dump_json(indent=1).encode()


FORMS = {
    "docx": Form("application/vnd.openxmlformats-officedocument.wordprocessingml.document", render_docx),
    "pdf": Form("application/pdf", render_pdf),
    "json": Form("application/json", render_json),
}
