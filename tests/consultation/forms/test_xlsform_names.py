"""One name in several groups: unique here, as it was in the workbook, and walked to by the workbook's own paths."""

from datetime import UTC, datetime

from consultation.forms.form import Form
from consultation.forms.logic import Scene
from consultation.forms.xlsform import normal, read, write
from tests.consultation.forms.workbooks import Table, workbook

NOW = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)

LAND: Table = [
    ["type", "name", "label", "constraint", "calculation"],
    ["begin group", "rice", "นาข้าว"],
    ["integer", "total", "ทั้งหมดกี่ไร่คะ"],
    ["integer", "used", "ทำจริงกี่ไร่คะ", ". <= ../total"],
    ["calculate", "rest", "", "", "../total - ../used"],
    ["end group"],
    ["begin repeat", "plot", "แปลง"],
    ["integer", "total", "แปลงนี้กี่ไร่คะ"],
    ["integer", "used", "ทำจริงกี่ไร่คะ", ". <= ../total and . <= /data/rice/used"],
    ["calculate", "rest", "", "", "../total - ../used"],
    ["end repeat"],
]


def land() -> Form:
    return read(workbook(survey=LAND), "ที่ดิน.xlsx")


def test_the_first_keeps_its_name_and_each_further_one_is_called_by_its_group_too() -> None:
    form = land()
    assert [question.name for question in form.questions] == [
        "total",
        "used",
        "rest",
        "plot/total",
        "plot/used",
        "plot/rest",
    ]
    assert read(write(form)) == normal(form) == form


def test_paths_walk_by_the_names_of_the_workbook() -> None:
    scene = Scene(
        land(), {"total": "20", "used": "12", "plot[0]": "yes", "plot/total[1]": "9", "plot/used[1]": "4"}, now=NOW
    )
    used, further = scene.slot("used"), scene.slot("plot/used[1]")
    assert used is not None and further is not None
    assert scene.accepts(used, "20") and not scene.accepts(used, "21")
    assert scene.accepts(further, "9") and not scene.accepts(further, "10")
    tighter = Scene(land(), {"total": "20", "used": "5", "plot[0]": "yes", "plot/total[1]": "9"}, now=NOW)
    assert not tighter.accepts(further, "6")
    assert scene.calculated() == {"rest": "8", "plot/rest[1]": "5"}
