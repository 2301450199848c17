"""The kinds of files that XLSForm comes in, and the words and columns that pyxform still takes."""

from datetime import UTC, datetime

import pytest

from consultation.forms.form import Form, Question
from consultation.forms.logic import Scene
from consultation.forms.xlsform import BadForm, normal, read, write
from consultation.forms.xlsform_types import kind_of
from tests.consultation.forms.examples import xform
from tests.consultation.forms.workbooks import Table, workbook

MARKDOWN = """
# a remark
| survey |                 |       |                 |                 |                   |
|        | type            | name  | label::ไทย (th) | label::English  | relevant          |
|        | select_one well | kind  | บ่อแบบใดคะ       | Which well?     |                   |
|        | integer         | depth | ลึกกี่เมตรคะ      | How deep?       | ${kind} = 'a\\|b' |  # here too
| choices |           |      |                 |
|         | list_name | name | label::ไทย (th) |
|         | well      | a    | บ่อขุด           |
|         | well      | b    | บ่อบาดาล         |
"""
CSV = """survey,,,
,type,name,label
,select_one well,kind,"บ่อแบบใดคะ, ท่าน"
choices
,list_name,name,label
,well,a,บ่อขุด
,well,b,บ่อบาดาล
"""


@pytest.mark.parametrize("name", ["แบบ.md", "แบบ"])
def test_markdown_tables(name: str) -> None:
    form = read(MARKDOWN.encode(), name)
    kind, depth = form.questions
    assert kind.label == {"th": "บ่อแบบใดคะ", "en": "Which well?"} and len(kind.choices) == 2
    assert depth.relevant == "${kind} = 'a|b'"
    assert form.languages == {"th": "ไทย (th)", "en": "English"}
    assert read(write(form)).questions == form.questions


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
@pytest.mark.parametrize("name", ["แบบ.csv", "แบบ"])
def test_csv(name: str, encoding: str) -> None:
    (kind,) = read(CSV.encode(encoding), name).questions
    assert kind.label == {"th": "บ่อแบบใดคะ, ท่าน"} and [choice.name for choice in kind.choices] == ["a", "b"]


def test_text_that_is_no_questionnaire_is_told() -> None:
    for junk in (b"| a |", b"x,y\n1,2", "ก".encode(), b"\0\0", b"|||||"):
        with pytest.raises(BadForm):
            read(junk, "แบบ.md")
        with pytest.raises(BadForm):
            read(junk, "แบบ.csv")
    with pytest.raises(BadForm, match="แถวมากเกินไป"):
        read(b"\n" * 100_000, "แบบ.csv")


def survey(*rows: list[object], **more: Table) -> Form:
    choices: Table = [
        ["list_name", "name", "label", "label::English (en)"],
        ["yn", "y", "ใช่", "Yes"],
        ["yn", "n", "ไม่"],
    ]
    return read(workbook(survey=list(rows), choices=choices, **more), "ก.xlsx")


def one(typed: str, **more: Table) -> Question:
    return survey(["type", "name", "label"], [typed, "a", "ก"], **more).questions[0]


@pytest.mark.parametrize(
    ("typed", "type_"),
    [
        ("Text", "text"), ("string", "text"), ("INT", "integer"), ("datetime", "dateTime"), ("gps", "geopoint"),
        ("photo", "image"), ("trigger", "acknowledge"), ("acknowledge", "acknowledge"), ("file", "file"),
        ("select one from yn", "select_one"), ("Select1 yn", "select_one"), ("q date", "date"),
        ("Select all that apply yn", "select_multiple"), ("Decimal", "decimal"), ("DateTime", "dateTime"),
        ("rank yn", "rank"), ("range", "range"), ("time", "time"), ("hidden", "hidden"), ("start", "start"),
        ("today", "today"), ("end time", "end"),
    ],
)  # fmt: skip
def test_types_by_all_their_names(typed: str, type_: str) -> None:
    assert one(typed).type == type_


def test_what_a_phone_fills_in_is_a_hidden_value_that_keeps_its_word() -> None:
    for typed, word in (("deviceid", "deviceid"), ("imei", "deviceid"), ("username", "username"), ("email", "email")):
        question = one(typed)
        assert (question.type, question.extra) == ("hidden", {"type": word})
    form = survey(["type", "name", "label"], ["phonenumber", "p", ""], ["text", "a", "ก"])
    assert read(write(form)) == normal(form) and form.questions[0].extra == {"type": "phonenumber"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("barcode", "barcode"), ("geotrace", "drawn_place"), ("geoshape", "drawn_place"), ("osm", "map"),
        ("osm tags", "map"), ("audit", "audit"), ("xml-external", "xml_file"), ("start-geopoint", "unseen_place"),
        ("background-audio", "unheard_audio"), ("background-geopoint", "unseen_place"),
        ("select_one ${a}", "from_answers"),
        ("select_one_from_file a.xml", "other_file"), ("select_one_from_file a.geojson", "other_file"),
    ],
)  # fmt: skip
def test_what_no_chat_can_ask_is_refused_for_its_reason(typed: str, key: str) -> None:
    assert (kind_of(typed).what, kind_of(typed).refused) == ("refused", key)
    with pytest.raises(BadForm) as caught:
        one(typed)
    assert [(p.key, p.where) for p in caught.value.problems] == [(f"refused_{key}", "แผ่นงาน survey แถว 2")]


def test_search_and_entities_are_refused_too() -> None:
    with pytest.raises(BadForm, match=r"search\(\)"):
        survey(["type", "name", "label", "appearance"], ["select_one yn", "a", "ก", "w1 search('x')"])
    with pytest.raises(BadForm, match="Entities"):
        one("text", entities=[["list_name", "label"], ["trees", "${a}"]])


def test_old_headers_are_taken_and_written_as_today() -> None:
    form = survey(
        ["Command", "TAG", "Caption", "bind:relevant", "bind:constraint", "bind:jr:constraintMsg", "control:appearance",
         "read only", "requiredMsg", "media:image", "calculate", "note to self"],
        ["text", "a", "ก", "", ". != 'x'", "ไม่ใช่ x ค่ะ", "multiline", "false()", "ต้องตอบค่ะ", "a.png", "", "จด"],
        ["text", "b", "ข", "${a} != ’x’"],
    )  # fmt: skip
    a, b = form.questions
    assert (a.constraint, a.constraint_message, a.appearance) == (". != 'x'", {"th": "ไม่ใช่ x ค่ะ"}, "multiline")
    assert (a.read_only, a.required_message, a.media) == ("false()", {"th": "ต้องตอบค่ะ"}, {"image": {"th": "a.png"}})
    assert a.extra == {"note to self": "จด"}
    assert b.relevant == "${a} != 'x'"
    assert read(write(form)) == form


def test_other_is_pyxform_s_other_and_comes_back_as_or_other() -> None:
    form = survey(
        ["type", "name", "label", "label::English (en)"],
        ["select_one yn or_other", "a", "ก", "A"],
        ["select_multiple yn or specify other", "b", "ข", ""],
    )
    a, other, b, _ = form.questions
    assert (a.other, a.choices[-1].name, b.other) == (True, "other", True)
    assert a.choices[-1].label == {"th": "อื่น ๆ", "en": "Other"}
    assert (other.name, other.type, other.relevant) == ("a_other", "text", "selected(${a}, 'other')")
    assert other.label.keys() == {"th", "en"}
    again = read(write(form))
    assert again == form and again.questions[0].list_name == "yn"
    worded = form.model_copy(
        update={"questions": (a, other.model_copy(update={"required": True}), *form.questions[2:])}
    )
    assert read(write(worded)) == normal(worded)
    assert normal(worded).questions[0].other


def test_languages_by_their_names_and_the_default_one() -> None:
    heads = ["type", "name", "label", "label::Melayu (MS)", "label::Jawi (ms-arab)", "label::français", "hint::english"]
    book = workbook(
        survey=[[*heads], ["text", "a", "A?", "Apa?", "اڤ؟", "Quoi?", "as you like"]],
        settings=[["form_title", "default_language"], ["ก", "English"]],
    )
    form = read(book, "ก.xlsx")
    question = form.questions[0]
    assert question.label == {"en": "A?", "ms": "Apa?", "ms-Arab": "اڤ؟", "français": "Quoi?"}
    assert question.hint == {"en": "as you like"}
    assert [*form.languages] == ["en", "ms", "ms-Arab", "français"] and form.languages["en"] == "english"
    assert read(write(form)) == form


def test_a_title_by_language_is_written_so_that_pyxform_takes_it() -> None:
    form = survey(
        ["type", "name", "label"], ["text", "a", "ก"], settings=[["title", "form_title::English"], ["ก", "A"]]
    )
    assert form.title == {"th": "ก", "en": "A"}
    assert read(write(form)) == form
    assert len(xform(write(form))) > 100


def test_two_columns_of_one_language_must_not_say_two_things() -> None:
    with pytest.raises(BadForm) as caught:
        survey(["type", "name", "label", "label::ไทย (th)"], ["text", "a", "ก", "ข"])
    assert [(p.key, p.where) for p in caught.value.problems] == [("same_language", "แผ่นงาน survey แถว 2")]
    assert survey(["type", "name", "label", "label::ไทย (th)"], ["text", "a", "ก", ""]).questions[0].label["th"] == "ก"
    with pytest.raises(BadForm) as caught:
        survey(["type", "name", "label", "relevant", "bind::relevant"], ["text", "a", "ก", "", ""])
    assert caught.value.problems[0].key == "same_column"


def test_the_sheet_of_further_choices_and_lists_that_nobody_offers_come_back() -> None:
    further: Table = [["list_name", "name", "label", "of"], ["towns", "t1", "นา", "y"], ["towns", "t1", "นา", "n"]]
    form = survey(
        ["type", "name", "label", "choice_filter"],
        ["select_one yn", "a", "ก", ""],
        ["select_one_external towns", "town", "ข", "of=${a}"],
        external_choices=[*further, ["spare", "s", "สำรอง"]],
    )
    assert form.questions[1].from_file == "external_choices" and len(form.questions[1].choices) == 2
    assert form.lists.keys() == {"external_choices/spare"}
    assert read(write(form)) == form


def test_a_list_that_no_question_offers_can_be_looked_into() -> None:
    form = survey(
        ["type", "name", "label", "calculation"],
        ["text", "a", "ก", ""],
        ["calculate", "b", "", "instance('yn')/root/item[name = ${a}]/label"],
    )
    assert Scene(form, {"a": "y"}, now=datetime(2026, 11, 2, tzinfo=UTC)).calculated() == {"b": "ใช่"}


def test_groups_repeats_and_statements() -> None:
    form = survey(
        ["type", "name", "label", "relevant", "repeat_count", "appearance", "prachakhom_type", "hint"],
        ["begin_group", "g", "กลุ่ม", "", "", "field-list", "", "คำอธิบาย"],
        ["text", "s", "ลงความเห็นค่ะ", "", "", "", "statements", ""],
        ["begin repeat", "r", "", "", "2", "", "", ""],
        ["text", "t", "ข"],
        ["end repeat", "", ""],
        ["begin group", "empty", "ว่าง"],
        ["end_group", "", ""],
        ["end group", "", ""],
        ["text", "x", "ค"],
    )
    assert [(group.name, group.within, group.repeat, group.repeat_count) for group in form.groups] == [
        ("g", (), False, ""), ("r", ("g",), True, "2"), ("empty", ("g",), False, ""),
    ]  # fmt: skip
    assert form.questions[0].type == "statements" and form.questions[0].groups == ("g",)
    assert form.groups[0].extra == {"hint::ไทย (th)": "คำอธิบาย"}
    assert read(write(form)) == form


def test_a_cell_that_excel_cannot_hold_is_told() -> None:
    form = survey(["type", "name", "label"], ["text", "a", "ก"])
    long = form.model_copy(update={"questions": (form.questions[0].model_copy(update={"label": {"th": "ก" * 33000}}),)})
    with pytest.raises(BadForm, match="32,767"):
        write(long)


def test_pyxform_is_quoted_at_the_row_that_it_names() -> None:
    with pytest.raises(BadForm) as caught:
        survey(
            ["type", "name", "label", "parameters"], ["text", "a", "ก"], [], ["range", "b", "ข", "start=1 colour=red"]
        )
    ((place, said),) = [(p.where, p.what) for p in caught.value.problems]
    assert place == "แผ่นงาน survey แถว 4" and "colour" in said and "row" not in said
