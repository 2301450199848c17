"""What officers type must not tell the numbers that a result hides."""

import pytest

from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.lifecycle import results
from consultation.lifecycle.concerns import concerns
from consultation.lifecycle.typed import Hidden, telling
from consultation.lifecycle.values import ResultInput
from tests.consultation.lifecycle.test_results import _answered

TABLE = Hidden({"อุดรธานี": 40, "เลย": 3, "หนองคาย": 12}, frozenset({"เลย", "หนองคาย"}))


@pytest.mark.parametrize(
    "text",
    [
        "จังหวัดเลยมี ๓ คน",
        "จังหวัดเลยตอบ 3",
        "มีผู้คัดค้าน 2 คน",
        "ไม่นับจังหวัดเลยมี 52 คำตอบ",
        "สองจังหวัดแรกรวมกัน 52 คน",
        "หนองคาย 12 คน ที่เหลือมาจากที่อื่น",
        "ทั้งหมดเห็นด้วย\nยกเว้นเลย จำนวน 3 ราย",
        "จังหวัดเลย 3 จังหวัดหนองคาย 12",
        "จังหวัดเลยส่งมา 3 ข้อความ",
        "จังหวัดเลย 3 เท่านั้น",
        "จังหวัดเลย 3 มีคนเห็นด้วย",
    ],
)
def test_a_sentence_that_tells_a_hidden_number_is_found(text: str) -> None:
    assert telling(text, 55, (TABLE,), any_few=True)


@pytest.mark.parametrize(
    "text",
    [
        "ผู้ตอบ 55 คน อุดรธานี 40 คน",
        "เลยและหนองคายมีผู้ตอบไม่ถึงห้าคน",
        "ร้อยละ 3 ของผู้ตอบ และ 3.5 เท่า ในข้อ 2",
        "ระหว่างวันที่ 1/3/2569 เวลา 12:00",
        "เลือก 3 เรื่องแรก ถนนสาย 12",
        "3. จังหวัดเลยขอถนน",
        "๓) จังหวัดเลยขอถนน",
        "ประชุมที่จังหวัดเลย 3 มีนาคม 2569 และ ๑๒ มี.ค.",
        "จังหวัดเลยขอถนน 3 สาย งบ 12 ล้านบาท ใน 3 อำเภอ ภายในปี 52",
        "หมู่ที่ 3 จังหวัดเลยน้ำท่วม 3 ครั้ง",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert telling(text, 55, (TABLE,), any_few=True) == []


@pytest.mark.usefixtures("fixed_clock")
async def test_such_a_result_is_not_published_and_says_which_words(db: Database) -> None:
    id = await db.write(_answered, {"TH-41": 20, "TH-42": 3})

    def told(session, summary: str) -> list[str]:  # type: ignore[no-untyped-def]
        row = session.get_one(Consultation, id)
        row.state = "closed"
        results.save(session, id, ResultInput(summary=summary, limits="เปิดทั่วไป"), "a")
        return [each.what for each in concerns(session, row, "published")]

    [what] = await db.write(told, "คนเลย 3 คนขอถนน")
    assert "คนเลย 3 คนขอถนน" in what
    assert await db.write(told, "คนเลยไม่ถึงห้าคนขอถนน") == []
