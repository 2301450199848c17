"""What an office decides is learnt, measured on labels held back, and used only where it does better than the rules."""

import random
import tomllib
from pathlib import Path

from nlp.kinds import kind_of, kind_weights
from nlp.taught import FEWEST, teach
from nlp.words import tokens

TABLE = tomllib.loads((Path(__file__).parent / "traits" / "kinds.toml").read_text(encoding="utf8"))
TEXTS = [text for part in ("first", "second") for _, _, text in TABLE[part]]
# An office that passes on whatever is about one village, and so calls it a report.
HABIT = ["report" if {"หมู่บ้าน", "ตำบล", "ชุมชน"} & set(tokens(text)) else kind_of(text).value for text in TEXTS]


def test_an_offices_own_habit_is_learnt_and_measured() -> None:
    taught = teach(TEXTS, HABIT, kind_weights)
    assert taught is not None and taught.used
    assert taught.measured.right > taught.measured.rules + 0.01
    assert taught.measured.labels == len(TEXTS) and set(taught.measured.found) == set(HABIT)
    asked = ["ในหมู่บ้านไม่มีใครรับซื้อของเก่า", "ไม่มีใครรับซื้อของเก่า"]
    assert [kind_of(text).value for text in asked] == ["problem", "problem"]
    assert [one.value for one in taught.suggest(asked)] == ["report", "problem"]


def test_the_order_of_labels_does_not_matter() -> None:
    pairs = list(zip(TEXTS, HABIT, strict=True))
    random.Random(2).shuffle(pairs)
    one, other = teach(TEXTS, HABIT, kind_weights), teach([t for t, _ in pairs], [k for _, k in pairs], kind_weights)
    assert one is not None and other is not None and one.measured == other.measured
    assert one.suggest(TEXTS[:20]) == other.suggest(TEXTS[:20])


def test_few_labels_or_one_answer_teach_nothing() -> None:
    assert teach(TEXTS[: FEWEST - 1], HABIT[: FEWEST - 1], kind_weights) is None
    assert teach(TEXTS, ["need"] * len(TEXTS), kind_weights) is None


def test_where_it_does_no_better_the_rules_stay() -> None:
    by_rules = [kind_of(text).value for text in TEXTS]
    taught = teach(TEXTS, by_rules, kind_weights)
    assert taught is not None and not taught.used
    assert taught.suggest(TEXTS[:5]) == [kind_of(text) for text in TEXTS[:5]]
