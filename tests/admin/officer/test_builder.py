"""The builder by plain forms, without any script: every act is saved, can be undone, and refuses nothing silently."""

import re
from typing import Any

from consultation.consult import service as consult
from consultation.db import Database
from consultation.drafts import service as drafts
from consultation.drafts.reading import pasted
from consultation.forms import history
from consultation.forms import service as forms
from consultation.forms.form import Form, Question
from consultation.forms.templates import fill
from consultation.places.schemes import cluster
from tests.admin.application import CLUSTER, Client, draft, opened, sign_in, words
from tests.consultation.forms.sample import sample
from tests.engines import on_sqlite


async def page_of(db: Database, form: Form | None = None) -> tuple[int, str]:
    """A draft, with the sample form unless told otherwise; its number and the address of its questions."""
    one = (await db.write(draft)).id
    await db.write(forms.save, one, form or sample(), "test")
    return one, f"/admin/consultations/{one}/questions"


async def press(client: Client, page: str, act: str, name: str = "", **more: Any) -> str:
    """Press a button of the page; the words of the page that comes of it."""
    return await words(await client.post(page, data={"act": act, "name": name, **more}))


async def question(db: Database, one: int, name: str) -> Question:
    found = (await db.read(forms.current, one)).question(name)
    assert found is not None
    return found


async def test_a_form_is_built_from_nothing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    sent = {"cluster": CLUSTER, "template": "blank", "title": "ฟังเสียงชาวสวน", "plan": ""}
    made = await client.post("/admin/new", data=sent, allow_redirects=False)
    page = made.headers["Location"].partition("?")[0]
    assert "ยังไม่มีคำถาม" in await words(await client.get(page))
    for type_ in ("select_one", "integer", "date", "note"):
        assert "เพิ่มคำถามแล้ว" in await press(client, page, f"add:{type_}")
    await press(client, page, "use:province")
    [view] = await db.read(consult.listing)
    form = await db.read(forms.current, view.id)
    assert [q.type for q in form.questions] == ["select_one", "integer", "date", "note", "select_one"]
    assert form.questions[-1].role == "province"
    assert "ยังไม่มีคำถามให้ตอบเลย" not in await words(await client.get(page))


async def test_the_open_question_can_be_edited_in_full(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    shown = await (await client.get(page, params={"at": "house"})).text()
    assert 'value="20"' in shown and "ถามเมื่อ" not in shown.split('id="e-label"')[0].split("q-house")[1]
    sent = {
        "whole": "1", "label": "มีคนกี่คน", "hint": "นับเด็กด้วย", "required": "on", "limit-mode": "bounds", "least": "1",
        "most": "30", "constraint_message": "", "if-mode": "rows", "if-joined": "and", "if-question": "crop",
        "if-op": "is_not", "if-value": "ไม่ได้ปลูก", "short": "คน", "default": "4",
    }  # fmt: skip
    await press(client, page, "save", "house", **sent)
    now = await question(db, one, "house")
    assert (now.label["th"], now.hint["th"], now.required, now.short["th"]) == ("มีคนกี่คน", "นับเด็กด้วย", True, "คน")
    assert (now.constraint, now.relevant, now.default) == (". >= 1 and . <= 30", "${crop} != 'none'", "4")
    assert "ตั้งแต่ 1 ถึง 30" in now.constraint_message["th"]


async def test_saving_what_was_shown_changes_nothing(client: Client, db: Database) -> None:
    """An editor that is opened and saved as it stands leaves every question as it was, whatever it holds."""
    await sign_in(client, db)
    one, page = await page_of(db)
    for name in [q.name for q in sample().questions] + [g.name for g in sample().groups]:
        html = await (await client.get(page, params={"at": name})).text()
        await client.post(page, data=filled_in(html))
        now = await db.read(forms.current, one)
        assert (now.questions, now.groups) == (sample().questions, sample().groups), name
    assert len(await db.read(history.edits, one)) == 1  # the one that put the form in


def filled_in(html: str) -> list[tuple[str, str]]:
    """What a browser would send of the editor on a page as it stands."""
    from lxml import html as parsed

    form = parsed.fromstring(html).get_element_by_id("editor")
    return [*form.form_values(), ("act", "save")]


async def test_what_rows_cannot_say_is_kept_and_checked(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    own = {
        "whole": "1",
        "label": "x",
        "if-mode": "own",
        "relevant": "count-selected(${crop}) > 0 and (${crop} = 'rice' or true())",
    }
    shown = await press(client, page, "save", "wish", **own)
    assert "เขียนเอง" in shown and "count-selected(${crop}) > 0" in shown
    html = await (await client.get(page, params={"at": "wish"})).text()
    await client.post(page, data=filled_in(html))
    assert (await question(db, one, "wish")).relevant == own["relevant"]
    refused = await client.post(page, data={"act": "save", "name": "wish", **own, "relevant": "${crop} = ("})
    assert refused.status == 409
    text = await refused.text()
    assert "อ่าน “${crop} = (” ไม่ได้" in await words(refused)
    assert re.search(r'<textarea id="e-relevant"[^>]*>\$\{crop\} = \(</textarea>', text)
    assert (await question(db, one, "wish")).relevant == own["relevant"]


async def test_a_row_without_an_answer_is_refused_with_what_is_missing(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    sent = {"whole": "1", "label": "ใหม่", "if-mode": "rows", "if-question": "house", "if-op": "more", "if-value": "มาก"}
    refused = await press(client, page, "save", "wish", **sent)
    assert "เงื่อนไขแถวที่ 1 ยังไม่ครบ" in refused and "ใส่ตัวเลข" in refused
    assert "ใหม่" in refused
    assert (await question(db, one, "wish")).label["th"] != "ใหม่"


async def test_choices_are_typed_pasted_moved_and_deleted(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)

    def sent(*rows: tuple[str, str], act: str = "save", **more: str) -> list[tuple[str, str]]:
        fields = [("act", act), ("name", "crop"), ("whole", "1"), ("label", "พืช"), ("follows", ""), *more.items()]
        return fields + [
            pair
            for name, label in rows
            for pair in (("choice-name", name), ("choice-label", label), ("choice-parent", ""))
        ]

    now = [("rice", "ข้าว"), ("rubber", "ยาง"), ("none", "ไม่ได้ปลูก")]
    await client.post(page, data=sent(*now, act="choice-up:2"))
    assert [c.name for c in (await question(db, one, "crop")).choices] == ["rice", "none", "rubber"]
    answer = await client.post(page, data=sent(*now, act="choice-delete:0"), allow_redirects=False)
    assert "at=crop" in answer.headers["Location"]
    assert [c.name for c in (await question(db, one, "crop")).choices] == ["rubber", "none"]
    await client.post(
        page, data=sent(*now, ("", "อ้อย"), ("", ""), paste="cassava\tมันสำปะหลัง\npalm\tปาล์ม\n", **{"paste-how": "add"})
    )
    made = {c.name: c.label["th"] for c in (await question(db, one, "crop")).choices}
    assert made == {
        "rice": "ข้าว",
        "rubber": "ยาง",
        "none": "ไม่ได้ปลูก",
        "c1": "อ้อย",
        "cassava": "มันสำปะหลัง",
        "palm": "ปาล์ม",
    }
    await client.post(page, data=sent(*now, paste="ข้าว\nยางพารา", **{"paste-how": "replace"}))
    assert [c.name for c in (await question(db, one, "crop")).choices] == ["rice", "c2"]


async def test_a_cascade_is_made_by_choosing_the_earlier_question(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    await press(client, page, "add:select_one", after="crop")
    name = (await db.read(forms.current, one)).questions[1].name
    sent = {
        "whole": "1",
        "label": "พันธุ์",
        "follows": "crop",
        "paste": "a\tหอม\tข้าว\nb\tเหนียว\tข้าว\nc\tRRIM\tยาง",
        "paste-how": "replace",
    }
    await press(client, page, "save", name, **sent)
    now = await question(db, one, name)
    assert now.choice_filter == "crop = ${crop}"
    assert [(c.name, c.columns["crop"]) for c in now.choices] == [("a", "rice"), ("b", "rice"), ("c", "rubber")]
    shown = await words(await client.get(page))
    assert "ตัวเลือกตามข้อ 1 (ถาม crop)" in shown


async def test_groups_are_made_repeated_and_taken_apart(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    answer = await client.post(page, data=[("act", "group"), ("chosen", "crop"), ("chosen", "kind"), ("label", "พืช")])
    assert "จัดกลุ่มแล้ว" in await words(answer)
    [group] = [g for g in (await db.read(forms.current, one)).groups if g.label.get("th") == "พืช"]
    await press(client, page, "save", group.name, whole="1", label="แปลง", repeat="times", times="3")
    now = (await db.read(forms.current, one)).group(group.name)
    assert now is not None and (now.label["th"], now.repeat, now.repeat_count) == ("แปลง", True, "3")
    assert "ถามซ้ำ 3 รอบ" in await words(await client.get(page))
    refused = await press(client, page, "save", group.name, whole="1", label="แปลง", repeat="times", times="หลาย")
    assert "อ่านจำนวนรอบ “หลาย” ไม่ได้" in refused
    await press(client, page, "save", group.name, whole="1", label="แปลง", repeat="ask")
    assert "ถามซ้ำ จนกว่าจะตอบว่าไม่มีอีก" in await words(await client.get(page))
    await press(client, page, "ungroup", group.name)
    assert (await question(db, one, "crop")).groups == ()
    assert "ยังไม่ได้เลือกคำถาม" in await press(client, page, "group")


async def test_questions_are_moved_copied_deleted_and_brought_back(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    await press(client, page, "up", "wish")
    assert (await question(db, one, "wish")).groups == ("home",)
    await press(client, page, "place:0", "wish", into="")
    refused = await press(client, page, "delete", "crop")
    assert "ลบข้อ 1 (ถาม crop) ไม่ได้ เพราะข้อ 2 (ถาม kind)" in refused
    await press(client, page, "duplicate", "house")
    shown = await press(client, page, "delete", "home")
    assert "ลบคำถามแล้ว" in shown and "เลิกทำ ลบกลุ่ม “บ้าน”" in shown
    assert (await db.read(forms.current, one)).question("house") is None
    shown = await press(client, page, "undo")
    assert "เลิกทำแล้ว" in shown and "ทำซ้ำ ลบกลุ่ม “บ้าน”" in shown
    assert (await question(db, one, "house")).groups == ("home",)
    await press(client, page, "redo")
    assert (await db.read(forms.current, one)).question("house") is None


async def test_two_officers_do_not_overwrite_each_other_unseen(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    html = await (await client.get(page, params={"at": "wish"})).text()
    first = dict(filled_in(html))
    await client.post(page, data=first | {"label": "คนแรก"})
    late = await client.post(page, data=first | {"label": "คนที่สอง"})
    assert late.status == 409
    assert "มีผู้แก้ข้อ 6 (คนแรก) ไปก่อนแล้ว" in await words(late)
    again = dict(filled_in(await late.text()))
    assert again["label"] == "คนที่สอง"
    await client.post(page, data=again)
    assert (await question(db, one, "wish")).label["th"] == "คนที่สอง"


async def test_what_is_being_typed_is_checked_and_shown_without_being_saved(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    sent = {
        "name": "wish",
        "whole": "1",
        "label": "ท่านอยากได้อะไรคะ",
        "if-mode": "rows",
        "if-question": "crop",
        "if-op": "is",
        "if-value": "rice",
    }
    parts = (await (await client.post(f"{page}/check", data=sent)).json())["parts"]
    assert "ท่านอยากได้อะไรคะ" in parts["preview"]
    assert parts["sentence"] == "ข้อ 1 (ถาม crop) คือ “ข้าว”"
    assert parts["problems"].strip() == ""
    assert "6" in parts["figures"]
    parts = (await (await client.post(f"{page}/check", data=sent | {"label": "", "as": "telegram"})).json())["parts"]
    assert "ยังไม่มีข้อความคำถาม" in parts["problems"]
    assert "phone-telegram" in parts["preview"]
    wrong = sent | {"if-mode": "own", "relevant": "${crop} ="}
    parts = (await (await client.post(f"{page}/check", data=wrong)).json())["parts"]
    assert "อ่าน “${crop} =” ไม่ได้" in parts["problems"]
    parts = (await (await client.post(f"{page}/check", data={})).json())["parts"]
    assert "สวัสดีค่ะ" in parts["preview"]
    assert await question(db, one, "wish") == sample().question("wish")


@on_sqlite
async def test_any_field_at_all_gets_an_answer(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    odd = ["", "x", "-1", "9" * 30, "\x00", "${crop}", "'\"", "choice-up:99999999", "place:", "add:calculate", "use:no"]
    fields = (
        "type", "follows", "if-mode", "if-question", "if-op", "if-value", "limit-mode", "least", "into", "choice-name",
        "choice-label", "paste", "revision", "times", "as", "in", "after", "constraint", "relevant", "default",
    )  # fmt: skip
    for value in odd:
        for act in (value, "save", "place:1", "up", "group"):
            sent = {"act": act, "name": "kind", "whole": "1", "label": "พันธุ์", **dict.fromkeys(fields, value)}
            for address in (page, f"{page}/check"):
                answer = await client.post(address, data=sent)
                assert answer.status in (200, 409), (value, act, answer.status)
    assert len((await db.read(forms.current, one)).questions) >= 6


async def test_a_closed_consultation_is_only_read(client: Client, db: Database) -> None:
    await sign_in(client, db)
    view = await db.write(opened)
    await db.write(consult.close, view.id, "test")
    page = f"/admin/consultations/{view.id}/questions"
    html = await (await client.get(page, params={"at": "topics"})).text()
    assert "<button" not in html.split('id="builder"')[1].split("<footer")[0]
    assert (await client.post(page, data={"act": "delete", "name": "urgency"})).status == 409


async def test_an_expression_is_shown_for_what_the_system_works_out_itself(client: Client, db: Database) -> None:
    await sign_in(client, db)
    form = sample()
    total = Question(name="total", type="calculate", label={}, calculation="${house} + 1")
    one, page = await page_of(db, form.model_copy(update={"questions": (*form.questions, total)}))
    html = await (await client.get(page, params={"at": "total"})).text()
    assert "ค่าที่คำนวณเอง" in html and "${house} + 1" in html and "ประชาชนไม่เห็น" in html
    await press(client, page, "save", "total", whole="1", calculation="${house} * 2")
    assert (await question(db, one, "total")).calculation == "${house} * 2"


async def test_words_that_come_from_elsewhere_say_so_and_an_open_draft_stays(client: Client, db: Database) -> None:
    await sign_in(client, db)
    one, page = await page_of(db)
    await db.write(drafts.bring, one, "แผน.txt", pasted("๑. น้ำ\nขุดคลอง"), "สมใจ")
    await db.write(drafts.publish, one, "https://example.go.th/c/X/draft", "สมใจ")
    shown = await words(await client.get(f"{page}?at=draft1_s1"))
    assert "ร่างที่เปิดอยู่" in shown and "แก้หรือลบที่นี่ไม่ได้ ย้ายทั้งกลุ่มและแปลได้" in shown
    for act, name, more in (
        ("delete", "draft1", {}), ("delete", "draft1_s1", {}), ("ungroup", "draft1", {}), ("undo", "", {}),
        ("save", "draft1_s1", {"label": "อื่น"}),
    ):  # fmt: skip
        assert "ร่างแผนกำลังเปิดให้แสดงความเห็น" in await press(client, page, act, name, **more)
    assert (await question(db, one, "draft1_s1")).label["th"].startswith("ท่านมีความเห็นต่อ “๑. น้ำ”")
    form = fill("hearing-2548", cluster(CLUSTER))
    other = (await db.write(draft, "ฟัง", "hearing-2548")).id
    assert (await db.read(forms.current, other)).questions[0] == form.questions[0]
    shown = await words(await client.get(f"/admin/consultations/{other}/questions?at=facts_1"))
    assert "จากแบบพิจารณา 2548" in shown and "สิ่งที่พิมพ์ในช่องนี้ไม่ถูกใช้" in shown
