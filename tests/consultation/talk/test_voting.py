"""Voting as one question of a talk: what is shown, what an answer means, where it leads. Without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.forms.form import About, Form, Question, Served
from consultation.talk import voting
from consultation.talk.model import Ballot, Incoming, Talk
from consultation.talk.voting import Voted

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
QUESTION = Question(
    name="views", type="statements", label={"th": "ท่านเห็นด้วยไหมคะ"}, hint={"th": "ใช้เวลาสั้น ๆ"}, parameters={"most": "2"}
)
SERVED = tuple(
    Served(id=id, text={"th": text}) for id, text in ((7, "ควรขุดลอกคลอง"), (3, "ไม่ควรตัดต้นไม้"), (9, "ควรมีรถเมล์"))
)
ABOUT = About(code="AAA222", statements={"views": SERVED})


def talk(question: Question = QUESTION, about: About = ABOUT, **ballot: object) -> Talk:
    begun = Talk(code="AAA222", revision=1, receipt="AAAA-2222", stage="asking", at="views", turn=4)
    first = voting.sitting(question, begun, about).model_copy(update=ballot)
    return begun.model_copy(update={"ballots": {"views": first}})


def types(text: str, question: Question = QUESTION, about: About = ABOUT, **ballot: object) -> Voted:
    return voting.typed(question, talk(question, about, **ballot), about, Incoming(kind="text", at=AT, text=text))


def presses(verb: str, number: int = -1, question: Question = QUESTION, **ballot: object) -> Voted | None:
    return voting.pressed(question, talk(question, **ballot), ABOUT, Incoming(kind="tap", at=AT), verb, number)


def stored(done: Voted | None) -> list[tuple[str, str | None, str]]:
    assert done is not None
    return [(answer.question, answer.value, answer.raw) for answer in done.answers]


def test_a_sitting_serves_the_first_of_those_drawn() -> None:
    assert voting.sitting(QUESTION, Talk(code="A", revision=1, receipt="B"), ABOUT) == Ballot(served=(7, 3))


@pytest.mark.parametrize(("given", "served"), [("", 10), ("0", 10), ("-3", 10), ("x", 10), ("3", 3)])
def test_how_many_are_served_stands_in_the_form(given: str, served: int) -> None:
    assert voting.most(QUESTION.model_copy(update={"parameters": {"most": given}})) == served


def test_the_question_is_said_before_the_first_statement_only() -> None:
    intro, first = voting.messages(QUESTION, talk(), ABOUT, heading="ข้อ 3 จาก 8")
    assert intro.text.splitlines()[:3] == ["ข้อ 3 จาก 8", "ท่านเห็นด้วยไหมคะ", "ใช้เวลาสั้น ๆ"]
    assert first.text == "ข้อความที่ 1 จาก 2\n“ควรขุดลอกคลอง”"
    assert [(b.number, b.label, b.data) for b in first.buttons] == [
        (1, "เห็นด้วย", "AAA222.1.4.c0"),
        (2, "ไม่เห็นด้วย", "AAA222.1.4.c1"),
        (3, "ข้าม", "AAA222.1.4.c2"),
    ]
    assert [control.label for control in first.controls] == ["พอแล้ว", "หยุดก่อน"]
    [second] = voting.messages(QUESTION, talk(at=1, votes={7: "agree"}), ABOUT)
    assert second.text.startswith("ข้อความที่ 2 จาก 2")
    assert [control.label for control in second.controls] == ["พอแล้ว", "ย้อนกลับ", "หยุดก่อน"]


@pytest.mark.parametrize(
    ("text", "vote"),
    [
        ("1", "agree"), ("๑", "agree"), ("ข้อ 1", "agree"), ("เห็นด้วย", "agree"), ("เห็นด้วยค่ะ", "agree"),
        ("👍🏽", "agree"),
        ("เห็นด้วยอย่างยิ่งครับ", "agree"), ("ใช่", "agree"), ("โอเค", "agree"),
        ("2", "disagree"), ("๒", "disagree"), ("ไม่เห็นด้วย", "disagree"), ("ไม่เห็นด้วยเลยครับ", "disagree"),
        ("บ่เห็นด้วยเด้อ", "disagree"), ("คัดค้าน", "disagree"), ("ไม่", "disagree"), ("👎", "disagree"),
        ("3", "pass"), ("ข้าม", "pass"), ("เฉย ๆ", "pass"), ("เฉยๆครับ", "pass"), ("ไม่แน่ใจค่ะ", "pass"), ("ไม่รู้", "pass"),
        ("งดออกเสียง", "pass"),
    ],
)  # fmt: skip
def test_a_vote_as_people_type_it(text: str, vote: str) -> None:
    done = types(text)
    assert stored(done) == [("views:7", vote, text)]
    assert (done.ballot.votes, done.ballot.at, done.over) == ({7: vote}, 1, False)


@pytest.mark.parametrize(
    "text",
    ["", "4", "1 2", "เห็นด้วยบางส่วน", "ไม่ค่อยเห็นด้วย", "ก็ดีนะแต่ว่า", "เห็นด้วย?", "เอา", "ไม่เอา", "ไม่ใช่ไม่เห็นด้วย", "ก" * 9000],
)
def test_what_may_mean_either_is_asked_back(text: str) -> None:
    done = types(text)
    assert (done.missed, done.answers, done.say) == (True, (), ("vote_invalid", {}))


def test_a_bare_no_to_a_statement_that_denies_is_asked_back() -> None:
    assert types("ไม่", at=1).missed
    assert stored(types("ไม่เห็นด้วย", at=1)) == [("views:3", "disagree", "ไม่เห็นด้วย")]
    assert stored(types("ใช่", at=1)) == [("views:3", "agree", "ใช่")]


def test_buttons_vote_and_the_label_is_kept_as_what_was_said() -> None:
    assert stored(presses("c", 1)) == [("views:7", "disagree", "ไม่เห็นด้วย")]
    assert stored(presses("skip")) == [("views:7", "pass", "ข้าม")]
    assert presses("c", 3) is presses("send") is presses("keep") is None


def test_going_back_leads_to_the_statement_before_and_from_the_first_out_of_the_question() -> None:
    done = presses("back", at=1, votes={7: "agree"})
    assert done is not None and done.ballot.at == 0
    [again] = voting.messages(QUESTION, talk(at=0, votes={7: "agree"}), ABOUT)
    assert "คำตอบเดิม: เห็นด้วย" in again.text and again.controls[0].label == "ใช้คำตอบเดิม"
    kept = presses("keep", at=0, votes={7: "agree"})
    assert kept is not None and kept.ballot.at == 1 and kept.answers == ()
    assert presses("back") is None
    assert types("2", at=0, votes={7: "agree"}).ballot.votes == {7: "disagree"}


def test_a_ballot_is_gone_back_to_where_it_was_left_and_corrected_from_its_beginning() -> None:
    alone = QUESTION.model_copy(update={"parameters": {"own": "no"}})
    left = talk(at=2, votes={7: "agree", 3: "pass"})
    assert voting.sitting(QUESTION, left, ABOUT).at == 2 and voting.sitting(alone, left, ABOUT).at == 1
    assert voting.sitting(QUESTION, left.model_copy(update={"returning": True}), ABOUT).at == 0


def test_after_the_last_one_is_invited_to_add_ones_own_unless_the_form_says_no() -> None:
    done = types("1", at=1, votes={7: "agree"})
    assert not done.over and done.ballot.at == 2
    [invitation] = voting.messages(QUESTION, talk(at=2, votes={7: "agree", 3: "pass"}), ABOUT)
    assert "อยากเพิ่มข้อความของท่านเองไหมคะ" in invitation.text and "เจ้าหน้าที่จะอ่านก่อน" in invitation.text
    assert [control.label for control in invitation.controls] == ["ไม่เพิ่ม", "ย้อนกลับ", "หยุดก่อน"]
    alone = QUESTION.model_copy(update={"parameters": {"most": "2", "own": "no"}})
    assert types("1", alone, at=1, votes={7: "agree"}).over


def test_enough_ends_the_statements_early_but_a_required_question_wants_one_vote() -> None:
    done = presses("enough")
    assert done is not None and done.ballot.at == 2 and not done.over
    required = QUESTION.model_copy(update={"required": True})
    refused = presses("enough", question=required)
    assert refused is not None and refused.missed and refused.say == ("vote_required", {})
    accepted = presses("done", question=required, votes={7: "pass"}, at=1)
    assert accepted is not None and not accepted.missed


def test_what_one_adds_is_kept_in_one_line_and_raw_as_typed() -> None:
    done = types(" ควรมีที่จอดรถ\nเพิ่ม ", at=2)
    assert done.over and done.ballot.own == "ควรมีที่จอดรถ เพิ่ม" and done.say == ("own_kept", {})
    assert stored(done) == [("views:own", "ควรมีที่จอดรถ เพิ่ม", " ควรมีที่จอดรถ\nเพิ่ม ")]
    assert types("โทรหาผม 081-234-5678", at=2).say == ("own_masked", {})


@pytest.mark.parametrize("text", ["ไม่เพิ่ม", "ไม่ค่ะ", "ไม่มีครับ", "ไม่เอา", "พอแล้ว", "no"])
def test_no_thanks_goes_on_without(text: str) -> None:
    done = types(text, at=2)
    assert done.over and done.ballot.own is None and done.answers == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("เพิ่ม", "own_yes"), ("อยากค่ะ", "own_yes"), ("ได้", "own_yes"), ("???", "own_empty"), ("😀", "own_empty"),
        ("ก็ดี", "own_empty"), ("ก" * 141, "too_long"), ("ควรขุดลอกคลอง.", "own_same"),
    ],
)  # fmt: skip
def test_what_is_no_statement_yet_is_asked_for_again(text: str, key: str) -> None:
    done = types(text, at=2)
    assert done.missed and done.say is not None and done.say[0] == key and done.ballot.own is None


def test_what_was_added_can_be_changed_kept_or_taken_back() -> None:
    [shown] = voting.messages(QUESTION, talk(at=2, own="ควรมีที่จอดรถ"), ABOUT)
    assert "ข้อความที่ท่านเสนอ: “ควรมีที่จอดรถ”" in shown.text and shown.controls[0].label == "ใช้คำตอบเดิม"
    kept, gone = presses("keep", at=2, own="ก"), presses("skip", at=2, own="ก")
    assert kept is not None and kept.over and kept.ballot.own == "ก"
    assert stored(gone) == [("views:own", None, "")] and gone is not None and gone.ballot.own is None


def test_a_statement_that_was_taken_back_is_passed_over() -> None:
    about = ABOUT.model_copy(update={"statements": {"views": (SERVED[1],)}})
    under_way = talk()
    *_, message = voting.messages(QUESTION, under_way, about)
    assert message.text == "ข้อความที่ 1 จาก 1\n“ไม่ควรตัดต้นไม้”"
    gone = ABOUT.model_copy(update={"statements": {"views": ()}})
    [message] = voting.messages(QUESTION, under_way, gone)
    assert message.key == "own_first"


def test_a_statement_is_read_in_the_language_of_the_talk_where_it_has_been_translated() -> None:
    both = ABOUT.model_copy(
        update={"statements": {"views": (Served(id=7, text={"th": "คลอง", "ms": "Terusan"}), SERVED[1])}}
    )
    malay = talk(at=0, votes={3: "pass"}).model_copy(update={"language": "ms"})
    assert "“Terusan”" in voting.messages(QUESTION, malay, both)[-1].text
    assert "“คลอง”" in voting.messages(QUESTION, malay.model_copy(update={"language": "en"}), both)[-1].text


def test_the_parts_of_a_question_are_known_by_their_keys() -> None:
    form = Form(title={"th": "ก"}, questions=(QUESTION, Question(name="say", type="text", label={"th": "?"})))
    assert voting.part_of(form, "views:12") == (QUESTION, "12") and voting.part_of(form, "views:own") == (
        QUESTION,
        "own",
    )
    assert voting.part_of(form, "views") is voting.part_of(form, "say:12") is voting.part_of(form, "gone:12") is None


def test_every_message_fits_a_bubble_with_the_longest_statement() -> None:
    longest = About(code="A", statements={"views": (Served(id=7, text={"th": "ก" * 140}),)})
    assert all(len(message.text) <= 180 for message in voting.messages(QUESTION, talk(about=longest), longest))
    for key in ("own_ask", "own_first"):
        [message] = voting.messages(QUESTION, talk(at=2), ABOUT if key == "own_ask" else About())
        assert message.key == key and len(message.text) <= 180


acts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["1", "2", "3", "เฉย ๆ", "ไม่เพิ่ม", "ควรมีที่จอดรถ", "ก" * 200]),
    st.tuples(st.sampled_from(["c", "back", "keep", "skip", "enough", "done", "send"]), st.integers(-1, 4)),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(acts, max_size=25), st.booleans(), st.sampled_from(["yes", "no"]))
def test_whatever_is_done_ends_or_goes_on_with_votes_on_what_was_served_alone(
    done: list[str | tuple[str, int]], required: bool, own: str
) -> None:
    question = QUESTION.model_copy(update={"required": required, "parameters": {"most": "2", "own": own}})
    now = talk(question)
    for act in done:
        incoming = Incoming(kind="text", at=AT, text=act if isinstance(act, str) else "")
        voted = (
            voting.typed(question, now, ABOUT, incoming)
            if isinstance(act, str)
            else voting.pressed(question, now, ABOUT, incoming, *act)
        )
        if voted is None:
            continue
        assert not voted.missed or voted.ballot == now.ballots["views"]
        assert voted.ballot.votes.keys() <= {7, 3} and set(voted.ballot.votes.values()) <= set(voting.VOTES)
        if voted.over:
            assert own == "yes" or voted.ballot.own is None
            assert not required or voted.ballot.votes or own == "yes"
            return
        now = now.model_copy(update={"ballots": {"views": voted.ballot}})
        assert 1 <= len(voting.messages(question, now, ABOUT)) <= 2
