"""The documentation hangs together: links lead somewhere, decisions are listed, the glossary names what is in code."""

import re
from pathlib import Path

import pytest

from tests.rules.source import ROOMS, ROOT, python_files

PAGES = sorted(
    path
    for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "tests").rglob("README.md")]
    if "node_modules" not in path.parts
)
DECISIONS = ROOT / "docs" / "decisions"
GLOSSARY = ROOT / "docs" / "glossary.md"

_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
_THAI = re.compile("[\u0e01-\u0e5b]")

# The names that the subject has, the same in Thai and English all through, as far as they are built.
TERMS = [
    "consultation",
    "survey",
    "hearing",
    "notice",
    "form",
    "talk",
    "response",
    "comment",
    "theme",
    "finding",
    "disposition",
    "commitment",
    "cluster",
    "sector",
    "plan consultation",
    "development issue",
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_that_is_there(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf8")) if "://" not in link and link[0] != "/"]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_listed_and_every_listed_one_is_there() -> None:
    listed = set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf8")))
    assert listed == {path.name for path in DECISIONS.glob("[0-9]*.md")}


def test_every_decision_says_what_would_change_it() -> None:
    for path in DECISIONS.glob("[0-9]*.md"):
        assert re.search(r"[Ww]ould change|[Cc]hange (it|this)", path.read_text(encoding="utf8")), path.name


def test_every_decision_that_code_names_is_there() -> None:
    named = {
        name
        for path in python_files(*ROOMS)
        for name in re.findall(r"docs/decisions/([\w-]+\.md)", path.read_text(encoding="utf8"))
    }
    assert {name for name in named if not (DECISIONS / name).exists()} == set()


def test_the_glossary_has_every_term_in_both_languages() -> None:
    rows = _glossary()
    assert [term for term in TERMS if term not in rows] == []
    assert [term for term, (thai, meaning) in rows.items() if not _THAI.search(thai) or len(meaning) < 10] == []


def test_the_glossary_names_every_table_of_the_subject() -> None:
    from admin.tables import load

    words = {word for term in _glossary() for word in re.findall(r"[a-z]+", term)}
    tables = {name.removesuffix("_row").removesuffix("_message") for name in load().tables}
    unknown = {name for name in tables if words.isdisjoint(name.split("_"))}
    assert unknown <= {"job", "conversation", "account", "account_session"}


def _glossary() -> dict[str, tuple[str, str]]:
    found = {}
    for line in GLOSSARY.read_text(encoding="utf8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 3 and not line.startswith("| English"):
            for term in re.sub(r"\([^)]*\)", "", cells[0]).split(","):
                found[term.strip()] = (cells[1], cells[2])
    return found
