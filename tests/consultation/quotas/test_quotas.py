"""Quotas: the arithmetic holds for whatever is counted; a table of targets is taken whole or not at all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.consult.models import Consultation
from consultation.db import Database
from consultation.errors import Refused
from consultation.quotas import service
from consultation.quotas.concerns import concerns
from consultation.quotas.counting import Cell, outside, reached, shared
from consultation.quotas.listed import read
from consultation.responses import service as responses
from consultation.themes import reading
from consultation.vault import Vault
from tests.consultation.invitations.representatives import CHAMBER, made
from tests.consultation.talk.citizens import ANSWERS, Citizen, consultation
from tests.consultation.talk.test_rights import NO

names = st.sampled_from(["", "a", "b", "c"])
cells = st.builds(Cell, names, names, names)
KNOWN = {"province": {"TH-41": "อุดรธานี", "TH-39": "หนองบัวลำภู"}, "sector": {"L": "ท้องถิ่น", "P": "เอกชน"}}


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shares_add_up_and_are_within_one_of_what_is_fair(total: int, weights: list[int]) -> None:
    shares = shared(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) < sum(weights)
    heavier = sorted(zip(weights, shares, strict=True))
    assert all(one[1] <= other[1] + (one[0] == other[0]) for one, other in pairwise(heavier))


@given(
    st.dictionaries(cells, st.integers(1, 50), max_size=8),
    st.dictionaries(cells, st.integers(0, 50), max_size=20),
)
def test_everybody_is_counted_where_they_are_meant_and_the_most_urgent_stands_first(
    targets: dict[Cell, int], sent: dict[Cell, int]
) -> None:
    lines = reached(targets, sent, {})
    assert {one.cell: one.target for one in lines} == targets
    assert all(one.reached + one.gap - one.over == one.target and not (one.gap and one.over) for one in lines)
    assert [one.share for one in lines] == sorted(one.share for one in lines)
    assert all(one.reached == sum(n for of, n in sent.items() if one.cell.takes(of)) for one in lines)
    apart = outside(targets, sent)
    assert 0 <= apart <= sum(sent.values())
    assert apart == 0 or Cell() not in targets
    if not any(one.over or one.reached for one in lines):
        assert apart == sum(sent.values())


def test_a_table_of_targets_or_of_population_is_read() -> None:
    rows = [(1, ("จังหวัด", "ภาคส่วน", "เป้าหมาย")), (2, ("จ.อุดรธานี", "เอกชน", "1,200")), (3, ("TH-39", "", "30"))]
    assert read(rows, KNOWN) == ({Cell("TH-41", "P"): 1200, Cell("TH-39"): 30}, [])
    people = [(1, ("จังหวัด", "ประชากร")), (2, ("อุดรธานี", "1500000")), (3, ("หนองบัวลำภู", "500000"))]
    assert read(people, KNOWN, 401) == ({Cell("TH-41"): 301, Cell("TH-39"): 100}, [])
    assert "ยังไม่ได้ใส่จำนวนผู้ตอบ" in read(people, KNOWN)[1][0].why


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("ภูเก็ต", "เอกชน", "3"), "ไม่มีจังหวัด “ภูเก็ต”"),
        (("อุดรธานี", "ทหาร", "3"), "ไม่มีภาคส่วน “ทหาร”"),
        (("อุดรธานี", "เอกชน", "-3"), "ไม่ใช่จำนวนที่ใช้ได้"),
        (("อุดรธานี", "L", "3"), "ซ้ำกับแถวที่ 2"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_is_taken(row: tuple[str, ...], says: str) -> None:
    head = ("จังหวัด", "ภาคส่วน", "เป้าหมาย")
    found, faults = read([(1, head), (2, ("อุดรธานี", "ท้องถิ่น", "5")), (3, row)], KNOWN)
    assert found == {} and [(fault.row, says in fault.why) for fault in faults] == [(3, True)]
    assert "ไม่ได้ถามช่วงอายุ" in read([(1, ("อายุ", "เป้าหมาย")), (2, ("x", "1"))], KNOWN)[1][0].why


@pytest.mark.usefixtures("fixed_clock")
async def test_answers_fill_targets_and_the_close_is_warned_of(db: Database, vault: Vault) -> None:
    of = await db.write(consultation)
    assert await db.write(service.propose, of.id, 11, ["province"], "officer:1") == len(
        (await db.read(service.choices, of.id))["province"]
    )
    [code, _] = await db.write(made, vault, of.id)
    citizen = Citizen(db, vault)
    await citizen.says(code, "1", *ANSWERS, NO, NO, "ส่ง")
    said = await db.read(responses.comments, of.id)
    assert {one.organisation for one in said} == {CHAMBER.organisation} and said
    assert (await db.read(reading.comment, said[0].id)).organisation == CHAMBER.organisation
    lines, others = await db.read(service.standing, of.id)
    assert sum(one.target for one in lines) == 11 and others == 0
    [filled] = [one for one in lines if one.reached]
    assert (filled.cell, filled.reached, filled.representatives) == (Cell("TH-41"), 1, 1) and lines[-1] == filled

    def told(session):  # type: ignore[no-untyped-def]
        row = session.get_one(Consultation, of.id)
        return [concerns(session, row, to) for to in ("open", "closed")]

    [none, [concern]] = await db.read(told)
    assert none == [] and (concern.key, concern.stops, concern.page) == ("quota_gap", False, "quotas")
    assert "ขาดรวม 10 คำตอบ" in concern.what
    with pytest.raises(Refused, match="ไม่พอกลุ่มละ 1 คน"):
        await db.write(service.propose, of.id, 2, ["province"], "officer:1")
