"""Themes: found, named, shown, the same whatever the order, and never lost words."""

import random
from itertools import combinations

import pytest

from nlp.group import Grouping, TooFewComments, group
from nlp.words import is_empty_word

MATTERS = {
    "water": (
        ["น้ำประปา", "น้ำประปาหมู่บ้าน", "ประปา"],
        ["ไม่ไหล", "ขุ่นมาก", "ไหลอ่อนตอนเช้า", "มีกลิ่นเหม็น", "หยุดไหลบ่อย", "ไม่สะอาด"],
    ),
    "road": (
        ["ถนนหน้าโรงเรียน", "ถนนลูกรัง", "ถนนในหมู่บ้าน"],
        ["เป็นหลุมบ่อ", "พังทั้งสาย", "รถบรรทุกวิ่งจนพัง", "ไม่มีไฟทาง", "ชำรุดมานาน", "รอซ่อมนานแล้ว"],
    ),
    "dust": (
        ["ฝุ่น PM2.5", "หมอกควัน", "ควันไฟป่า"],
        ["จากการเผาอ้อย", "หายใจไม่ออก", "แสบตาทุกเช้า", "เด็กป่วยเพราะเผาป่า", "หนักทุกหน้าแล้ง", "เผาตอซังข้าว"],
    ),
    "clinic": (
        ["โรงพยาบาล", "หมอที่อำเภอ", "รพ.สต."],
        ["รอคิวนานมาก", "หมอไม่พอคนไข้", "เตียงคนไข้เต็ม", "ยาไม่พอจ่ายคนไข้", "พยาบาลน้อยคนไข้รอ", "รอคิวตั้งแต่ตีห้า"],
    ),
}
COMMENTS = [f"{a}{b} {c}" for s, e in MATTERS.values() for a in s for b in e for c in ("ขอให้แก้ไขด่วน", "เดือดร้อนมากครับ")]
MEANT = [name for name, (s, e) in MATTERS.items() for _ in range(len(s) * len(e) * 2)]


@pytest.fixture(scope="module")
def grouped() -> Grouping:
    return group(COMMENTS, groups=4)


def test_finds_the_matters(grouped: Grouping) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    assert adjusted_mutual_info_score(MEANT, [-1 if c.theme is None else c.theme for c in grouped.comments]) > 0.7


def test_every_comment_is_accounted_for(grouped: Grouping) -> None:
    assert len(grouped.comments) == len(COMMENTS)
    assert all((placed.theme is None) == (placed.why is not None) for placed in grouped.comments)
    for number, theme in enumerate(grouped.themes):
        assert theme.size == sum(placed.theme == number for placed in grouped.comments) > 0
        assert 0 < theme.distinct <= theme.size
    assert [theme.size for theme in grouped.themes] == sorted((t.size for t in grouped.themes), reverse=True)
    assert all(0 <= placed.typicality <= 1 for placed in grouped.comments)


def test_labels_are_peoples_own_words_and_never_alike(grouped: Grouping) -> None:
    labels = [theme.label for theme in grouped.themes]
    assert len(set(labels)) == len(labels)
    said = "".join(COMMENTS).lower().replace(" ", "")
    for theme in grouped.themes:
        for phrase in theme.label.split(" · "):
            assert phrase.replace(" ", "") in said
            assert not is_empty_word(phrase)
        assert theme.label.startswith(theme.phrases[0])
        assert theme.description


def test_representatives_belong_and_differ(grouped: Grouping) -> None:
    for number, theme in enumerate(grouped.themes):
        assert 1 <= len(theme.representatives) <= 5
        assert all(grouped.comments[index].theme == number for index in theme.representatives)
        assert all(COMMENTS[a] != COMMENTS[b] for a, b in combinations(theme.representatives, 2))


def test_the_same_again_and_in_any_order(grouped: Grouping) -> None:
    order = list(range(len(COMMENTS)))
    random.Random(7).shuffle(order)
    mixed = group([COMMENTS[i] for i in order], groups=4)
    assert group(COMMENTS, groups=4) == grouped
    assert [theme.label for theme in mixed.themes] == [theme.label for theme in grouped.themes]
    assert [mixed.comments[place].theme for place in range(len(order))] == [grouped.comments[i].theme for i in order]


def test_says_why_a_comment_has_no_theme() -> None:
    odd = ["", "   ", "😀", "ดีครับ", "ไม่มี", "zxqv wkjh"]
    placed = group([*COMMENTS, *odd], groups=4).comments[len(COMMENTS) :]
    assert [(p.theme, p.why) for p in placed] == [
        (None, "empty"),
        (None, "empty"),
        (None, "empty"),
        (None, "too_short"),
        (None, "too_short"),
        (None, "unclear"),
    ]


def test_a_campaign_counts_and_does_not_pull(grouped: Grouping) -> None:
    campaign = "คัดค้านเหมืองแร่โพแทชในพื้นที่ต้นน้ำ"
    found = group([*COMMENTS, *[campaign] * 300], groups=4)
    copies = found.comments[len(COMMENTS) :]
    assert len({placed.theme for placed in copies}) == 1
    assert sum(placed.duplicate_of is not None for placed in copies) == 299
    assert sum(theme.distinct for theme in found.themes) <= len(set(COMMENTS)) + 1


def test_the_number_of_themes_is_chosen_or_taken() -> None:
    assert 3 <= len(group(COMMENTS).themes) <= 12
    assert len(group(COMMENTS, groups=1).themes) == 1
    assert len(group(COMMENTS, groups=6).themes) == 6
    with pytest.raises(ValueError, match="1 or more"):
        group(COMMENTS, groups=0)


def test_too_few_comments_carry_their_counts() -> None:
    with pytest.raises(TooFewComments) as raised:
        group(["ถนนพัง", "น้ำท่วม", ""])
    assert (raised.value.given, raised.value.usable, raised.value.needed) == (3, 2, 10)
    with pytest.raises(TooFewComments):
        group([])


def test_names_of_people_stay_out_of_labels() -> None:
    named = [f"นายสมศักดิ์ ใจกล้า {comment}" for comment in COMMENTS]
    for theme in group(named, groups=4).themes:
        assert "สมศักดิ์" not in theme.description
        assert "ใจกล้า" not in theme.description


def test_progress_rises_to_the_end() -> None:
    told: list[tuple[str, float]] = []
    group(COMMENTS, groups=4, progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert told[-1] == ("done", 1.0)


def test_few_and_all_alike_comments_still_make_themes() -> None:
    assert len(group(["ถนนพังมากรถวิ่งไม่ได้"] * 12).themes) == 1
    twelve = COMMENTS[::12]
    assert sum(theme.size for theme in group(twelve).themes) + sum(
        placed.theme is None for placed in group(twelve).comments
    ) == len(twelve)
