"""A citizen with a mind: reads what the chat shows, answers in one of many ways, and remembers what was meant.

The same mind answers on every channel. It knows the questionnaire as one knows it on paper, and is told nothing else:
which question is open, which choices and buttons there are, it reads from the screen.
"""

import random
import re
from dataclasses import dataclass, field

from consultation import clock
from consultation.forms.form import Choice, Form, Question
from consultation.forms.logic import Scene
from consultation.talk.wording import button, say
from tests.doubles import Shown

RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def words_of(key: str) -> str:
    """How a sentence of the bot begins, as far as it is the same for everybody."""
    return say(key, receipt="\0", closing="\0", until="\0", date="\0", link="\0").split("\0")[0].strip()[:40]


READY, REVIEW, WHICH, PAUSED, REMIND = map(words_of, ("ready", "confirm", "correct_which", "pause", "remind_offer"))
START, SEND, EDIT, SKIP, BACK, PAUSE, DONE = map(button, ("start", "send", "edit", "skip", "back", "pause", "done"))

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_TYPED_AS = ("{n}", "ข้อ {n}", "{n}.", "ข้อ {n} ค่ะ", "{n}ครับ")
_NONSENSE = ("ฮ่า ๆ ๆ", "???", "เอ๊ะ", "🙏🙏")
_PROBLEMS = (
    "น้ำประปาไหลเบามากทุกเย็น แถวบ้าน{n}",
    "ถนนสายใน ม.{n} เป็นหลุมเป็นบ่อ รถล้มบ่อย",
    "ฝุ่นควันหลายหลายเด้อ หายใจบ่ออก ({n})",
    "ราคายางตกต่ำ ขายไม่พอค่าปุ๋ย ปีที่ {n}",
    "รถเมล์ไม่ผ่านหมู่บ้าน\nคนแก่ไปหาหมอลำบาก {n} 😢",
    "<b>ไฟดับ</b> & เน็ตช้า; DROP TABLE {n} -- 'โอ๊ย'",
)


@dataclass(frozen=True)
class Act:
    """What to do next: press a button (its label as shown), or type. twice: an impatient double tap."""

    tap: str = ""
    text: str = ""
    twice: bool = False


@dataclass
class Respondent:
    """One citizen's mind. number: makes what they write unlike anybody else's; record: what they meant, by question."""

    number: int
    form: Form
    chance: random.Random
    record: dict[str, str | None] = field(default_factory=dict)
    receipt: str = ""
    asked: str = ""
    corrected: bool = False
    went_back: bool = False
    _tries: int = 0

    def reads(self, shown: Shown) -> bool:
        """Whether this message waits for the citizen, or ends the talk."""
        if found := RECEIPT.search(shown.text):
            self.receipt = found[0]
            return True
        return bool(shown.buttons)  # at a pause it is the last message that has them, which may offer a reminder

    def acts(self, shown: Shown) -> Act:
        """The next thing to do, seeing this message."""
        if PAUSED in shown.text or REMIND in shown.text:
            return Act(text=self.chance.choice(("ต่อ", "มาต่อค่ะ", "สวัสดีครับ")))
        if READY in shown.text:
            return self.chance.choice((Act(tap=START), Act(text="เริ่ม"), Act(text="๑"), Act(tap=START, twice=True)))
        if WHICH in shown.text:
            return self._corrects(shown)
        if REVIEW in shown.text:
            return self._reviews()
        return self._answers(self._open(shown), shown)

    def expected(self) -> dict[str, str | None]:
        """What must be stored of this citizen."""
        return dict(self.record)

    def _open(self, shown: Shown) -> Question:
        """The question on the screen, by its words, or by its short name on a line when it is asked again."""
        lines = shown.text.splitlines()
        found = [one for one in self.form.questions if one.label["th"] in shown.text]
        found = found or [one for one in self.form.questions if one.short["th"] in lines]
        assert found, f"no question is known that reads\n{shown.text}"
        return max(found, key=lambda one: len(one.label["th"]))

    def _reviews(self) -> Act:
        if not self.corrected and self.chance.random() < 0.12:
            self.corrected = True
            return Act(text=EDIT) if self.chance.random() < 0.5 else Act(tap=EDIT)
        return self.chance.choice((Act(tap=SEND), Act(text="ส่ง"), Act(text="1"), Act(tap=SEND, twice=True)))

    def _corrects(self, shown: Shown) -> Act:
        """Choose one of the answers to give anew, by its place in the list."""
        answered = [one for one in self.form.questions if one.name in self.record]
        place = self.chance.randrange(len(answered))
        self.asked = ""
        return Act(text=str(place + 1).translate(_THAI_DIGITS))

    def _answers(self, question: Question, shown: Shown) -> Act:
        self._tries = self._tries + 1 if question.name == self.asked else 0
        self.asked = question.name
        if self._tries == 0 and (wandering := self._wanders(question, shown)):
            return wandering
        if question.type == "text":
            return self._writes(question)
        if question.type == "select_multiple":
            return self._picks(question, shown)
        return self._chooses(question, shown)

    def _wanders(self, question: Question, shown: Shown) -> Act | None:
        """Now and then something else than an answer: skip, go back, pause, nonsense."""
        draw = self.chance.random()
        if draw < 0.08 and not question.required:
            self._means(question, None)
            return self._control(SKIP, shown)
        if draw < 0.12 and not self.went_back and BACK in shown.labels:
            self.went_back, self.asked = True, ""
            return self._control(BACK, shown)
        if draw < 0.15:
            return self._control(PAUSE, shown)
        if draw < 0.18 and question.type != "text":
            return Act(text=self.chance.choice(_NONSENSE))
        return None

    def _control(self, label: str, shown: Shown) -> Act:
        return Act(tap=label) if label in shown.labels and self.chance.random() < 0.7 else Act(text=label)

    def _writes(self, question: Question) -> Act:
        text = self.chance.choice(_PROBLEMS).format(n=self.number) + f" #{question.name}"
        self._means(question, text)
        return Act(text=text)

    def _chooses(self, question: Question, shown: Shown) -> Act:
        choices = self._offered(question)
        place = self.chance.randrange(len(choices))
        if question.role == "age" and choices[place].name == "under20" and self.chance.random() < 0.6:
            place += 1
        self._means(question, choices[place].name)
        return self._says(choices[place], place + 1, shown)

    def _offered(self, question: Question) -> tuple[Choice, ...]:
        before = {name: value for name, value in self.record.items() if name != question.name}
        scene = Scene(self.form, before, now=clock.now())
        slot = scene.slot(question.name)
        assert slot is not None
        return scene.offered(slot)

    def _says(self, choice: Choice, number: int, shown: Shown) -> Act:
        """A choice by its button, its number in either digits, or its words."""
        label = choice.label["th"]
        button = next((one.label for one in shown.buttons if _stands_for(one.label, label)), "")
        if button and (self._tries or self.chance.random() < 0.55):
            return Act(tap=button, twice=self.chance.random() < 0.1)
        if self._tries or self.chance.random() < 0.35:
            return Act(text=label)
        typed = self.chance.choice(_TYPED_AS).format(n=number)
        return Act(text=typed.translate(_THAI_DIGITS) if self.chance.random() < 0.5 else typed)

    def _picks(self, question: Question, shown: Shown) -> Act:
        """Several: all numbers in one message, or one button after the other and then "done"."""
        if DONE in shown.labels:
            return Act(tap=DONE)
        count = self.chance.randint(1, 3)
        places = sorted(self.chance.sample(range(len(question.choices)), count))
        buttons = [b.label for b in shown.buttons if _stands_for(b.label, question.choices[places[0]].label["th"])]
        if count == 1 and buttons:
            self._means(question, question.choices[places[0]].name)
            return Act(tap=buttons[0])
        if count == 1:
            places.append((places[0] + 1) % len(question.choices))
            places.sort()
        self._means(question, " ".join(question.choices[place].name for place in places))
        typed = " ".join(str(place + 1) for place in places)
        return Act(text=typed.translate(_THAI_DIGITS) if self.chance.random() < 0.5 else typed)

    def _means(self, question: Question, value: str | None) -> None:
        """Remember an answer, and forget those that it makes void, as the questionnaire says."""
        if question.role == "province" and value != self.record.get(question.name) and self.record.get("district"):
            del self.record["district"]
        self.record[question.name] = value
        if question.role == "age" and value == "under20":
            self.record.pop("consent_quote", None)
            self.record.pop("consent_contact", None)


def _stands_for(shown: str, label: str) -> bool:
    """Whether a button, perhaps numbered and cut to fit, is this choice's."""
    bare = re.sub(r"^\d+\. ", "", shown)
    return label == bare or (bare.endswith("…") and label.startswith(bare[:-1]))
