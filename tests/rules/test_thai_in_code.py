"""Thai for people lives in catalogues, data and templates, not between lines of code."""

import re

from tests.rules.source import ROOMS, literals, python_files, shown

_RUN = re.compile("[\u0e01-\u0e4f\u0e5a\u0e5b]+")  # without the digits

# Code about Thai writing itself: patterns of letters, particles, digits. Words stand in these rooms' data all the same.
LETTERS = ("nlp/", "consultation/places/spelling.py", "bot/chunks.py")
LONGEST_PIECE = 7  # letters in a row: จังหวัด

# The calendar, the order of letters, the name of the programme: facts of the language, which no translation changes.
_MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
_SHORT_MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
ALLOWED = {
    "admin/cli.py": {"Prachakhom (ประชาคม): public participation for Thai provincial clusters."},
    "admin/dates.py": {*_SHORT_MONTHS, " น.", " เวลา "},
    "consultation/opinion/figures.py": {"กขคงจ"},
    "admin/reports/thai.py": {*_MONTHS, " น.", " เวลา "},
}


def test_no_thai_sentence_stands_between_lines_of_code() -> None:
    found = [
        f"{shown(path)}:{line}: {text!r}"
        for path in python_files(*ROOMS)
        for line, text in literals(path)
        if _for_people(shown(path), text)
    ]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    used = {shown(path): {text for _, text in literals(path)} for path in python_files(*ROOMS)}
    assert {name: texts - used[name] for name, texts in ALLOWED.items() if texts - used[name]} == {}


def _for_people(name: str, text: str) -> bool:
    runs = _RUN.findall(text)
    if not runs or text in ALLOWED.get(name, ()):
        return False
    return not (name.startswith(LETTERS) and all(len(run) <= LONGEST_PIECE for run in runs))
