"""Themes: found, named, shown, the same whatever the order, and never lost words."""

import random
from itertools import combinations

import pytest

import nlp.finding
from nlp.gathered import said_of
from nlp.group import Grouping, TooFewComments, group
from nlp.taxonomy import from_rows
from nlp.vectors import Space
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


def _pairs(themes: list[int | None]) -> set[tuple[int, int]]:
    return {
        (one, other) for one, other in combinations(range(len(themes)), 2) if themes[one] == themes[other] is not None
    }


def test_what_was_together_stays_together_as_comments_come_in(grouped: Grouping) -> None:
    before = [placed.theme for placed in grouped.comments]
    matter = [
        f"ช้างป่าลงมากิน{crop}{where}"
        for crop in ("ข้าวโพด", "กล้วย", "อ้อย")
        for where in ("ทุกคืน", "หมดสวน", "ใกล้บ้าน", "อีกแล้ว")
    ]
    road = ["ถนนหน้าอำเภอเป็นหลุมบ่อใหญ่", "น้ำประปาบ้านใหม่ไม่ไหล"]
    found = group([*COMMENTS, *matter, *road], previous=[*before, *[None] * 14])
    after = [placed.theme for placed in found.comments]
    kept = _pairs(before) & _pairs(after[: len(before)])
    assert len(kept) >= 0.97 * len(_pairs(before))
    assert {found.themes[theme].previous for theme in after[: len(before)] if theme is not None} == {0, 1, 2, 3}
    elephants = {theme for theme in after[len(before) : -2] if theme is not None}
    assert [found.themes[theme].previous for theme in elephants] == [None]
    assert after[-2] == after[MEANT.index("road")]
    assert after[-1] == after[MEANT.index("water")]


@pytest.mark.parametrize("groups", [3, 4, 6])
def test_earlier_themes_are_joined_or_taken_apart_for_another_number(grouped: Grouping, groups: int) -> None:
    found = group(COMMENTS, groups=groups, previous=[placed.theme for placed in grouped.comments])
    assert len(found.themes) == groups


def test_previous_must_fit() -> None:
    with pytest.raises(ValueError, match="one entry for each comment"):
        group(COMMENTS, previous=[None])


OFFICE = from_rows(
    [
        {"key": "น้ำ", "label": "น้ำกินน้ำใช้", "words": ["ประปา", "น้ำบาดาล"]},
        {"key": "ทาง", "label": "การเดินทาง", "words": ["ถนน", "ลูกรัง"]},
        {"key": "ช้าง", "label": "สัตว์ป่า", "words": ["ช้างป่า"]},
    ]
)


def test_comments_go_to_the_offices_categories_and_new_matters_beside_them() -> None:
    found = group(COMMENTS, taxonomy=OFFICE)
    key = [None if placed.theme is None else found.themes[placed.theme].category for placed in found.comments]
    for meant, wanted in (("water", "น้ำ"), ("road", "ทาง"), ("dust", None), ("clinic", None)):
        here = [got for got, matter in zip(key, MEANT, strict=True) if matter == meant]
        assert here.count(wanted) >= 0.9 * len(here)
    assert {theme.label for theme in found.themes if theme.category} == {"น้ำกินน้ำใช้", "การเดินทาง"}
    assert all(theme.phrases for theme in found.themes)


def test_the_learnt_few_place_all_others_the_same_in_any_order(
    monkeypatch: pytest.MonkeyPatch, grouped: Grouping
) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    monkeypatch.setattr(nlp.finding, "LEARNT", 70)
    for taxonomy in (None, OFFICE):
        found = group(COMMENTS, groups=4, taxonomy=taxonomy)
        themes = [placed.theme for placed in found.comments]
        assert adjusted_mutual_info_score(MEANT, [-1 if theme is None else theme for theme in themes]) > 0.7
        assert sum(theme.size for theme in found.themes) + themes.count(None) == len(COMMENTS)
        assert [placed.theme for placed in group(COMMENTS[::-1], groups=4, taxonomy=taxonomy).comments] == themes[::-1]
    before = [placed.theme for placed in grouped.comments]
    again = [placed.theme for placed in group(COMMENTS, previous=before).comments]
    assert len(_pairs(before) & _pairs(again)) >= 0.97 * len(_pairs(before))


def test_quality_tells_surely_found_themes_and_their_rivals(grouped: Grouping) -> None:
    for number, theme in enumerate(grouped.themes):
        quality = theme.quality
        assert 0.5 < quality.stability <= 1
        assert 0 < quality.tightness <= 1
        assert quality.rival in set(range(4)) - {number}
        assert quality.margin > 0
    alone = group(COMMENTS, groups=1).themes[0].quality
    assert (alone.stability, alone.rival, alone.margin) == (1.0, None, 0.0)


def test_a_theme_of_two_matters_is_taken_apart() -> None:
    found = group(COMMENTS, groups=2)
    for number, theme in enumerate(found.themes):
        members = [placed for placed in found.comments if placed.theme == number]
        assert [part.size for part in theme.subthemes] == [
            sum(placed.sub == place for placed in members) for place in range(len(theme.subthemes))
        ]
        assert len({part.label for part in theme.subthemes}) == len(theme.subthemes)
        assert all(part.size >= 8 and 0 < part.stability <= 1 and part.representatives for part in theme.subthemes)
    assert sum(len(theme.subthemes) for theme in found.themes) >= 2


def test_sentence_embeddings_have_a_say_and_never_see_personal_data() -> None:
    seen: list[str] = []

    def embed(texts: list[str]) -> list[list[float]]:
        seen.extend(texts)
        return [[float("ประปา" in text), float("ประปา" not in text)] for text in texts]

    found = group([f"{comment} โทร 0812345678" for comment in COMMENTS], groups=2, embed=embed)
    assert found.embedded
    assert not group(COMMENTS, groups=2).embedded
    assert seen
    assert not any("081" in text for text in seen)
    said = [said_of(comment) for comment in COMMENTS]
    plain, told = Space(said, seed=0).rows(said), Space(said, seed=0, embed=embed).rows(said)
    road, dust, water = ([i for i, meant in enumerate(MEANT) if meant == name] for name in ("road", "dust", "water"))
    assert (told[road] @ told[dust].T).mean() > (plain[road] @ plain[dust].T).mean() + 0.2
    assert (told[road] @ told[water].T).mean() < (told[road] @ told[dust].T).mean() - 0.2
