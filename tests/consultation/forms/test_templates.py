import pytest

from consultation import clock
from consultation.errors import Refused
from consultation.forms import xlsform
from consultation.forms.check import errors, minutes, problems
from consultation.forms.form import Form, Question
from consultation.forms.logic import Scene
from consultation.forms.templates import KEYS, fill, template, templates, workbook
from consultation.forms.templates.filling import blanked, filled
from consultation.forms.templates.making import made
from consultation.places.schemes import cluster
from consultation.plans.service import IssueView, PlanView

CLUSTERS = ("2551:1", "2551:18", "2567:1", "2567:7", "2567:10", "2567:18")


def plan(code: str) -> PlanView:
    place = cluster(code)
    issues = tuple(
        IssueView(id=n, number=n, title=f"ประเด็น {n}", summary="สรุป", programmes=(f"แผนงาน {n}.1", f"แผนงาน {n}.2"))
        for n in (1, 2, 3)
    )
    return PlanView(
        id=1, scheme=place.scheme, cluster=place.number, title="แผนพัฒนา", period="2571–2575", version="ร่าง 1",
        goal="อยู่ดีมีสุข", sample=True, issues=issues,
    )  # fmt: skip


@pytest.mark.parametrize("code", CLUSTERS)
@pytest.mark.parametrize("key", KEYS)
def test_every_template_fits_every_cluster_and_can_be_opened_as_it_is(key: str, code: str) -> None:
    form = fill(key, cluster(code), plan(code))
    assert errors(form) == [] and minutes(form) <= 5
    assert not [p for p in problems(form) if not p.warning]
    province = form.by_role("province")
    assert province is not None
    assert [c.name for c in province.choices[:-1]] == [p.iso for p in cluster(code).provinces]
    assert all("{" not in text for q in form.questions for text in (*q.label.values(), *q.hint.values()))


def test_the_needs_survey_is_short_and_asks_for_contact_apart_from_the_rest() -> None:
    form = fill("needs", cluster("current:10"))
    assert sum(question.counted for question in form.questions) == 9
    assert [q.role for q in form.questions[-2:]] == ["consent_quote", "consent_contact"]
    assert [q.name for q in form.questions if q.comment] == ["problem", "wish"]
    topics = form.by_role("topics")
    assert topics is not None and len(topics.choices) == 13 and topics.most == 3


def test_nobody_under_twenty_is_asked_for_consent() -> None:
    form = fill("needs", cluster("current:10"))
    contact = form.by_role("consent_contact")
    assert contact is not None
    asked = {age: Scene(form, {"age": age}, now=clock.now()).slot(contact.name) for age in ("under20", "60plus", None)}
    assert asked["under20"] is None and asked["60plus"] is not None and asked[None] is not None


def test_the_plan_gives_one_question_an_issue_and_their_ranks() -> None:
    form = fill("draft-plan", cluster("current:10"), plan("current:10"))
    assert [q.name for q in form.questions if q.role.startswith("stance:")] == ["stance_1", "stance_2", "stance_3"]
    rank = form.by_role("rank_issues")
    assert rank is not None and [c.label["th"] for c in rank.choices] == ["ประเด็น 1", "ประเด็น 2", "ประเด็น 3"]
    projects = fill("priorities", cluster("current:10"), plan("current:10")).question("projects")
    assert projects is not None and len(projects.choices) == 6


def test_a_template_is_refused_in_words_that_help() -> None:
    with pytest.raises(Refused, match="needs, draft-plan"):
        fill("nothing", cluster("current:10"))
    with pytest.raises(Refused, match="นำเข้าแผน"):
        fill("draft-plan", cluster("current:10"))


def test_every_template_says_what_it_is_for() -> None:
    assert tuple(templates()) == KEYS
    assert all(info.name and info.about and info.kind for info in templates().values())


@pytest.mark.parametrize("key", KEYS)
def test_the_workbook_that_ships_says_what_its_source_says_and_pyxform_takes_it(key: str) -> None:
    assert template(key) == made(key)
    assert xlsform.read(workbook(key), f"{key}.xlsx") == template(key)
    assert not [problem for problem in problems(template(key)) if problem.key not in ("to_fill", "many_questions")]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("code", ["2551:1", "2567:10"])
def test_what_was_filled_in_becomes_blanks_again_for_another_cluster(key: str, code: str) -> None:
    form = fill(key, cluster(code), plan(code))
    open_again = blanked(form, cluster(code), plan(code))
    assert filled(open_again, cluster(code), plan(code)) == form
    elsewhere = filled(open_again, cluster("2567:18"), plan("2567:18"))
    province = elsewhere.by_role("province")
    assert province is not None
    assert [choice.name for choice in province.choices[:-1]] == [p.iso for p in cluster("2567:18").provinces]


def test_an_officer_s_own_words_in_brackets_stay_as_they_are() -> None:
    form = Form(
        title={"th": "เรื่อง {อื่น} ใน{cluster}"},
        questions=(Question(name="a", type="text", label={"th": "{cluster} มี ${a} และ {goal} ไหมคะ {}"}),),
    )
    place = cluster("current:10")
    with pytest.raises(Refused, match="นำเข้าแผน"):
        filled(form, place)
    done = filled(form, place, plan("current:10"))
    assert done.title["th"] == f"เรื่อง {{อื่น}} ใน{place.full_name_th}"
    assert done.questions[0].label["th"] == f"{place.full_name_th} มี ${{a}} และ อยู่ดีมีสุข ไหมคะ {{}}"
    plain = Form(title={"th": "ก"}, questions=form.questions[:0])
    assert filled(plain, place) == plain
