"""Read documents back: the text of a PDF by pdfium, the text of a DOCX by its XML, without spaces and line ends."""

import re
import tempfile
from io import BytesIO
from zipfile import ZipFile

import pdfua
import pypdfium2
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def squeeze(text: str) -> str:
    """The text without what line breaking adds or takes: spaces, line ends, zero-width spaces."""
    return re.sub(r"[\s\u200b\ufffe\u00ad]+", "", text)


def pdf_pages(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def pdf_text(pdf: bytes) -> str:
    return squeeze("".join(pdf_pages(pdf)))


def unreadable(pdf: bytes) -> list[str]:
    """What stands in the way of those who read with the ears: the rules of PDF/UA-1 that pdfua can check, a sixth."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return [f"{one.rule_id}: {one.message}" for one in pdfua.validate(file.name).findings]


def docx_part(docx: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(ZipFile(BytesIO(docx)).read(name))


def docx_paragraphs(docx: bytes) -> list[str]:
    """Every paragraph of the body with its line breaks, tables included."""
    return [
        "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in p.iter(f"{W}t", f"{W}br"))
        for p in docx_part(docx).iter(f"{W}p")
    ]


def docx_text(docx: bytes) -> str:
    return squeeze("".join(docx_paragraphs(docx)))
