"""A citizen of the chaos journey: the respondent of the other journeys, who also gives numbers and walks two ways."""

from typing import Any

from consultation.forms.form import Choice, Form, Question
from tests.journeys.respondent import READY, REVIEW, WHICH, Act, Respondent

_TYPED_NUMBERS = ("{n}", "{n} คน", "{n} ค่ะ")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _question(name: str, kind: str, label: str, *labels: str, **more: Any) -> Question:
    choices = tuple(Choice(name=f"c{n}", label={"th": text}) for n, text in enumerate(labels, 1))
    texts = {"label": {"th": label}, "short": {"th": f"เรื่อง {name}"}}
    return Question.model_validate({"name": name, "type": kind, "choices": choices, **texts, **more})


FORM = Form(
    title={"th": "น้ำประปาหมู่บ้าน"},
    questions=(
        _question("home", "select_one", "บ้านของท่านอยู่แถวไหนคะ", "ริมน้ำ", "ในตลาด", "ชายทุ่ง", "บนเขา"),
        _question("people", "integer", "ที่บ้านอยู่กันกี่คนคะ"),
        _question("flows", "select_one", "ปีนี้น้ำประปาไหลดีไหมคะ", "ไหลดี", "ไหลบ้างหยุดบ้าง", "แทบไม่ไหล"),
        _question("praise", "text", "ที่ว่าไหลดีนั้นดีอย่างไรคะ", relevant="${flows} = 'c1'", comment=True),
        _question("trouble", "text", "น้ำมีปัญหาอย่างไรคะ", relevant="${flows} = 'c2' or ${flows} = 'c3'", comment=True),
        _question(
            "wants", "select_multiple", "อยากให้ทำอะไรก่อนคะ", "ขุดบ่อ", "ซ่อมท่อ", "ตั้งถังสูง", "ตรวจน้ำ", "ลดค่าน้ำ",
            constraint="count-selected(.) <= 3",
        ),
        _question("wish", "text", "มีอะไรอยากฝากไว้อีกคะ", comment=True),
        _question("again", "select_one", "ถ้ามีประชุมเรื่องน้ำจะไปไหมคะ", "ไป", "ไม่ไป", "ยังไม่แน่ใจ"),
    ),
)  # fmt: skip
TEXTS = ("praise", "trouble", "wish")
CLOSED = ("home", "flows", "wants", "again")
ACTS_EACH = 13  # about so many things a citizen does from the first to the last


class Mind(Respondent):
    """A respondent to the chaos questionnaire."""

    def _answers(self, question: Question, shown: Any) -> Act:
        if question.type != "integer":
            return super()._answers(question, shown)
        self._tries = self._tries + 1 if question.name == self.asked else 0
        self.asked = question.name
        if self._tries == 0 and (wandering := self._wanders(question, shown)):
            return wandering
        count = self.chance.randint(1, 12)
        self._means(question, str(count))
        typed = self.chance.choice(_TYPED_NUMBERS).format(n=count)
        return Act(text=typed.translate(_THAI) if self.chance.random() < 0.4 else typed)

    def _means(self, question: Question, value: str | None) -> None:
        super()._means(question, value)
        if question.name == "flows":  # what is no longer asked no longer counts
            for name in {"praise", "trouble"} - {"praise" if value == "c1" else "trouble" if value else ""}:
                self.record.pop(name, None)


def subject(text: str) -> str:
    """What a message asks for: a question's name, or welcome, review, which; empty when it asks for nothing."""
    for words, name in ((READY, "welcome"), (WHICH, "which"), (REVIEW, "review")):
        if words in text:
            return name
    lines = text.splitlines()
    found = [one for one in FORM.questions if one.label["th"] in text or one.short["th"] in lines]
    return max(found, key=lambda one: len(one.label["th"])).name if found else ""
