"""Typed replies to closed questions, as a table: what was said, what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.reply import choose

NEEDS = ["น้ำประปาไม่ไหล", "ถนนชำรุด", "น้ำท่วม", "ไฟฟ้าดับ", "ขยะและน้ำเสีย"]
CONSENT = ["ยินยอม", "ไม่ยินยอม"]
YES = ["ใช่", "ไม่ใช่"]
HAVE = ["มี", "ไม่มี"]
SURE = ["ใช่", "ไม่ใช่", "ไม่แน่ใจ"]
TIMES = ["0 ครั้ง", "1 ครั้ง", "2 ครั้ง", "มากกว่า 2 ครั้ง"]
SCALE = ["5", "4", "3", "2", "1"]
LIKERT = ["เห็นด้วยอย่างยิ่ง", "เห็นด้วย", "เฉย ๆ", "ไม่เห็นด้วย", "ไม่เห็นด้วยอย่างยิ่ง"]
LETTERED = ["ก. เกษตร", "ข. ท่องเที่ยว", "ค. สิ่งแวดล้อม"]
EMOJI = ["😀 ดีมาก", "😐 พอใช้", "🙁 ต้องปรับปรุง"]
FACES = ["😀", "😐", "🙁"]
AGES = ["ต่ำกว่า 18 ปี", "18-25", "26-59", "60 ปีขึ้นไป"]
TWELVE = [f"ประเด็น{c}" for c in "กขคงจฉชซญดตถ"]
ENGLISH = ["Roads", "Water supply", "Floods"]
VOTE = ["เห็นด้วย", "ไม่เห็นด้วย", "ข้าม"]
PLEASED = ["พอใจมาก", "พอใจ", "ปานกลาง", "ไม่ค่อยพอใจ", "ไม่พอใจเลย"]
TAKE = ["เอา", "ไม่เอา"]
EVER = ["เคย", "ไม่เคย"]
HEARD = ["ทราบ", "ไม่ทราบ"]
BANDS = ["18 - 25 ปี", "26 – 59 ปี", "60 ปีขึ้นไป"]
HOUSEHOLD = ["1-2 คน", "3-4 คน", "5 คนขึ้นไป"]
INCOME = ["น้อยกว่า 5,000 บาท", "5,000-10,000 บาท", "มากกว่า 10,000 บาท"]
LAND = ["น้อยกว่า 10 ไร่", "10-20 ไร่", "มากกว่า 20 ไร่"]
GOOD = ["ดีมาก", "ดี", "พอใช้", "ต้องปรับปรุง"]
WHERE = ["ที่เดียว", "ทั้งอำเภอ", "ทั้งจังหวัด", "หลายจังหวัด", "ไม่แน่ใจ"]
URGENT = ["เร่งด่วนมาก", "เร่งด่วน", "ไม่เร่งด่วน"]
STAND = ["สนับสนุน", "คัดค้าน", "ไม่มีความเห็น"]
PLACES = ["หมู่ 1", "หมู่ 2", "หมู่ 11"]
FARMS = ["เกษตรกร (ทำนา ทำสวน)", "ค้าขาย", "รับจ้าง หรือลูกจ้าง", "อื่น ๆ"]
LONG = [
    "ปรับปรุงถนนสายหลักระหว่างอำเภอให้กว้างขึ้น",
    "ปรับปรุงแหล่งน้ำเพื่อการเกษตรในทุกหมู่บ้าน",
    "ส่งเสริมการท่องเที่ยวเชิงวัฒนธรรม",
]
NOT_THIS = ["สร้างสะพาน", "ไม่สร้างอะไร และคืนงบประมาณ"]
YES_EN = ["Yes", "No"]
AGREE_EN = ["Agree", "Disagree", "Not sure"]
ISSUES_EN = ["Roads and bridges", "Drinking water", "Waste"]
YES_MS = ["Ya", "Tidak"]
AGREE_MS = ["Setuju", "Tidak setuju"]
ISSUES_MS = ["Jalan raya", "Air bersih", "Banjir"]
YES_JAWI = ["يا", "تيدق"]
ISSUES_JAWI = ["جالن راي", "اءير برسيه", "بنجير"]
THUMBS = ["👍", "👎"]

ASK = "ask"
NONE = "none"

ONE: list[tuple[list[str], str, int | str]] = [
    # positions
    (NEEDS, "2", 1),
    (NEEDS, "๒", 1),
    (NEEDS, "２", 1),
    (NEEDS, "②", 1),
    (NEEDS, "2️⃣", 1),
    (NEEDS, "ข้อ 2", 1),
    (NEEDS, "ข้อ2", 1),
    (NEEDS, "ข้อ ๒", 1),
    (NEEDS, "ข้อที่ 2", 1),
    (NEEDS, "2.", 1),
    (NEEDS, "2)", 1),
    (NEEDS, "(2)", 1),
    (NEEDS, "#2", 1),
    (NEEDS, "ตอบ 2", 1),
    (NEEDS, "ตอบข้อ 2 ครับ", 1),
    (NEEDS, "ขอเลือกข้อ ๓ ค่ะ", 2),
    (NEEDS, "เอาข้อ 4 จ้า", 3),
    (NEEDS, "เบอร์ 1", 0),
    (NEEDS, "หมายเลข 5", 4),
    (NEEDS, "เลข 3 นะคะ", 2),
    (NEEDS, "หนึ่ง", 0),
    (NEEDS, "สอง", 1),
    (NEEDS, "ข้อสาม", 2),
    (NEEDS, "อันที่สาม", 2),
    (NEEDS, "อันที่สี่ครับผม", 3),
    (NEEDS, "ตัวเลือกที่ห้า", 4),
    (NEEDS, "อันแรก", 0),
    (NEEDS, "ข้อแรกค่ะ", 0),
    (NEEDS, "ข้อสุดท้าย", 4),
    (NEEDS, "2 👍", 1),
    (NEEDS, "2 ครับ 😊", 1),
    (NEEDS, "  2  ", 1),
    (NEEDS, "2\u200b", 1),
    (NEEDS, "ข้อ\u200b2", 1),
    (NEEDS, "2 2", 1),
    (TWELVE, "12", 11),
    (TWELVE, "สิบสอง", 11),
    (TWELVE, "ข้อสิบเอ็ดครับ", 10),
    (NEEDS, "0", ASK),
    (NEEDS, "6", ASK),
    (NEEDS, "ข้อ 9", ASK),
    (NEEDS, "สิบ", ASK),
    (NEEDS, "22", ASK),
    (NEEDS, "999999999999999999999999", ASK),
    (NEEDS, "1 3", ASK),
    (NEEDS, "1,3", ASK),
    (NEEDS, "1 กับ 2", ASK),
    (NEEDS, "1-3", ASK),
    (NEEDS, "2.5", ASK),
    (NEEDS, "-2", ASK),
    (NEEDS, "สองสาม", ASK),
    (NEEDS, "2?", ASK),
    (NEEDS, "ไม่ใช่ข้อ 2", ASK),
    (NEEDS, "ไม่เอา 2", ASK),
    (NEEDS, "ยกเว้นข้อ 2", ASK),
    (NEEDS, "ไม่ใช่ 2 เอา 3", ASK),
    (NEEDS, "2 วันก่อนไปแจ้งแล้ว", ASK),
    (NEEDS, "ทั้งหมด", ASK),
    (NEEDS, "ทุกข้อ", ASK),
    # the label's own text
    (NEEDS, "ถนนชำรุด", 1),
    (NEEDS, "ถนนชำรุดครับ", 1),
    (NEEDS, "ถนนชำรุดค่ะ", 1),
    (NEEDS, "ถนนชำรุดนะคะ", 1),
    (NEEDS, "ถนนชำรุด จ้า", 1),
    (NEEDS, "ถนนชำรุด 😭😭", 1),
    (NEEDS, "ถนน ชำรุด", 1),
    (NEEDS, "ถนน\u200bชำรุด", 1),
    (NEEDS, "“ถนนชำรุด”", 1),
    (NEEDS, "เลือกถนนชำรุด", 1),
    (NEEDS, "ข้อ 2 ถนนชำรุด", 1),
    (NEEDS, "2. ถนนชำรุด", 1),
    (NEEDS, "2 ถนน", 1),
    (NEEDS, "2 น้ำท่วม", ASK),
    (NEEDS, "น\u0e49\u0e4d\u0e32ท่วม", 2),
    (NEEDS, "น\u0e4d\u0e49\u0e32ท่วม", 2),
    (NEEDS, "ขยะและน้ำเสีย", 4),
    (EMOJI, "ดีมาก", 0),
    (EMOJI, "😀 ดีมาก", 0),
    (EMOJI, "พอใช้ค่ะ", 1),
    (FACES, "😐", 1),
    (FACES, "🤔", NONE),
    (SCALE, "5", 0),
    (SCALE, "๑", 4),
    (LETTERED, "ก", 0),
    (LETTERED, "ข้อ ข", 1),
    (LETTERED, "ค.", 2),
    (LETTERED, "ท่องเที่ยว", 1),
    (LETTERED, "ก. เกษตร", 0),
    (AGES, "18-25", 1),
    (AGES, "60 ปีขึ้นไป", 3),
    (AGES, "๖๐ ปีขึ้นไป", 3),
    (AGES, "20", 1),
    (AGES, "35 ปี", 2),
    (TIMES, "1 ครั้ง", 1),
    (TIMES, "ข้อ 1", 0),
    (TIMES, "1", ASK),
    (TIMES, "4", 3),
    (ENGLISH, "roads", 0),
    (ENGLISH, "WATER SUPPLY", 1),
    (ENGLISH, "Ｆｌｏｏｄｓ", 2),
    (ENGLISH, "option 2", 1),
    (ENGLISH, "2 please", 1),
    # the beginning of a label
    (NEEDS, "ถนน", 1),
    (NEEDS, "ไฟฟ้า", 3),
    (NEEDS, "ไฟฟ้าค่ะ", 3),
    (NEEDS, "ขยะ", 4),
    (NEEDS, "น้ำประปา", 0),
    (NEEDS, "น้ำ", ASK),
    (NEEDS, "น", NONE),
    (["น้ำดื่ม", "ขยะและน้ำเสีย"], "น้ำ", ASK),
    (["รู้จักโครงการ", "ไม่รู้จักโครงการ"], "รู้จัก", 0),
    (["รู้จักโครงการ", "ไม่รู้จักโครงการ"], "ไม่รู้", ASK),
    (["รู้จักโครงการ", "ไม่รู้จักโครงการ"], "ไม่รู้จัก", 1),
    (LIKERT, "เห็นด้วย", 1),
    (LIKERT, "เห็นด้วยค่ะ", 1),
    (LIKERT, "ไม่เห็นด้วย", 3),
    (LIKERT, "เห็น", ASK),
    (LIKERT, "ไม่", ASK),
    (LIKERT, "ใช่", ASK),
    (LIKERT, "เฉยๆ", 2),
    # a slip of the finger
    (NEEDS, "ถนนชำรูด", 1),
    (NEEDS, "ไฟฟ้าดีบ", 3),
    (NEEDS, "น้ำปะปาไม่ไหล", ASK),
    (NEEDS, "น้ำประปาไม่ไหร", 0),
    (NEEDS, "น้ำท่วน", ASK),
    (NEEDS, "น้ำประปาไหล", ASK),
    (NEEDS, "ไฟดับ", ASK),
    (NEEDS, "น้ำท่วมหมู่บ้านผมทุกปีเลยครับ", ASK),
    (NEEDS, "อยากได้โรงพยาบาล", NONE),
    (NEEDS, "ไม่รู้", NONE),
    (NEEDS, "", NONE),
    (NEEDS, "   ", NONE),
    (NEEDS, "...", NONE),
    # yes and no
    (YES, "ใช่", 0),
    (YES, "ใช่ครับ", 0),
    (YES, "ใช่แล้วค่ะ", 0),
    (YES, "แม่น", 0),
    (YES, "แม่นแล้ว", 0),
    (YES, "ช่าย", 0),
    (YES, "yes", 0),
    (YES, "ไม่ใช่", 1),
    (YES, "ไม่ใช่ค่ะ", 1),
    (YES, "ไม่", 1),
    (YES, "ไม่ครับ", 1),
    (YES, "บ่", 1),
    (YES, "บ่แม่น", 1),
    (YES, "ม่าย", 1),
    (YES, "ใช่ ไม่ใช่", ASK),
    (YES, "ไม่ใช่ไม่ใช่", ASK),
    (YES, "ใช่ไหม", ASK),
    (SURE, "ไม่", 1),
    (SURE, "ไม่แน่ใจ", 2),
    (SURE, "ไม่แน่", 2),
    (SURE, "ใช่", 0),
    (CONSENT, "ยินยอม", 0),
    (CONSENT, "ยินยอมค่ะ", 0),
    (CONSENT, "ยินยอมครับผม", 0),
    (CONSENT, "ตกลง", 0),
    (CONSENT, "โอเค", 0),
    (CONSENT, "OK", 0),
    (CONSENT, "เอา", 0),
    (CONSENT, "เอาเลย", 0),
    (CONSENT, "ได้ค่ะ", 0),
    (CONSENT, "ใช่ ยินยอม", 0),
    (CONSENT, "ไม่ยินยอม", 1),
    (CONSENT, "ไม่ ยินยอม", 1),
    (CONSENT, "ไม่ยินยอมครับ", 1),
    (CONSENT, "บ่ยินยอม", 1),
    (CONSENT, "บ่เอา", 1),
    (CONSENT, "บ่เอาเด้อ", 1),
    (CONSENT, "ไม่เอาค่ะ", 1),
    (CONSENT, "ไม่ได้", 1),
    (CONSENT, "no", 1),
    (CONSENT, "๒", 1),
    (CONSENT, "ข้อ 1", 0),
    (CONSENT, "ใช่ ไม่ยินยอม", ASK),
    (CONSENT, "ไม่ใช่ไม่ยินยอม", ASK),
    (CONSENT, "ยินยอมไหม", ASK),
    (CONSENT, "ยินยอมคืออะไร", ASK),
    (CONSENT, "ยินยอมแต่ไม่ให้ชื่อ", ASK),
    (CONSENT, "ไม่รู้ว่ายินยอมดีไหม", ASK),
    (CONSENT, "ยนิยอม", ASK),
    (CONSENT, "ครับ", ASK),
    (CONSENT, "👍", ASK),
    (HAVE, "มี", 0),
    (HAVE, "มีครับ", 0),
    (HAVE, "ไม่มี", 1),
    (HAVE, "บ่มี", 1),
    (HAVE, "ไม่", 1),
    # yes and no of four regions, with what people say behind them
    (YES, "ใช่เด้อ", 0),
    (YES, "แม่นคัก", 0),
    (YES, "แม่นอีหลี", 0),
    (YES, "แม่นแล้วจ้า", 0),
    (YES, "ใจ้เจ้า", 0),
    (YES, "แม่นเจ้า", 0),
    (YES, "ใช่แหละ", 0),
    (YES, "ใช่หวา", 0),
    (YES, "ใช่ๆๆ", 0),
    (YES, "ใช่ใช่ใช่", 0),
    (YES, "ใช่ยยยย", ASK),
    (YES, "ใช่คร้าบบบบ", 0),
    (YES, "ใช่ 555", 0),
    (YES, "เออ ใช่", 0),
    (YES, "ครับ ใช่", 0),
    (YES, "ถูกต้องครับ", 0),
    (YES, "บ่แม่นเด้อ", 1),
    (YES, "บ่แม่นดอก", 1),
    (YES, "บ่ใจ้", 1),
    (YES, "บ่เจ้า", 1),
    (YES, "หม้าย", 1),
    (YES, "ไม่หรอกค่ะ", 1),
    (YES, "ไม่ใช่หวา", 1),
    (YES, "ไม่ ๆ", 1),
    (YES, "มิใช่", 1),
    (YES, "ค่ะ ไม่ใช่", 1),
    (YES, "ไม่ใช่ครับ ขอบคุณครับ", 1),
    (YES, "ครับ", ASK),
    (YES, "ค่ะ", ASK),
    (YES, "เจ้า", ASK),
    (YES, "จ้า", ASK),
    (YES, "อืม", ASK),
    (YES, "เออ", ASK),
    (NEEDS, "ค่ะ", NONE),
    (YES, "แม่นบ่", ASK),
    (YES, "แม่นก่อ", ASK),
    (YES, "ใช่บ่", ASK),
    (YES, "ใช่ไหมครับ", ASK),
    (YES, "ใช่หรือเปล่า", ASK),
    (YES, "ใช่หรือไม่", ASK),
    (YES, "ใช่มั้ง", ASK),
    (YES, "ไม่ค่อย", ASK),
    (YES, "ไม่เชิง", ASK),
    (YES, "ไม่แน่ใจ", NONE),
    (YES, "ไม่ใช่ว่าไม่ใช่", ASK),
    (YES, "ไม่ใช่ ใช่", ASK),
    (YES, "ใช่แต่ไม่ทั้งหมด", ASK),
    (YES, "ไม่รู้", NONE),
    (TAKE, "เอาโลด", 0),
    (TAKE, "เอาเต๊อะ", 0),
    (TAKE, "เอาตะ", 0),
    (TAKE, "บ่เอาดอก", 1),
    (TAKE, "ไม่เอาหรอก", 1),
    (TAKE, "เอาบ่", ASK),
    (TAKE, "เอาบ่เอา", ASK),
    (TAKE, "เอาไม่เอาก็ได้", ASK),
    (EVER, "เคยค่ะ", 0),
    (EVER, "บ่เคย", 1),
    (EVER, "หม้ายเคย", 1),
    (EVER, "ไม่ค่ะ", 1),
    (EVER, "ใช่", 0),
    (EVER, "ไม่ใช่", 1),
    (EVER, "ไม่ค่อยเคย", ASK),
    (EVER, "เกือบเคย", ASK),
    (EVER, "เอา", ASK),
    (HEARD, "บ่ฮู้", 1),
    (HEARD, "ไม่รู้", 1),
    (HEARD, "ไม่ทราบค่ะ", 1),
    (CONSENT, "ยินยอมก็ได้", 0),
    (CONSENT, "ไม่ยินยอมก็ได้", ASK),
    (CONSENT, "ไม่ขัดข้อง", 0),
    (CONSENT, "บ่ยอม", 1),
    (CONSENT, "ขอปฏิเสธค่ะ", 1),
    (CONSENT, "ไมยินยอม", 1),
    (CONSENT, "ยินยอน", ASK),
    (CONSENT, "ไม่สะดวก", ASK),
    (CONSENT, "ค่ะ", ASK),
    (CONSENT, "✅", ASK),
    (CONSENT, "ยินยอม 👍", 0),
    (CONSENT, "ยินยอม ❌", ASK),
    (CONSENT, "ยอมๆไป", NONE),
    # signs
    (YES, "👍", 0),
    (YES, "👍🏽", 0),
    (YES, "👍👍👍", 0),
    (YES, "👌", 0),
    (YES, "✅", 0),
    (YES, "✔️", 0),
    (YES, "👎", 1),
    (YES, "❌", 1),
    (YES, "🙅‍♀️", 1),
    (YES, "👍👎", ASK),
    (YES, "🙏", NONE),
    (YES, "😂", NONE),
    (YES, "ใช่ 👎", ASK),
    (YES, "ไม่ใช่ 👍", ASK),
    (VOTE, "👍", 0),
    (VOTE, "👎🏻", 1),
    (LIKERT, "👍", NONE),
    (PLEASED, "👍", NONE),
    (["เห็นด้วย", "ค่อนข้างเห็นด้วย", "ไม่เห็นด้วย"], "👍", NONE),
    (["เห็นด้วย", "ค่อนข้างเห็นด้วย", "ไม่เห็นด้วย"], "ใช่", ASK),
    (NEEDS, "👍", NONE),
    (THUMBS, "👍🏾", 0),
    (THUMBS, "👎", 1),
    # slips of the finger and of the negation
    (VOTE, "เหนด้วย", 0),
    (VOTE, "เห็นดวย", 0),
    (VOTE, "เห็นด้วน", 0),
    (VOTE, "เห้นด้วย", 0),
    (VOTE, "เห็นด้วยยย", 0),
    (VOTE, "ไม่เห็นด้วน", 1),
    (VOTE, "ไม่เหนด้วย", 1),
    (VOTE, "ไมเห็นด้วย", 1),
    (VOTE, "บ่เห็นนำ", 1),
    (VOTE, "บ่เห็นด้วยจ้า", 1),
    (VOTE, "มาเห็นด้วย", ASK),
    (VOTE, "เห็นไม่ด้วย", ASK),
    (VOTE, "ใม่เห็นด้วย", ASK),
    (VOTE, "เห็นด้วยบ่", ASK),
    (VOTE, "เห็นด้วยไหม", ASK),
    (VOTE, "เห็นด้วยมั้ง", ASK),
    (VOTE, "ไม่ค่อยเห็นด้วย", ASK),
    (VOTE, "ไม่ได้ไม่เห็นด้วย", ASK),
    (VOTE, "เห็นด้วยและไม่เห็นด้วย", ASK),
    (VOTE, "เห็นด้วยถ้าไม่ตัดต้นไม้", ASK),
    (VOTE, "เฉยๆ", NONE),
    (LIKERT, "ไม่เห็นด้วน", 3),
    (LIKERT, "บ่เห็นด้วย", 3),
    (LIKERT, "เห็นด้วยอย่างยิง", 0),
    (NEEDS, "ถนนชำรุดบ่", ASK),
    (NEEDS, "ถนนชำรุดไหม", ASK),
    (NEEDS, "น้ำประปาไม่ไหลเลยค่ะ", 0),
    (NEEDS, "นํ้าประปาไม่ไหล", 0),
    (NEEDS, "น้้ำท่วม", 2),
    (NEEDS, "น้ำ‌ท่วม", 2),
    (NEEDS, "﻿น้ำ­ท่วม", 2),
    (NEEDS, "น้ำท่วมมมมม", 2),
    (NEEDS, "ไฟฟ้า​ดับ", 3),
    (NEEDS, "ขยะน้ำเสีย", 4),
    (NEEDS, "น้ำเสีย", 4),
    (NEEDS, "ขยะ/น้ำเสีย", 4),
    (NEEDS, "น้ำเสี", ASK),
    (PLEASED, "พอใจ", 1),
    (PLEASED, "พอใจมากๆ", 0),
    (PLEASED, "ไม่ค่อย", 3),
    (PLEASED, "ไม่ค่อยพอใจค่ะ", 3),
    (PLEASED, "บ่ค่อยพอใจ", 3),
    (PLEASED, "ไม่พอใจ", 4),
    (PLEASED, "ไม่", ASK),
    (PLEASED, "พอใจนิดหน่อย", ASK),
    (PLEASED, "พอใจไหม", ASK),
    # numbers in labels
    (BANDS, "18-25", 0),
    (BANDS, "๑๘ ถึง ๒๕", 0),
    (BANDS, "26-59 ปี", 1),
    (BANDS, "26–59", 1),
    (BANDS, "60 ปี", 2),
    (BANDS, "60", 2),
    (BANDS, "18", 0),
    (BANDS, "25", 0),
    (BANDS, "3", 2),
    (BANDS, "อายุ 35 ปี", 1),
    (BANDS, "35 คน", NONE),
    (BANDS, "17", ASK),
    (HOUSEHOLD, "7", 2),
    (HOUSEHOLD, "2 คน", 0),
    (HOUSEHOLD, "12 คน", ASK),
    (HOUSEHOLD, "700 คน", NONE),
    (AGES, "1825", ASK),
    (AGES, "200", ASK),
    (AGES, "95", 3),
    (HOUSEHOLD, "สองคน", 0),
    (HOUSEHOLD, "1", 0),
    (HOUSEHOLD, "2", ASK),
    (HOUSEHOLD, "3", ASK),
    (HOUSEHOLD, "ข้อ 2", 1),
    (HOUSEHOLD, "2-3 คน", ASK),
    (HOUSEHOLD, "4 หลัง", NONE),
    (INCOME, "8000", 1),
    (INCOME, "ห้าพันบาท", 1),
    (INCOME, "10,000 บาท", 1),
    (INCOME, "น้อยกว่า 5000 บาท", 0),
    (INCOME, "พันห้า", ASK),
    (INCOME, "มากกว่าหมื่น", NONE),
    (LAND, "3", ASK),
    (LAND, "15 ไร่", 1),
    (PLACES, "1", 0),
    (PLACES, "หมู่ 1", 0),
    (PLACES, "หมู่ 11", 2),
    (PLACES, "หมู่ ๒ ครับ", 1),
    (PLACES, "11", ASK),
    (PLACES, "หมู่", ASK),
    (PLACES, "หมู่ 3", ASK),
    (TWELVE, "22", ASK),
    (TWELVE, "ข้อ 10", 9),
    (TWELVE, "12", 11),
    (TWELVE, "13", ASK),
    # words that are near, and mean something else
    (GOOD, "ดี", 1),
    (GOOD, "ก็ดีค่ะ", 1),
    (GOOD, "ดีๆ", 1),
    (GOOD, "ดีมากๆๆ", 0),
    (GOOD, "ไม่ดี", ASK),
    (GOOD, "ดีขึ้น", ASK),
    (GOOD, "ดีพอใช้", ASK),
    (GOOD, "ปรับปรุง", ASK),
    (WHERE, "2 ที่", ASK),
    (WHERE, "ที่เดียวครับ", 0),
    (WHERE, "ทั้ง", ASK),
    (WHERE, "ทั้งหมด", ASK),
    (WHERE, "จังหวัด", ASK),
    (WHERE, "หลาย", 3),
    (URGENT, "ด่วนมาก", ASK),
    (URGENT, "เร่งด่วนไม่มาก", ASK),
    (URGENT, "ไม่เร่ง", 2),
    (STAND, "คัดค้าน", 1),
    (STAND, "ไม่สนับสนุน", ASK),
    (STAND, "ไม่คัดค้าน", ASK),
    (STAND, "ไม่", ASK),
    (STAND, "ไม่มี", 2),
    (STAND, "ใช่", ASK),
    (CONSENT, "ยินยอมแต่...", ASK),
    (CONSENT, "ขอคิดดูก่อน", NONE),
    (CONSENT, "รับทราบ", NONE),
    (CONSENT, "ไม่ได้ยินยอม", ASK),
    (CONSENT, "ไม่ครับ ยินยอม", ASK),
    (CONSENT, "ไม่มีปัญหา", NONE),
    (YES, "ใช่ว่าจะดี", ASK),
    (YES, "ไม่น่าจะใช่", ASK),
    (YES, "เคยใช่", ASK),
    (YES, "ยังไม่ใช่", ASK),
    (YES, "ไม่เป็นไร", NONE),
    (YES, "เลือกไม่ถูก", NONE),
    (YES, "ตอบไม่ได้ค่ะ", NONE),
    (YES, "ตอบไม่ใช่", 1),
    (YES, "ขอไม่ตอบ", NONE),
    (YES, "คำตอบคือใช่ครับ", 0),
    (YES, "yes but no", NONE),
    (VOTE, "ไม่เอาเห็นด้วย", ASK),
    (VOTE, "ไม่ได้เห็นด้วย", ASK),
    (VOTE, "ข้อ 2 ไม่เอา", ASK),
    (TAKE, "เอาก็ไม่ใช่", ASK),
    (NEEDS, "ถ้าถนนชำรุด", ASK),
    (NEEDS, "เลือกไม่ถูก", NONE),
    (NEEDS, "2 กับ", ASK),
    # long labels, halves of labels
    (LONG, "ปรับปรุงถนน", 0),
    (LONG, "ปรับปรุง", ASK),
    (LONG, "ส่งเสริมการท่องเที่ยว", 2),
    (LONG, "ส่งเสริมการท่องเที่ยวเชิงวัฒนะธรรม", 2),
    (LONG, "แหล่งน้ำ", ASK),
    (FARMS, "เกษตรกร", 0),
    (FARMS, "ทำนา", 0),
    (FARMS, "เฮ็ดนา", 0),
    (FARMS, "ลูกจ้าง", 2),
    (FARMS, "รับจ้างลูกจ้าง", 2),
    (FARMS, "อื่นๆ", 3),
    (FARMS, "อื่น ๆ ครับ", 3),
    (FARMS, "ไม่ได้ทำนา", NONE),
    (NOT_THIS, "คืนงบประมาณ", ASK),
    (NOT_THIS, "สะพาน", ASK),
    # positions, said in other ways
    (NEEDS, "2ครับบบ", 1),
    (NEEDS, "ข้อสองเลยจ้า", 1),
    (NEEDS, "เอาข้อที่ ๔ ก็แล้วกัน", 3),
    (NEEDS, "3 ก็ได้ค่ะ", 2),
    (NEEDS, "อันบนสุด", 0),
    (NEEDS, "ข้อล่างสุดค่ะ", 4),
    (NEEDS, "อันดับ 2", 1),
    (NEEDS, "กด 3", 2),
    (NEEDS, "ถนนชำรุด ข้อ 2", 1),
    (NEEDS, "ถนนชำรุด ข้อ 3", ASK),
    (NEEDS, "ข้อสอง ถนนชำรุด", 1),
    (NEEDS, "๒ 🙏🏻🙏🏻", 1),
    (NEEDS, "2️⃣", 1),
    (NEEDS, "2️⃣3️⃣", ASK),
    (NEEDS, "٢", 1),
    (NEEDS, "۲", 1),
    (NEEDS, "ຂໍ້ 2", ASK),
    (NEEDS, "1 หรือ 2", ASK),
    (NEEDS, "ข้อ 1 หรือข้อ 2 ดี", ASK),
    (NEEDS, "เอาข้อ 2 ไม่เอาข้อ 3", ASK),
    (NEEDS, "ไม่เอาข้อ 2", ASK),
    (NEEDS, "บ่เอา 2", ASK),
    (NEEDS, "ข้ออื่นที่ไม่ใช่ 2", ASK),
    (NEEDS, "รองสุดท้าย", NONE),
    (NEEDS, "2 ข้อ", ASK),
    (NEEDS, "2 ที่", ASK),
    (NEEDS, "2 ข้อแรก", ASK),
    (NEEDS, "ทั้งสองข้อ", ASK),
    (NEEDS, "แล้วแต่", NONE),
    (NEEDS, "อะไรก็ได้", NONE),
    (NEEDS, "ไม่มีสักข้อ", NONE),
    (NEEDS, "ไม่ทราบค่ะ", NONE),
    (NEEDS, "ข้อ", NONE),
    (NEEDS, "2 คืออะไร", ASK),
    (NEEDS, "2 555", ASK),
    (NEEDS, "ข้อ 2 ข้อ 2", 1),
    (NEEDS, "½", ASK),
    (NEEDS, "๒.๐", ASK),
    (NEEDS, "เบอร์สองครับ ขอบคุณมากครับ", 1),
    # English
    (YES_EN, "yes", 0),
    (YES_EN, "Yeah sure", 0),
    (YES_EN, "yep!", 0),
    (YES_EN, "OK", 0),
    (YES_EN, "no thanks", 1),
    (YES_EN, "Nope", 1),
    (YES_EN, "ไม่", 1),
    (YES_EN, "ใช่ค่ะ", 0),
    (YES_EN, "not really", ASK),
    (YES_EN, "yes and no", ASK),
    (YES_EN, "no 2", 1),
    (YES_EN, "no 1", ASK),
    (AGREE_EN, "I agree", 0),
    (AGREE_EN, "i don't agree", 1),
    (AGREE_EN, "don’t agree", 1),
    (AGREE_EN, "agreed?", ASK),
    (AGREE_EN, "disagre", 1),
    (AGREE_EN, "not", ASK),
    (ISSUES_EN, "two", 1),
    (ISSUES_EN, "the second one", 1),
    (ISSUES_EN, "2nd", 1),
    (ISSUES_EN, "number three please", 2),
    (ISSUES_EN, "no 3", 2),
    (ISSUES_EN, "last one", 2),
    (ISSUES_EN, "first two", ASK),
    (ISSUES_EN, "bridges", 0),
    (ISSUES_EN, "roads", 0),
    (ISSUES_EN, "one or two", ASK),
    (ISSUES_EN, "not waste", ASK),
    (ISSUES_EN, "whatever", NONE),
    # Malay, in Latin and Jawi letters
    (YES_MS, "ya", 0),
    (YES_MS, "Ya, betul", 0),
    (YES_MS, "boleh lah", 0),
    (YES_MS, "tidak", 1),
    (YES_MS, "tak", 1),
    (YES_MS, "bukan", 1),
    (YES_MS, "yes", 0),
    (YES_MS, "ya tidak", ASK),
    (AGREE_MS, "saya setuju", 0),
    (AGREE_MS, "tak setuju", 1),
    (AGREE_MS, "tidak", 1),
    (AGREE_MS, "kurang setuju", ASK),
    (ISSUES_MS, "dua", 1),
    (ISSUES_MS, "nombor tiga", 2),
    (ISSUES_MS, "yang kedua", 1),
    (ISSUES_MS, "pilih 2", 1),
    (ISSUES_MS, "yang terakhir", 2),
    (ISSUES_MS, "air", 1),
    (ISSUES_MS, "satu atau dua", ASK),
    (ISSUES_MS, "bukan banjir", ASK),
    (YES_JAWI, "يا", 0),
    (YES_JAWI, "تيدق", 1),
    (YES_JAWI, "ya", 0),
    (ISSUES_JAWI, "٢", 1),
    (ISSUES_JAWI, "دوا", 1),
    (ISSUES_JAWI, "نومبور ٣", 2),
    (ISSUES_JAWI, "بنجير", 2),
]

MANY: list[tuple[list[str], str, tuple[int, ...] | str]] = [
    (NEEDS, "1 3 และ 5", (0, 2, 4)),
    (NEEDS, "1,3", (0, 2)),
    (NEEDS, "1, 3, 4", (0, 2, 3)),
    (NEEDS, "๑ ๒", (0, 1)),
    (NEEDS, "ข้อ 1 กับข้อ 3", (0, 2)),
    (NEEDS, "ข้อ 1 แล้วก็ 3 ค่ะ", (0, 2)),
    (NEEDS, "1/2/3", (0, 1, 2)),
    (NEEDS, "1+2", (0, 1)),
    (NEEDS, "3 1", (0, 2)),
    (NEEDS, "1 ถึง 3", (0, 1, 2)),
    (NEEDS, "หนึ่งและสอง", (0, 1)),
    (NEEDS, "2", (1,)),
    (NEEDS, "ทั้งหมด", (0, 1, 2, 3, 4)),
    (NEEDS, "ทุกข้อเลย", (0, 1, 2, 3, 4)),
    (NEEDS, "ถนนชำรุด ไฟฟ้าดับ", (1, 3)),
    (NEEDS, "ถนนชำรุด, ไฟฟ้าดับ", (1, 3)),
    (NEEDS, "ถนนและไฟฟ้า", (1, 3)),
    (NEEDS, "ถนนชำรุด ขยะและน้ำเสีย ค่ะ", (1, 4)),
    (NEEDS, "ขยะและน้ำเสีย", (4,)),
    (NEEDS, "2 และไฟฟ้าดับ", (1, 3)),
    (NEEDS, "1 9", ASK),
    (NEEDS, "1-3", ASK),
    (NEEDS, "1 ไม่ 3", ASK),
    (NEEDS, "ทั้งหมดยกเว้น 3", ASK),
    (NEEDS, "13", ASK),
    (NEEDS, "ถนน โรงเรียน", ASK),
    (NEEDS, "โรงเรียน", NONE),
    (["น้ำ", "ไฟ", "ไม่มีปัญหา"], "ทั้งหมด", ASK),
    (CONSENT, "ยินยอม ไม่ยินยอม", ASK),
    (NEEDS, "ข้อหนึ่ง สาม และห้า", (0, 2, 4)),
    (NEEDS, "๑ ๓ กับ ๕ ค่ะ", (0, 2, 4)),
    (NEEDS, "1️⃣3️⃣", (0, 2)),
    (NEEDS, "①③", (0, 2)),
    (NEEDS, "1 กะ 3", (0, 2)),
    (NEEDS, "2 ข้อแรก", (0, 1)),
    (NEEDS, "สามข้อแรกครับ", (0, 1, 2)),
    (NEEDS, "2 ข้อสุดท้าย", (3, 4)),
    (NEEDS, "ข้อแรกกับข้อสุดท้าย", (0, 4)),
    (NEEDS, "ข้อ 1 ถึง 3", (0, 1, 2)),
    (NEEDS, "ทั้งหมดเลยค่ะ", (0, 1, 2, 3, 4)),
    (NEEDS, "ทั้ง 5 ข้อ", (0, 1, 2, 3, 4)),
    (NEEDS, "ทั้งสามข้อ", ASK),
    (NEEDS, "6 ข้อแรก", ASK),
    (NEEDS, "3 ข้อ", ASK),
    (NEEDS, "น้ำเสีย กับ ไฟฟ้าดับ", (3, 4)),
    (NEEDS, "ถนนชำรูด ไฟฟ้าดับ", ASK),
    (NEEDS, "1 หรือ 2", ASK),
    (NEEDS, "1 และไม่เอา 3", ASK),
    (NEEDS, "เอาข้อ 2 ไม่เอาข้อ 3", ASK),
    (NEEDS, "ทุกข้อยกเว้นข้อ 2", ASK),
    (NEEDS, "ทุกข้อ", (0, 1, 2, 3, 4)),
    (NEEDS, "135", ASK),
    (NEEDS, "ถนนชำรุด หรือ ไฟฟ้าดับ", ASK),
    (NEEDS, "สามข้อแรก ข้อห้า", ASK),
    (NEEDS, "ถนน 3", ASK),
    (TIMES, "มากกว่า 3", ASK),
    (VOTE, "ไม่ 3", ASK),
    (VOTE, "ข้าม ไม่เอา", ASK),
    (TWELVE, "12", ASK),
    (TWELVE, "ข้อ 12", (11,)),
    (TWELVE, "11", (10,)),
    (TWELVE, "1 12", (0, 11)),
    (ISSUES_EN, "first two", (0, 1)),
    (ISSUES_EN, "1 and 3", (0, 2)),
    (ISSUES_EN, "all of them", (0, 1, 2)),
    (ISSUES_EN, "waste, drinking water", (1, 2)),
    (ISSUES_MS, "satu dan tiga", (0, 2)),
    (ISSUES_MS, "semua", (0, 1, 2)),
    (ISSUES_JAWI, "١ دان ٣", (0, 2)),
]


@pytest.mark.parametrize(("labels", "said", "meant"), ONE)
def test_s9_one_answer(labels: list[str], said: str, meant: int | str) -> None:
    found = choose(said, labels)
    if isinstance(meant, int):
        assert (found.kind, found.indices) == ("chosen", (meant,))
    else:
        assert found.kind == meant
        assert (found.reason is None) == (meant == NONE)


@pytest.mark.parametrize(("labels", "said", "meant"), MANY)
def test_s9_several_answers(labels: list[str], said: str, meant: tuple[int, ...] | str) -> None:
    found = choose(said, labels, many=True)
    if isinstance(meant, tuple):
        assert (found.kind, found.indices) == ("chosen", meant)
    else:
        assert found.kind == meant


@pytest.mark.parametrize(
    ("said", "reason", "candidates"),
    [
        ("9", "out_of_range", ()),
        ("1 3", "several", (0, 2)),
        ("น้ำ", "ambiguous", (0, 2)),
        ("ไม่เอาข้อ 2", "negated", (1,)),
        ("ไฟดับ", "unsure", (3,)),
    ],
)
def test_asking_back_says_why_and_about_what(said: str, reason: str, candidates: tuple[int, ...]) -> None:
    found = choose(said, NEEDS)
    assert (found.kind, found.reason, found.indices) == ("ask", reason, candidates)


def test_no_labels_and_two_alike() -> None:
    assert choose("1", []).kind == "none"
    assert choose("น้ำ", ["น้ำ", "น้ำ"]).kind == "ask"


THAI = st.text(st.sampled_from("กขนมยสอะาิ่้เแไำ็์ๆ๒12 .,-()ครับไม่ใช่ข้อ\u200b👍"), max_size=30)


@given(
    st.one_of(st.text(max_size=60), THAI), st.lists(st.one_of(st.text(max_size=12), THAI), max_size=6), st.booleans()
)
def test_total_and_in_range(said: str, labels: list[str], many: bool) -> None:
    found = choose(said, labels, many=many)
    assert all(0 <= index < len(labels) for index in found.indices)
    assert list(found.indices) == sorted(set(found.indices))
    assert (found.kind == "chosen") <= bool(found.indices)
    assert many or found.kind != "chosen" or len(found.indices) == 1


@given(st.integers(0, 4), st.sampled_from(["", " ครับ", "ค่ะ", " จ้า 😊", "\u200b", "นะคะ"]))
def test_a_labels_own_text_is_that_label(index: int, ending: str) -> None:
    for labels in (NEEDS, LIKERT):
        assert choose(labels[index] + ending, labels).indices == (index,)


MATTERS = [NEEDS, LONG, FARMS, GOOD, AGES, INCOME, TWELVE, ISSUES_EN]
DENIED = [
    "ไม่เอา{0}",
    "ไม่ใช่{0}",
    "{0} ไม่เอา",
    "ไม่ {0}",
    "บ่เอา{0}",
    "ยกเว้น{0}",
    "อย่า{0}",
    "ไม่ได้{0}",
    "{0}ไม่",
    "not {0}",
    "{0} แต่ไม่ {1}",
]
ASKED = ["{0}ไหม", "{0}หรือเปล่า", "{0}บ่", "{0}ก่อ", "{0}?", "{0}คืออะไร", "ทำไมต้อง{0}", "ถ้า{0}", "{0} มั้ง"]
EITHER = ["{0} หรือ {1}", "{0}หรือ{1}", "ระหว่าง {0} กับ {1} ดี", "ไม่{0}ก็{1}"]
PLACE_DENIED = [
    "ไม่เอา {0}",
    "ข้อ {0} ไม่เอา",
    "ยกเว้นข้อ {0}",
    "ไม่ใช่ข้อ {0}",
    "{0}?",
    "{0} ไหม",
    "{0} หรือ {1}",
    "{0}-{1}",
    "{0} ข้อ",
    "{0} โมง",
]


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("shape", [*DENIED, *ASKED, *EITHER])
def test_what_is_denied_asked_or_left_open_is_no_answer(shape: str, many: bool) -> None:
    for labels in MATTERS:
        for one, other in zip(labels, [*labels[1:], labels[0]], strict=True):
            said = shape.format(one, other)
            assert choose(said, labels, many=many).kind != "chosen", said


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("shape", PLACE_DENIED)
def test_a_position_that_is_denied_asked_or_left_open_is_no_answer(shape: str, many: bool) -> None:
    for labels in MATTERS:
        for place in range(1, len(labels) + 1):
            said = shape.format(place, place % len(labels) + 1)
            assert choose(said, labels, many=many).kind != "chosen", said


CONSONANTS = st.sampled_from("กขคงจชซดตถทนบปพมยรลวสหอะาิีุู่้็์เแโไ")


@given(st.sampled_from([*MATTERS, HOUSEHOLD, LIKERT, VOTE, CONSENT, PLEASED]), st.data())
def test_a_slip_of_the_finger_is_never_another_label(labels: list[str], data: st.DataObject) -> None:
    meant = data.draw(st.integers(0, len(labels) - 1))
    label = labels[meant]
    at = data.draw(st.integers(1, len(label) - 1))
    slip = data.draw(st.sampled_from(["drop", "swap", "double", "other", "more"]))
    letter = data.draw(CONSONANTS)
    said = {
        "drop": label[:at] + label[at + 1 :],
        "swap": label[: at - 1] + label[at] + label[at - 1] + label[at + 1 :],
        "double": label[:at] + label[at] + label[at:],
        "other": label[:at] + letter + label[at + 1 :],
        "more": label[:at] + letter + label[at:],
    }[slip]
    found = choose(said, labels)
    assert said in labels or found.kind != "chosen" or found.indices == (meant,)
