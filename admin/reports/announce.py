"""The notice and the notice of results of a consultation in every form they leave in."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from admin.reports.blocks import Composed
from admin.reports.docx import draw_docx
from admin.reports.notice_compose import Missing, compose_notice, missing_in_notice
from admin.reports.notice_gather import gather_notice, gather_result
from admin.reports.notice_result import compose_result, missing_in_result
from admin.reports.pdf import draw_pdf
from admin.reports.plain import draw_plain


@dataclass(frozen=True)
class Made:
    """A document ready to be drawn, and what it still lacks."""

    code: str
    composed: Composed
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Form:
    """A form of a document. render takes up to a second: call it off the event loop."""

    suffix: str
    content_type: str
    render: Callable[[Composed], bytes]


def notice(session: Session, consultation_id: int) -> Made:
    """The notice as it stands now. Raises NotFound, Refused."""
    data = gather_notice(session, consultation_id)
    return Made(data.code, compose_notice(data), tuple(missing_in_notice(data)))


def result(session: Session, consultation_id: int) -> Made:
    """The notice of results as it stands now. Raises NotFound, Refused."""
    data = gather_result(session, consultation_id)
    return Made(data.notice.code, compose_result(data), tuple(missing_in_result(data)))


def text_of(made: Made) -> str:
    """The document as text for a form on the web."""
    return draw_plain(made.composed)


def _text_file(composed: Composed) -> bytes:
    """Text that Windows' editor opens as Thai and with its lines."""
    return draw_plain(composed).replace("\n", "\r\n").encode("utf-8-sig")


KINDS: dict[str, Callable[[Session, int], Made]] = {"notice": notice, "result-notice": result}
FORMS = {
    "pdf": Form("pdf", "application/pdf", draw_pdf),
    "docx": Form("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", draw_docx),
    "txt": Form("txt", "text/plain; charset=utf-8", _text_file),
}
