"""The questionnaire builder in a real browser: by mouse, by keyboard alone, without scripts, on a telephone."""

import re

import pytest
from playwright.async_api import Page, expect

from consultation.forms import service as forms
from consultation.forms.form import Form
from tests.admin.application import draft
from tests.consultation.forms.sample import sample
from tests.pages.conftest import DESK, PHONE, Look, Screen, Served
from tests.pages.test_officer import enter


async def builder(
    look: Look, served: Served, form: Form | None = None, size: dict[str, int] = DESK
) -> tuple[Screen, int]:
    """The builder open on a draft."""
    one = (await served.db.write(draft)).id
    if form is not None:
        await served.db.write(forms.save, one, form, "test")
    screen = await look(size)
    await enter(screen.page)
    await screen.page.goto(f"/admin/consultations/{one}/questions")
    return screen, one


async def names(served: Served, one: int) -> list[str]:
    return [question.name for question in (await served.db.read(forms.current, one)).questions]


async def said(page: Page, text: str) -> None:
    await expect(page.locator("#said")).to_contain_text(text)


async def tab_to(page: Page, id: str, most: int = 120) -> None:
    """Go on with Tab until the element of this id has the focus."""
    for _ in range(most):
        if await page.evaluate("document.activeElement.id") == id:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{id} is not reached by Tab")


async def test_a_form_is_built_from_nothing_by_mouse(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, Form(title={"th": "ชาวสวน"}, questions=()))
    page = screen.page
    await expect(page.locator(".empty")).to_contain_text("ยังไม่มีคำถาม")
    await page.locator("#add-select_one").click()
    await expect(page.get_by_role("textbox", name="คำถาม", exact=True)).to_be_focused()
    await page.locator("#e-label").fill("ท่านปลูกอะไรเป็นหลักคะ")
    await expect(page.locator("#aside .phone-talk")).to_contain_text("ท่านปลูกอะไรเป็นหลักคะ")  # while typing
    await page.locator("#e-c1").fill("ข้าว")
    await page.locator("#e-c2").fill("ยาง")
    await page.keyboard.press("Enter")
    await page.keyboard.type("ไม่ได้ปลูก")
    await expect(page.locator("#aside .phone-quick")).to_contain_text("ไม่ได้ปลูก")
    await page.locator("#save").click()
    await said(page, "บันทึกแล้ว")

    await page.locator("#add-summary").click()
    await page.locator("#add-integer").click()
    await expect(page.locator("#e-label")).to_be_focused()
    await page.locator("#e-label").fill("ปลูกกี่ไร่คะ")
    await page.locator(".editor-part summary", has_text="เงื่อนไข").click()
    await page.get_by_label("ข้อก่อนหน้า แถว 1").select_option(label="ข้อ 1 (ท่านปลูกอะไรเป็นหลักคะ)")
    await page.get_by_label("การเทียบ แถว 1").select_option(label="ไม่ใช่")
    await page.get_by_label("คำตอบที่เทียบ แถว 1").select_option(label="ไม่ได้ปลูก")
    await expect(page.locator("[data-part=sentence]")).to_have_text("ถามเมื่อ ข้อ 1 (ท่านปลูกอะไรเป็นหลักคะ) ไม่ใช่ “ไม่ได้ปลูก”")
    await page.locator(".editor-part summary", has_text="ขอบเขตคำตอบ").click()
    await page.get_by_label("ต่ำสุด").fill("1")
    await page.locator("#save").click()
    await said(page, "บันทึกแล้ว")

    form = await served.db.read(forms.current, one)
    crop, area = form.questions
    assert [choice.label["th"] for choice in crop.choices] == ["ข้าว", "ยาง", "ไม่ได้ปลูก"]
    assert area.relevant == f"${{{crop.name}}} != '{crop.choices[2].name}'"
    assert area.constraint == ". >= 1"
    await expect(page.locator(f"#q-{area.name}")).to_contain_text("ถามเมื่อ ข้อ 1 (ท่านปลูกอะไรเป็นหลักคะ) ไม่ใช่ “ไม่ได้ปลูก”")
    assert screen.complaints == []


async def test_a_form_is_built_by_keyboard_alone(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, Form(title={"th": "ชาวสวน"}, questions=()))
    page = screen.page
    keys = page.keyboard
    await tab_to(page, "add-text")
    await keys.press("Enter")
    await expect(page.locator("#e-label")).to_be_focused()
    await keys.press("Control+a")
    await keys.type("ท่านอยากเห็นอะไรคะ")
    await tab_to(page, "save")
    await keys.press("Enter")
    await said(page, "บันทึกแล้ว")
    await tab_to(page, "add-summary")
    await keys.press("Enter")
    await tab_to(page, "add-date")
    await keys.press("Enter")
    await expect(page.locator("#e-label")).to_be_focused()
    await expect(page.locator("#announce")).to_contain_text("เพิ่มคำถามแล้ว")
    second = await page.locator(".question").nth(1).get_attribute("data-name")
    # Closed again without saving, then moved up from its title by Alt and an arrow; the focus stays on it.
    await page.locator(f"#open-{second}").focus()
    await keys.press("Enter")
    await expect(page.locator("#editor")).to_have_count(0)
    await expect(page.locator(f"#open-{second}")).to_be_focused()
    await keys.press("Alt+ArrowUp")
    await expect(page.locator("#announce")).to_contain_text("ย้ายลำดับคำถามแล้ว")
    await expect(page.locator(f"#open-{second}")).to_be_focused()
    assert (await names(served, one))[0] == second
    await keys.press("Alt+ArrowDown")
    await expect(page.locator(".question").nth(1)).to_have_attribute("data-name", str(second))
    await tab_to(page, f"copy-{second}")
    await keys.press("Enter")
    await expect(page.locator("#announce")).to_contain_text("ทำสำเนาคำถามแล้ว")
    await expect(page.locator("#e-label")).to_be_focused()
    third = await page.locator(".question").nth(2).get_attribute("data-name")
    await page.locator(f"#delete-{third}").focus()
    await keys.press("Space")
    await expect(page.locator("#announce")).to_contain_text("ลบคำถามแล้ว")
    await expect(page.locator("#undo")).to_be_focused()
    await keys.press("Enter")
    await expect(page.locator("#announce")).to_contain_text("เลิกทำแล้ว")
    await expect(page.locator(".question")).to_have_count(3)
    assert screen.complaints == []


async def test_questions_are_dragged_into_a_group_and_what_may_not_be_goes_back(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, sample(), {"width": 1280, "height": 1800})
    page = screen.page
    await drag(page, "wish", "house")
    await said(page, "ย้ายลำดับคำถามแล้ว")
    wish = (await served.db.read(forms.current, one)).question("wish")
    assert wish is not None and wish.groups == ("home",)
    await drag(page, "kind", "crop")
    await expect(page.locator("#refused")).to_contain_text("ข้อ 2 (ถาม kind) ถามตามคำตอบของข้อ 1 (ถาม crop)")
    assert (await names(served, one))[:2] == ["crop", "kind"]
    await expect(page.locator(".question").first).to_have_attribute("data-name", "crop")
    assert [one for one in screen.complaints if "409" not in one] == []


async def drag(page: Page, name: str, onto: str) -> None:
    """Take a question by its handle and let it go on the upper half of another."""
    handle = await page.locator(f"#q-{name} > .question-head > .drag").bounding_box()
    goal = await page.locator(f"#q-{onto} > .question-head").bounding_box()
    assert handle and goal
    await page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(handle["x"] + 20, handle["y"], steps=4)
    await page.mouse.move(goal["x"] + 60, goal["y"] + 6, steps=24)
    await page.wait_for_timeout(200)
    await page.mouse.move(goal["x"] + 60, goal["y"] + 4, steps=4)
    await page.wait_for_timeout(200)
    await page.mouse.up()


async def test_a_spreadsheet_column_is_pasted_into_a_choice(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, sample())
    page = screen.page
    await page.locator("#open-crop").click()
    await page.get_by_role("button", name="+ เพิ่มตัวเลือก").click()
    await page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const told = {clipboardData: data, bubbles: true, cancelable: true};
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
        }""",
        "cassava\tมันสำปะหลัง\r\npalm\tปาล์มน้ำมัน\r\n",
    )
    labels = page.locator("[name=choice-label]")
    await expect(labels.nth(4)).to_have_value("ปาล์มน้ำมัน")
    await labels.nth(4).press("Alt+ArrowUp")
    await expect(labels.nth(3)).to_have_value("ปาล์มน้ำมัน")
    await expect(labels.nth(3)).to_be_focused()
    await page.get_by_role("button", name="ลบตัวเลือกที่ 1", exact=True).click()
    await page.locator("#save").click()
    await said(page, "บันทึกแล้ว")
    crop = (await served.db.read(forms.current, one)).question("crop")
    assert crop is not None
    assert [(c.name, c.label["th"]) for c in crop.choices] == [
        ("rubber", "ยาง"), ("none", "ไม่ได้ปลูก"), ("palm", "ปาล์มน้ำมัน"), ("cassava", "มันสำปะหลัง"),
    ]  # fmt: skip
    assert screen.complaints == []


async def test_questions_are_grouped_and_repeated(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, sample())
    page = screen.page
    await page.get_by_label("เลือกหลายข้อเพื่อจัดกลุ่ม").check()
    await page.get_by_label("เลือกข้อ 1", exact=True).check()
    await page.get_by_label("เลือกข้อ 2", exact=True).check()
    await page.get_by_label("ชื่อกลุ่ม").fill("พืชที่ปลูก")
    await page.get_by_role("button", name="จัดข้อที่เลือกเป็นกลุ่ม").click()
    await said(page, "จัดกลุ่มแล้ว")
    await expect(page.locator("#e-label")).to_have_value("พืชที่ปลูก")
    await page.get_by_label("ถามซ้ำ จนกว่าจะตอบว่าไม่มีอีก").check()
    await page.locator("#save").click()
    await said(page, "บันทึกแล้ว")
    form = await served.db.read(forms.current, one)
    group = next(group for group in form.groups if group.label.get("th") == "พืชที่ปลูก")
    assert group.repeat and form.question("kind").groups == (group.name,)  # type: ignore[union-attr]
    assert screen.complaints == []


async def test_the_telephone_changes_app_and_language_and_follows_what_is_typed(look: Look, served: Served) -> None:
    screen, _ = await builder(look, served, sample())
    page = screen.page
    await page.locator("#open-kind").click()
    aside = page.locator("#aside")
    await expect(aside.locator(".phone-quick")).to_contain_text("หอมมะลิ")
    await aside.get_by_role("link", name="Telegram").click()
    await expect(aside.locator(".phone-telegram .keys").first).to_contain_text("หอมมะลิ")
    await expect(aside.get_by_role("link", name="Telegram")).to_be_focused()
    await aside.get_by_role("link", name="English").click()
    await expect(aside.locator(".keys").first).to_contain_text("Jasmine")
    await expect(aside).to_contain_text("ยังไม่มีคำแปลภาษาEnglish")
    await page.locator("#e-c2").fill("ข้าวเหนียวเขี้ยวงูพันธุ์พื้นเมืองแท้จากเชียงราย")
    await expect(aside).to_contain_text("Telegram แสดงได้ 30")
    await aside.get_by_role("link", name="เว็บแชต").click()
    await expect(aside.locator(".key-number").first).to_have_text("1")
    await page.locator("#save").click()
    await expect(page.locator("#aside .phone-web")).to_be_visible()  # what was looked at stays
    assert screen.complaints == []


async def test_what_is_typed_is_never_lost(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, sample())
    page = screen.page
    await page.locator("#open-wish").click()
    await page.locator("#e-label").fill("ข้อความที่ยังไม่ได้กดบันทึก")
    await page.locator("#down-crop").click()  # refused, but what was typed is saved first
    await expect(page.locator("#refused")).to_contain_text("ย้ายไม่ได้")
    assert (await served.db.read(forms.current, one)).question("wish").label["th"] == "ข้อความที่ยังไม่ได้กดบันทึก"  # type: ignore[union-attr]
    await page.locator("#open-wish").click()
    await expect(page.locator("#e-label")).to_have_value("ข้อความที่ยังไม่ได้กดบันทึก")
    await page.locator("#e-label").fill("")
    await expect(page.locator(".editor-problems")).to_contain_text("ยังไม่มีข้อความคำถาม")
    await page.locator("#e-label").fill("ครั้งที่สอง")
    await page.locator(".editor-part summary", has_text="เงื่อนไข").click()
    await page.locator("[name=if-mode][value=own]").check()
    await page.locator("#e-relevant").fill("${crop} = (")
    await page.locator("#save").click()
    await expect(page.locator("#refused")).to_contain_text("อ่าน “${crop} = (” ไม่ได้")
    await expect(page.locator("#e-label")).to_have_value("ครั้งที่สอง")
    await expect(page.locator("#e-relevant")).to_have_value("${crop} = (")
    await page.route("**/questions", lambda route: route.abort())
    await page.locator("#save").click()
    await said(page, "ส่งไม่ได้")
    await expect(page.locator("#e-label")).to_have_value("ครั้งที่สอง")


async def test_translations_are_kept_on_leaving_a_field_and_the_difference_is_shown(look: Look, served: Served) -> None:
    screen, one = await builder(look, served, sample())
    page = screen.page
    await page.get_by_role("link", name="คำแปล", exact=True).click()
    await page.get_by_role("button", name="+ Melayu (Jawi)").click()
    jawi = page.locator("#t-crop").get_by_label("Melayu (Jawi) ของคำถาม")
    assert await jawi.get_attribute("dir") == "rtl"
    await jawi.fill("تانامن اڤ")
    lacking = await page.locator('[data-missing="ms-Arab"]').inner_text()
    await page.keyboard.press("Tab")
    await expect(page.locator("#t-crop [data-state]")).to_have_text("บันทึกแล้ว")
    await expect(page.locator('[data-missing="ms-Arab"]')).not_to_have_text(lacking)
    assert (await served.db.read(forms.current, one)).question("crop").label["ms-Arab"] == "تانامن اڤ"  # type: ignore[union-attr]
    await page.get_by_role("link", name="ฉบับและความต่าง").click()
    await page.get_by_role("link", name="เทียบกับปัจจุบัน ก่อนแก้คำแปลข้อ 1").click()
    await expect(page.locator(".changes")).to_contain_text("تانامن اڤ")
    await expect(page.locator(".version").first).to_contain_text("ฉบับที่ 1")
    assert screen.complaints == []


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone-dark", "desk-light"])
async def test_every_side_of_the_builder_fits_and_can_be_read_by_all(
    look: Look, served: Served, size: dict[str, int], scheme: str
) -> None:
    one = (await served.db.write(draft)).id
    await served.db.write(forms.save, one, sample(), "test")
    screen = await look(size, scheme)
    await enter(screen.page)
    root = f"/admin/consultations/{one}"
    found: dict[str, list[str]] = {}
    sides = ["questions", *(f"questions?at={name}" for name in ("crop", "kind", "house", "member", "wish"))]
    sides += [f"questions?at=kind&as={app}" for app in ("telegram", "web")]
    for side in (*sides, "translations", "history", "preview"):
        await screen.page.goto(f"{root}/{side}")
        await unfold(screen.page)
        wide = await screen.sideways()
        found[side] = [
            *([f"{wide} px too wide"] if wide else []),
            *await screen.violations(),
            *await small(screen.page),
        ]
    assert {side: faults for side, faults in found.items() if faults} == {}
    assert screen.complaints == []


async def unfold(page: Page) -> None:
    """Open every fold, so that what is inside is looked at too."""
    await page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    if await page.locator("#choosing").count():
        await page.locator("#choosing").check()


async def small(page: Page) -> list[str]:
    """What can be pressed and is less than 44 pixels high (links within a sentence may be)."""
    found: list[str] = await page.evaluate(
        """[...document.querySelectorAll("main :is(button, select, summary, .segments a, a.question-label, a.button)")]
        .filter(each => each.checkVisibility() && each.tabIndex >= 0 && each.getBoundingClientRect().height < 43.5)
        .map(each => `${each.tagName} ${each.id} ${each.className} ${each.getBoundingClientRect().height}`)"""
    )
    return found


async def test_everything_works_without_scripts(served: Served, browser, look: Look) -> None:  # type: ignore[no-untyped-def]
    one = (await served.db.write(draft)).id
    await served.db.write(forms.save, one, sample(), "test")
    context = await browser.new_context(base_url=served.url, java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await enter(page)
    await page.goto(f"/admin/consultations/{one}/questions")
    await page.locator("#open-wish").click()
    await page.locator("#e-label").fill("ไม่ใช้สคริปต์ก็ได้")
    await page.locator("#save").click()
    await expect(page.get_by_role("status").first).to_contain_text("บันทึกแล้ว")
    await page.locator("#up-quote").click()
    await page.locator("#add-summary").click()
    await page.locator("#add-rank").click()
    await page.locator("#open-quote").click()
    await page.get_by_role("button", name="เลื่อนตัวเลือกที่ 2 ขึ้น").click()
    await page.locator("#delete-home").click()
    await page.locator("#undo").click()
    form = await served.db.read(forms.current, one)
    assert form.question("wish").label["th"] == "ไม่ใช้สคริปต์ก็ได้"  # type: ignore[union-attr]
    assert [c.name for c in form.question("quote").choices] == ["no", "yes"]  # type: ignore[union-attr]
    assert "rank" in [q.type for q in form.questions] and form.question("house")
    await page.goto(f"/admin/consultations/{one}/questions?at=kind&as=telegram&in=en")
    await expect(page.locator(".phone-telegram")).to_contain_text("Jasmine")
    assert re.search(r"Jasmine", await page.locator("#aside").inner_text())
    await context.close()
