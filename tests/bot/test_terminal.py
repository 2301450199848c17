from pathlib import Path

import pytest

from bot.terminal import WIDTH, bubble, play
from consultation.forms.form import About, Form
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from consultation.talk.model import Button, Outgoing
from consultation.talk.script import dump, load
from consultation.talk.script import play as replay

LINES = ("เริ่ม\n", "อุดร\n", "ข้าม\n", "1\n", "6\n", "\n", "3 4\n", "น้ำแล้ง [หมู่ 4]\n", *["ข้าม\n"] * 5, "ส่ง\n", "ไม่ถูกอ่าน\n")


def needs() -> Form:
    form = fill("needs", cluster("current:10"))
    about = About(code="PREVEW", title="ความต้องการ", cluster=cluster("current:10").full_name_th)
    return form.model_copy(update={"revision": 1, "about": about})


def test_a_form_is_answered_to_its_end_line_by_line() -> None:
    said: list[str] = []
    lines = iter(LINES)
    talk = play(needs(), lines, said.append)
    assert talk.stage == "done" and talk.answers["topics"] == "T03 T04"
    assert list(lines) == ["ไม่ถูกอ่าน\n"], "after the end nothing more is read"
    text = "\n".join(said)
    assert "  5. อุดรธานี" in text and "หรือพิมพ์: ข้าม · ย้อนกลับ · หยุดก่อน" in text
    assert "น้ำแล้ง [หมู่ 4]" in text and talk.receipt in text


def test_the_talk_is_written_down_as_a_test(tmp_path: Path) -> None:
    record = tmp_path / "talk.json"
    play(needs(), LINES, lambda _: None, record)
    script = load(record.read_text(encoding="utf8"))
    assert dump(replay(script)) == record.read_text(encoding="utf8")
    assert script.turns[1].say == "อุดร" and script.turns[1].stored[0].value == "TH-41"


def test_what_was_broken_off_is_written_down_as_far_as_it_went(tmp_path: Path) -> None:
    def interrupted() -> object:
        yield from LINES[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play(needs(), interrupted(), lambda _: None, tmp_path / "talk.json")  # type: ignore[arg-type]
    assert len(load((tmp_path / "talk.json").read_text(encoding="utf8")).turns) == 3


def test_lines_that_end_early_leave_the_talk_where_it_is() -> None:
    assert play(needs(), ["เริ่ม\n"], lambda _: None).at == "province"
    assert play(needs(), [], lambda _: None).stage == "welcome"


def test_a_bubble_shows_everything_of_a_message() -> None:
    shown = bubble(
        Outgoing(
            key="k",
            text="[bold]น้ำ[/bold]",
            buttons=(Button(label="ใช่ [1]", data="a", number=1), Button(label="อื่น ๆ", data="b")),
            controls=(Button(label="ข้าม", data="c"),),
            link="https://prachakhom.example/" + "x" * WIDTH,
        )
    )
    text = "\n".join(shown)
    assert "[bold]น้ำ[/bold]" in text and "  1. ใช่ [1]" in text and "• อื่น ๆ" in text
    assert "https://prachakhom.example/" + "x" * WIDTH in text


def test_it_may_begin_in_any_language() -> None:
    said: list[str] = []
    form = fill("needs", cluster("current:7"))
    talk = play(
        form.model_copy(update={"about": About(code="PREVEW")}), ["مولا\n", "ڤتاني\n"], said.append, language="ms-Arab"
    )
    assert talk.language == "ms-Arab" and talk.answers == {"province": "TH-94"}
    assert "سوءالن 2 درڤد 9" in "\n".join(said) and "اتاو تاءيڤ: لڠکاو" in "\n".join(said)
