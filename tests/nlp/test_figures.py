"""A wrong guess is worse than asking: no utterance of any table is taken for what it does not mean."""

import pytest

from tests.nlp.figures import TABLES, UNSEEN, counted


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_taken_for_what_it_does_not_mean(name: str) -> None:
    assert [case.said for case in TABLES[name]() if case.verdict == "wrong"] == []


def test_the_tables_are_as_large_as_they_are_said_to_be() -> None:
    assert counted("closed questions").total() >= 500
    assert counted("closed, unseen").total() == 120
    assert len({(name, said) for rows in UNSEEN["replies"].values() for name, said, _ in rows}) == 120
    assert counted("numbers").total() + counted("dates and times").total() >= 350


def test_replies_nobody_tuned_the_rules_to_are_mostly_understood() -> None:
    figures = counted("closed, unseen")
    assert figures["understood"] >= 80
    assert figures["asked needlessly"] <= 12
