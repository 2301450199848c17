"""An office's own wording and templates go before those that ship; what cannot be used is refused in words."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Cm

from admin.reports import catalogue
from admin.reports.docx import draw_docx
from admin.reports.memo_compose import compose_memo
from admin.reports.pdf import draw_pdf
from admin.reports.plain import draw_plain
from consultation.errors import Refused
from tests.admin.reports.sample_outcome import OUTCOME


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRACHAKHOM_TEMPLATES_FOLDER", str(tmp_path))
    return tmp_path


def test_without_a_folder_everything_is_as_it_ships() -> None:
    assert catalogue.docx("memo") is None and catalogue.layout().parent == catalogue.SHIPPED


def test_an_office_says_it_in_its_own_words(folder: Path) -> None:
    (folder / "outcome.toml").write_text('[memo]\nclosing = "จึงเรียนมาเพื่อโปรดทราบ"\n', encoding="utf8")
    told = draw_plain(compose_memo(OUTCOME))
    assert "จึงเรียนมาเพื่อโปรดทราบ" in told and "จึงเรียนมาเพื่อโปรดพิจารณา" not in told
    assert "๑. เรื่องเดิม" in told, "what is not said otherwise is as it ships"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[memo]\nclosing = ", "อ่านไฟล์ถ้อยคำ outcome.toml"),
        ('[memo]\nnothing = "ก"', "memo.nothing"),
        ('[memo]\nclosing = ["ก"]', "memo.closing"),
        ('[memo]\nto = "เรียน {who}"', "who"),
        ('[memo]\nto = "เรียน {to"', "memo.to"),
        ('[memo]\nto = "เรียน {to:d}"', "memo.to"),
        ('[memo]\nto = "เรียน {to:{width}}"', "memo.to"),
        ('[columns]\nrejected = ["ประเภท"]', "columns.rejected"),
        ('[columns]\nrejected = ["ก", "ข", "ค", "ง", "จ", 6]', "columns.rejected"),
    ],
)
def test_wording_that_no_document_asks_for_is_refused(folder: Path, text: str, why: str) -> None:
    (folder / "outcome.toml").write_text(text, encoding="utf8")
    with pytest.raises(Refused, match=why):
        compose_memo(OUTCOME)


@pytest.mark.parametrize(
    "columns", ['[["name", "ก"]]', '[["name", "ก", "ข"], ["amount", "ค", "ง"]]', '["name", "value"]']
)
def test_columns_of_the_workbook_stay_those_that_ship(folder: Path, columns: str) -> None:
    (folder / "workbook.toml").write_text(f"[facts]\ncolumns = {columns}", encoding="utf8")
    with pytest.raises(Refused, match=r"facts\.columns"):
        catalogue.wording("workbook.toml")
    own = '[facts]\ncolumns = [["name", "ก", "ข"], ["value", "ค", "ง"]]'
    (folder / "workbook.toml").write_text(own + "\n", encoding="utf8")
    assert catalogue.wording("workbook.toml")["facts"]["columns"][1][1] == "ค"


def test_every_wording_that_ships_may_be_the_offices_own(folder: Path) -> None:
    for shipped in sorted(catalogue.SHIPPED.glob("*.toml")):
        (folder / shipped.name).write_bytes(shipped.read_bytes())
        catalogue.wording(shipped.name)


def test_a_template_of_the_office_keeps_its_margins_and_header(folder: Path) -> None:
    own = Document()
    own.sections[0].left_margin = Cm(4)
    own.sections[0].header.paragraphs[0].text = "สำนักงานตัวอย่าง"
    own.save(str(folder / "memo.docx"))
    made = Document(BytesIO(draw_docx(compose_memo(OUTCOME))))
    assert made.sections[0].left_margin.cm == pytest.approx(4, abs=0.01)
    assert made.sections[0].header.paragraphs[0].text.startswith("สำนักงานตัวอย่าง")
    assert any("เรื่องเดิม" in paragraph.text for paragraph in made.paragraphs)
    (folder / "memo.docx").write_bytes(b"no document")
    with pytest.raises(Refused, match="memo\\.docx"):
        draw_docx(compose_memo(OUTCOME))


def test_a_layout_of_the_office_draws_the_pdf(folder: Path) -> None:
    layout = (catalogue.SHIPPED / catalogue.LAYOUT).read_text(encoding="utf8")
    before = draw_pdf(compose_memo(OUTCOME))
    (folder / catalogue.LAYOUT).write_text(layout.replace("left: 3cm", "left: 4cm"), encoding="utf8")
    assert draw_pdf(compose_memo(OUTCOME)) != before


def test_a_folder_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACHAKHOM_TEMPLATES_FOLDER", "/nowhere/at/all")
    with pytest.raises(Refused, match="PRACHAKHOM_TEMPLATES_FOLDER"):
        catalogue.wording("notice.toml")
