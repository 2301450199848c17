"""Splitting a plan's text: at what Thai plans number, and never a character lost."""

from hypothesis import given
from hypothesis import strategies as st

from consultation.drafts.splitting import LONGEST_TITLE, is_heading, split

PLAN = """แผนพัฒนากลุ่มจังหวัด
คำนำของแผน

๑. ข้อมูลเพื่อการพัฒนา
ประชากร 3 จังหวัด
3 จังหวัดมีพื้นที่ติดกัน
1.1 เศรษฐกิจ
ข้าวและอ้อย
ประเด็นการพัฒนาที่ 1
เป้าหมายที่ ๑ ลดน้ำท่วม
ขุดลอกคลอง
ข้อ ๕ อื่น ๆ
จบ"""

LINES = st.one_of(
    st.sampled_from(["๑. ก", "1.1 ข", "ข้อ ๒", "# ค", "ประเด็นการพัฒนาที่ ๓", "", " ", "3 จังหวัด", "ข้อความ " * 30]),
    st.text(max_size=30),
)


def test_a_plan_is_split_where_it_is_numbered() -> None:
    titles = [piece.title for piece in split(PLAN, opening="ส่วนนำ")]
    assert titles == [
        "ส่วนนำ", "๑. ข้อมูลเพื่อการพัฒนา", "1.1 เศรษฐกิจ", "ประเด็นการพัฒนาที่ 1 · เป้าหมายที่ ๑ ลดน้ำท่วม", "ข้อ ๕ อื่น ๆ",
    ]  # fmt: skip


def test_sentences_that_begin_with_a_figure_are_no_headings() -> None:
    for line in ("3 จังหวัดมีพื้นที่", "2570 เป็นปีแรก", "1.5 ล้านบาท" + "ก" * 120, "", "ข้อความ", "๑.", "ข้อเสนอแนะ"):
        assert not is_heading(line)


@given(st.lists(LINES, max_size=25), st.sets(st.integers(min_value=0, max_value=25)), st.sampled_from(["\n", "\r\n"]))
def test_nothing_is_lost(lines: list[str], marked: set[int], end: str) -> None:
    text = end.join(lines)
    pieces = split(text, marked, "ส่วนนำ")
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.title and len(piece.title) <= LONGEST_TITLE for piece in pieces)
