"""The questions of a draft: in every language of the form, told apart, and nobody else's taken for their own."""

import pytest

from consultation.drafts import asking, naming
from consultation.drafts.models import DraftSection
from consultation.errors import Refused
from consultation.forms import locked
from consultation.forms.check import errors
from consultation.forms.edits import groups, order, questions
from consultation.forms.form import Form, Group, Question
from consultation.forms.xlsform import read, write
from consultation.talk.tongues import offered

LINK = "https://example.go.th/c/KRT482/draft"
ALIKE = "๑. การพัฒนาโครงสร้างพื้นฐานด้านการคมนาคมขนส่งและระบบโลจิสติกส์ของกลุ่มจังหวัด "
FORM = Form(
    title={"th": "ร่าง"},
    questions=(Question(name="say", type="text", label={"th": "เล่าคะ", "ms": "Ceritakan"}, comment=True),),
)


def section(position: int, title: str, text: str = "") -> DraftSection:
    return DraftSection(draft_id=1, position=position, title=title, text=text or f"{title}\nคำ")


def asked(form: Form, *sections: DraftSection, number: int = 1) -> Form:
    places = asking.places(form, number, len(sections))
    return asking.asked(form, list(zip(places, sections, strict=True)), LINK)


def test_what_is_asked_is_asked_in_the_form_s_languages_and_in_no_other() -> None:
    form = asked(FORM, section(1, "น้ำ"), section(2, "ถนน", "ถนน\n" + "ซ่อมถนน " * 400))
    assert errors(form) == []
    comment, pick, note = form.question("draft1_s1"), form.question("draft1_pick"), form.question("draft1_s2_text")
    assert comment is not None and pick is not None and note is not None
    assert comment.label == {"th": "ท่านมีความเห็นต่อ “น้ำ” อย่างไรคะ", "ms": "Apakah pendapat anda tentang “น้ำ”?"}
    assert set(pick.label) == {"th", "ms"} and offered(form) == ("th", "ms")
    assert note.label["ms"].startswith("[Bahasa Thai] ถนน") and note.label["ms"].endswith(f"sepenuhnya: {LINK}#s2")


def test_titles_that_begin_alike_are_told_apart_and_others_stay() -> None:
    form = asked(FORM, section(1, ALIKE + "ทางบก"), section(2, "น้ำ"), section(3, ALIKE + "ทางราง"))
    pick = form.question("draft1_pick")
    assert pick is not None
    labels = [choice.label["th"] for choice in pick.choices]
    assert labels[0].endswith("… (ส่วนที่ 1)") and labels[1] == "น้ำ" and labels[2].endswith("… (ส่วนที่ 3)")
    assert len(set(labels)) == 3 and max(map(len, labels)) <= asking.LONGEST_CHOICE + 1
    shorts = [each.short["th"] for each in form.questions if each.comment and naming.place(each.name)]
    assert shorts == labels


def test_a_group_of_somebody_else_s_is_left_alone_and_its_name_not_taken() -> None:
    own = Question(name="draft1_s1", type="text", label={"th": "ร่างจดหมายของฉัน"}, groups=("draft1",))
    theirs = FORM.model_copy(
        update={"questions": (*FORM.questions, own), "groups": (Group(name="draft1", label={"th": "ของฉัน"}),)}
    )
    form = asked(theirs, section(1, "น้ำ"))
    kept = form.question("draft1_s1")
    assert kept == own and form.question("draft1a_s1") is not None and errors(form) == []
    again = asked(form, section(1, "น้ำใหม่"), number=2)
    assert again.question("draft1_s1") == own and again.question("draft1a_s1") is None
    assert again.question("draft2_s1") is not None and asking.unasked(again) == theirs


def test_an_open_draft_is_moved_and_translated_but_not_changed_by_hand() -> None:
    form = asked(FORM, section(1, "น้ำ"), section(2, "ถนน"))
    assert locked.kept(form, order.move(form, "draft1", -1)).questions[0].name == "draft1_start"
    pick = form.question("draft1_pick")
    assert pick is not None
    spoken = questions.replaced(form, pick.model_copy(update={"label": {**pick.label, "en": "Which?"}}))
    assert locked.kept(form, spoken) == spoken
    into, _ = questions.add(form, "text", after="draft1_s1")
    for other in (
        questions.delete(form, "draft1"),
        questions.delete(form, "draft1_s2"),
        questions.change(form, "draft1_s1", questions.Change(label="อื่น")),
        questions.change(form, "draft1_pick", questions.Change(required=True)),
        groups.ungroup(form, "draft1"),
        groups.gather(form, ["say", "draft1"], "รวม")[0],
        into,
        FORM,
    ):
        with pytest.raises(Refused, match="หยุดรับความเห็น"):
            locked.kept(form, other)


def test_what_a_file_or_a_template_brings_of_another_draft_is_left_out() -> None:
    form = asked(FORM, section(1, "น้ำ"))
    assert locked.kept(None, form) == FORM and locked.kept(FORM, form) == FORM


def test_a_workbook_brings_an_open_draft_back_unchanged() -> None:
    form = asked(FORM, section(1, "น้ำ", "น้ำ\nขุดคลอง ${x}\n\nบรรทัดสุดท้าย"))
    back = read(write(form), "form.xlsx")
    assert [group.name for group in locked.locked(locked.kept(form, back))] == ["draft1"]
