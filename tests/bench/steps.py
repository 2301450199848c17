"""Milliseconds a step of the talk takes, for a short form typed in Thai and for a very large one.

The floor is the form's logic alone: one scene built on the same answers, its slots listed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from consultation import clock
from consultation.forms import templates
from consultation.forms.form import About, Choice, Form, Question
from consultation.forms.logic import Scene
from consultation.places.districts import all_districts
from consultation.places.schemes import cluster, provinces
from consultation.talk.model import Incoming, Talk
from consultation.talk.step import begin, step

RUNS = 5
QUESTIONS = 98  # beside the province and the district
NEEDS = (
    "เริ่ม", "อุดร", "กุมภวาปี", "1", "60 ปีขึ้นไป", "3 4", "น้ำประปาไหลเบามาก", "อยากให้ซ่อมท่อ", "ทั้งอำเภอ", "มาก", "ยินยอม",
    "ไม่ยินยอม", "ส่ง",
)  # fmt: skip
TYPED = {"text": "น้ำ", "integer": "12", "select_one": "2", "select_multiple": "1 2"}


@dataclass(frozen=True)
class Measured:
    """Milliseconds a step, and for the floor; the best of several runs each."""

    step: float
    scene: float


def needs() -> Measured:
    """The needs survey of a cluster."""
    return _measure(templates.fill("needs", cluster("current:10")), NEEDS)


def large() -> Measured:
    """A hundred questions, the first two a cascade of all provinces and districts of the country."""
    kinds = [list(TYPED)[n % len(TYPED)] for n in range(QUESTIONS)]
    return _measure(_large(kinds), ("เริ่ม", "อุดรธานี", "กุมภวาปี", *(TYPED[kind] for kind in kinds), "ส่ง"))


def _measure(form: Form, said: Sequence[str]) -> Measured:
    form = form.model_copy(update={"revision": 1, "about": About(code="BENCH1", title="Bench", cluster="Bench")})
    runs = [_run(form, said) for _ in range(RUNS)]
    return Measured(min(run.step for run in runs), min(run.scene for run in runs))


def _run(form: Form, said: Sequence[str]) -> Measured:
    now = clock.now()
    talk = begin(form, Talk(code="BENCH1", revision=1, receipt="BENC-H111"), now).talk
    spent = floor = 0.0
    for text in said:
        began = time.perf_counter()
        after = step(form, talk, Incoming(kind="text", at=now, text=text), now).talk
        spent += time.perf_counter() - began
        began = time.perf_counter()
        Scene(form, after.answers, now=now).slots()
        floor += time.perf_counter() - began
        talk = after
    assert talk.stage == "done", talk
    return Measured(1000 * spent / len(said), 1000 * floor / len(said))


def _large(kinds: Sequence[str]) -> Form:
    choices = tuple(Choice(name=f"c{n}", label={"th": f"ทางเลือก {n}"}) for n in range(1, 6))
    questions = [_province(), _district()]
    for number, kind in enumerate(kinds):
        more = {"choices": choices} if kind.startswith("select") else {}
        more |= {"constraint": ". >= 0 and . < 1000"} if kind == "integer" else {}
        more |= {} if number % 5 else {"relevant": "${province} != ''"}
        label = {"th": f"ข้อที่ {number} เป็นอย่างไรคะ"}
        questions.append(Question.model_validate({"name": f"q{number}", "type": kind, "label": label, **more}))
    return Form(title={"th": "ทั้งประเทศ"}, questions=tuple(questions))


def _province() -> Question:
    choices = tuple(Choice(name=one.iso, label={"th": one.name_th}) for one in provinces())
    about = {"role": "province", "appearance": "province", "choices": choices}
    return Question.model_validate({"name": "province", "type": "select_one", "label": {"th": "จังหวัดใดคะ"}, **about})


def _district() -> Question:
    choices = tuple(
        Choice(name=one.code, label={"th": one.full_name_th}, columns={"province": one.province_iso})
        for one in all_districts()
    )
    about = {"role": "district", "appearance": "district", "choices": choices}
    filtered = {"choice_filter": "province = ${province}", "label": {"th": "อำเภอใดคะ"}}
    return Question.model_validate({"name": "district", "type": "select_one", **about, **filtered})
