"""The demo's sample data has the shape its loader and its readers count on."""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from admin.demo import load, sample
from consultation.places.answers import Found
from consultation.places.lookup import find_district, find_province

DEMO = Path(__file__).parents[2] / "admin" / "demo"

CLUSTER_ISO = {"TH-38", "TH-39", "TH-41", "TH-42", "TH-43"}
SECTORS = {"G1", "G2", "L", "S", "P", "C", "A", "R", "N"}
AGES = {"under20", "20s", "30s", "40s", "50s", "60plus", "unsaid"}
STANCES = {"very", "rather", "notvery", "no", "none"}
MATTERS = {
    *("water", "price", "debt", "road", "transport", "tourism", "trade", "smoke", "waste", "health", "drugs"),
    *("scam", "edu", "internet", "land", "jobs", "gov", "solar", "wildlife", "other", "campaign"),
}
TOPICS = {f"T{n:02}" for n in range(1, 14)}
PERSON_COLUMNS = ["province", "district", "sector", "age"]
CONSENT_COLUMNS = ["quote_ok", "contact_ok"]
HEARING_ANSWERS = ["stance1", "stance2", "stance3", "reason", "change", "top"]
HEARING_COLUMNS = [*PERSON_COLUMNS, *HEARING_ANSWERS, *CONSENT_COLUMNS, "matter"]
NEEDS_COLUMNS = [*PERSON_COLUMNS, "topics", "problem", "wish", "scope", "urgency", "votes", "own", *CONSENT_COLUMNS]

Row = dict[str, str]


def rows(name: str, columns: list[str]) -> list[Row]:
    """The rows of a sample file, after checking that every line has exactly these columns."""
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, strict=True))
    assert lines[0] == columns
    assert {len(line) for line in lines} == {len(columns)}
    return [dict(zip(columns, line, strict=True)) for line in lines[1:]]


@pytest.fixture(scope="module")
def hearing() -> list[Row]:
    return rows("hearing.csv", HEARING_COLUMNS)


@pytest.fixture(scope="module")
def needs() -> list[Row]:
    return rows("needs.csv", NEEDS_COLUMNS)


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    return tomllib.loads((DEMO / "plan.toml").read_text(encoding="utf-8"))


def assert_allowed(found: Iterable[str], allowed: set[str]) -> None:
    assert set(found) <= allowed, set(found) - allowed


def province_of(row: Row) -> str:
    """The ISO code of the province as this person typed it."""
    found = find_province(row["province"])
    assert isinstance(found, Found), row
    return found.place.iso


def assert_respondents(answers: list[Row]) -> None:
    """Everything asked about the person is an answer the form offers; all provinces and sectors occur."""
    assert {province_of(row) for row in answers} == CLUSTER_ISO
    for row in answers:
        place = find_district(row["district"], province_of(row))
        assert isinstance(place, Found), row
        assert (place.place.name_th, place.place.province_iso) == (row["district"], province_of(row))
    assert {row["sector"] for row in answers} == SECTORS
    assert_allowed((row["age"] for row in answers), AGES)
    assert_allowed((row[key] for row in answers for key in ("quote_ok", "contact_ok")), {"yes", "no"})


def test_hearing_respondents_are_ones_the_form_allows(hearing: list[Row]) -> None:
    assert_respondents(hearing)
    assert {row["age"] for row in hearing} == AGES
    assert sum(row["age"] == "60plus" for row in hearing) >= 80


def test_hearing_is_large_enough(hearing: list[Row]) -> None:
    assert len(hearing) >= 420
    assert sum(bool(row["change"].strip()) for row in hearing) >= 400
    assert sum(bool(row["reason"].strip()) for row in hearing) >= 80


def test_hearing_answers_are_coded(hearing: list[Row]) -> None:
    for column in ("stance1", "stance2", "stance3"):
        assert {row[column] for row in hearing} == STANCES
    for row in hearing:
        assert sorted(row["top"].split()) == ["1", "2", "3"], row


def test_hearing_matters_are_coded_and_uneven(hearing: list[Row]) -> None:
    for row in hearing:
        assert_allowed(row["matter"].split(), MATTERS)
        assert bool(row["matter"]) == bool(row["change"].strip()), row
    sizes = Counter(matter for row in hearing for matter in row["matter"].split())
    assert set(sizes) == MATTERS
    assert max(sizes.values()) >= 60
    assert min(sizes.values()) <= 8


def test_no_two_comments_are_the_same_outside_the_campaign(hearing: list[Row]) -> None:
    comments = Counter(row["change"] for row in hearing if row["change"] and "campaign" not in row["matter"].split())
    assert [text for text, times in comments.items() if times > 1] == []


def test_the_campaign_is_small_and_nearly_identical(hearing: list[Row]) -> None:
    texts = [row["change"] for row in hearing if "campaign" in row["matter"].split()]
    assert 6 <= len(texts) <= 8
    assert len(set(texts)) < len(texts)
    assert all("ขยายถนนสาย" in text and "ตลอดสาย" in text for text in texts)


def test_comments_vary_in_length_and_speech(hearing: list[Row]) -> None:
    comments = [row["change"] for row in hearing if row["change"]]
    assert min(map(len, comments)) <= 6
    assert max(map(len, comments)) >= 180
    assert sum("บ่" in text or "เฮ็ด" in text for text in comments) >= 60
    assert any("มากก" in text for text in comments)
    assert any("55" in text for text in comments)
    assert any(re.search("[\U0001f300-\U0001faff]", text) for text in comments)
    assert any(re.search("[๐-๙]", text) for text in comments)
    assert any("\n" in text for text in comments)


def test_sample_personal_data_is_there_to_be_masked_and_fictitious(hearing: list[Row]) -> None:
    text = " ".join(row["change"] for row in hearing)
    phones = set(re.findall(r"0[0-9]{1,2}-?[0-9]{3}-?[0-9]{3,4}|๐[๐-๙]{2}-[๐-๙]{3}-[๐-๙]{4}", text))
    assert phones == {"081-234-5678", "0812345678", "089-000-0000", "042-000-000", "๐๘๑-๒๓๔-๕๖๗๘"}
    assert set(re.findall(r"\S+@(\S+)", text)) == {"example.com"}


def test_needs_answers_are_ones_the_form_allows(needs: list[Row]) -> None:
    assert_respondents(needs)
    assert 20 <= len(needs) <= 30
    for row in needs:
        topics = row["topics"].split()
        assert 1 <= len(topics) <= 3
        assert_allowed(topics, TOPICS)
        assert row["problem"] and row["wish"]
    assert {topic for row in needs for topic in row["topics"].split()} == TOPICS
    assert {row["scope"] for row in needs} == {"spot", "district", "province", "several", "unsure"}
    assert {row["urgency"] for row in needs} == {"most", "much", "some", "little", "unsure"}


def test_everybody_votes_on_every_statement_and_some_add_their_own(needs: list[Row]) -> None:
    number = len(sample.statements())
    assert number >= 8
    assert {len(row["votes"]) for row in needs} == {number}
    assert {letter for row in needs for letter in row["votes"]} == set(sample.VOTES)
    assert 2 <= sum(bool(row["own"]) for row in needs) <= 5


def test_the_campaign_comes_on_one_day(hearing: list[Row]) -> None:
    days = {place // load.A_DAY for place, row in enumerate(hearing) if "campaign" in row["matter"].split()}
    assert len(days) == 1


def test_plan_is_marked_as_a_sample(plan: dict[str, Any]) -> None:
    assert plan["sample"] is True
    assert "ตัวอย่าง" in plan["title"]
    assert "ตัวอย่าง" in plan["sample_notice"]
    assert (plan["cluster"], plan["period_from"], plan["period_to"]) == ("current:10", 2571, 2575)


def test_plan_has_three_whole_development_issues(plan: dict[str, Any]) -> None:
    assert [issue["code"] for issue in plan["issues"]] == ["1", "2", "3"]
    for issue in plan["issues"]:
        summary = issue["summary"].strip().splitlines()
        assert 1 <= len(summary) <= 5
        assert all(len(line) <= 60 for line in summary)
        assert len(issue["summary"].strip()) <= 180
        assert issue["title"] and issue["goal"]


def test_plan_indicators_can_be_measured(plan: dict[str, Any]) -> None:
    for issue in plan["issues"]:
        assert 2 <= len(issue["indicators"]) <= 3
        for indicator in issue["indicators"]:
            assert indicator["name"] and indicator["unit"]
            assert indicator["baseline"] != indicator["target"]


def test_plan_programmes_reach_more_than_one_province(plan: dict[str, Any]) -> None:
    for issue in plan["issues"]:
        assert 2 <= len(issue["programmes"]) <= 3
        for programme in issue["programmes"]:
            assert len(set(programme["provinces"])) > 1
            assert_allowed(programme["provinces"], CLUSTER_ISO)
