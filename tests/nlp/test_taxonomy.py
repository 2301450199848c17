"""Categories that officers have named: read from rows and files, pointed to by whole words only."""

from pathlib import Path
from typing import Any

import pytest

from nlp.taxonomy import BadTaxonomy, Pointers, from_file, from_rows, provincial
from nlp.words import tokens


def test_the_provincial_matters_are_thirteen_and_known_by_words_and_examples() -> None:
    assert [category.key for category in provincial().categories] == [f"T{n:02}" for n in range(1, 14)]
    assert all(len(category.words) >= 10 and len(category.examples) >= 4 for category in provincial().categories)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("น้ำประปาไม่ไหลมาสามวัน", "T04"),
        ("ถนนหน้าบ้านเป็นหลุม", "T05"),
        ("เน็ตช้ามาก", "T06"),
        ("ขยะล้นถังเหม็นมาก", "T07"),
        ("รอคิวหมอตั้งแต่ตีห้า", "T08"),
        ("ครูไม่พอนักเรียนเยอะ", "T09"),
        ("แก๊งคอลเซ็นเตอร์หลอกยาย", "T10"),
        ("ไม่มีโฉนด", "T12"),
        ("งบประมาณไม่โปร่งใส", "T13"),
    ],
)
def test_words_point_to_their_matter(said: str, key: str) -> None:
    words = [tokens(said)]
    evidence = Pointers(provincial(), words).evidence(words)[0]
    assert provincial().categories[int(evidence.argmax())].key == key
    assert evidence.sum() == pytest.approx(1)


def test_a_word_counts_inside_a_longer_one_only_where_it_stands_whole() -> None:
    office = from_rows(
        [{"key": "A", "label": "ก", "words": ["ประปา", "กุ้งแห"]}, {"key": "B", "label": "ข", "words": ["ไม่มีงาน"]}]
    )
    comments = [["น้ำประปา"], ["กุ้งแห้ง"], tokens("คนไม่มีงาน"), tokens("ไม่มีเงิน")]
    assert Pointers(office, comments).evidence(comments).tolist() == [[1, 0], [0, 0], [0, 1], [0, 0]]


def test_a_plans_issues_are_known_by_their_own_words() -> None:
    issue = from_rows([{"key": "1", "label": "เกษตรมูลค่าสูงและการจัดการน้ำ", "examples": "ลดต้นทุนปุ๋ย\nเพิ่มแหล่งน้ำ"}])
    assert {"เกษตร", "ปุ๋ย"} <= set(issue.categories[0].words)
    assert issue.categories[0].examples == ("ลดต้นทุนปุ๋ย", "เพิ่มแหล่งน้ำ")


@pytest.mark.parametrize(
    ("rows", "reason", "place"),
    [
        ([], "empty", 0),
        ([{"label": "ก"}], "key", 1),
        ([{"key": "A", "label": " "}], "label", 1),
        ([{"key": "A", "label": "ก"}, {"key": "A", "label": "ข"}], "same_key", 2),
    ],
)
def test_what_is_wrong_is_said_with_its_place(rows: list[dict[str, Any]], reason: str, place: int) -> None:
    with pytest.raises(BadTaxonomy) as raised:
        from_rows(rows)
    assert (raised.value.reason, raised.value.place) == (reason, place)


def test_a_file_may_begin_with_a_mark_and_must_be_toml(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[[category]]\nkey = 'A'\nlabel = 'น้ำ'\n", encoding="utf-8-sig")
    assert from_file(tmp_path / "a.toml").categories[0].label == "น้ำ"
    for content in (b"category = 3", b"category = [1]", b"\xff\xfe", b"x"):
        (tmp_path / "a.toml").write_bytes(content)
        with pytest.raises(BadTaxonomy):
            from_file(tmp_path / "a.toml")
