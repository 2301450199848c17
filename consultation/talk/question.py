"""The open question as it is asked: its place in the whole, its words, what can be tapped, what stands before it."""

from collections.abc import Sequence

from consultation.forms.logic import Slot
from consultation.talk import tongues, understand
from consultation.talk.compose import controls, data, few
from consultation.talk.here import SITTINGS, Entered, Here
from consultation.talk.kinds import kind_of
from consultation.talk.kinds.assent import removing
from consultation.talk.kinds.kind import Offer
from consultation.talk.model import Button, Outgoing
from consultation.talk.pictures import links
from consultation.talk.progress import count, instances, place
from consultation.talk.readable import cut
from consultation.talk.wording import button

PAGED_FROM = 10  # choices: no channel turns pages for so few
_SUMMARY = 60  # characters of a free text shown with a question, and in the review


def question(here: Here, *, before: Sequence[Outgoing] = (), instead: Sequence[Offer] = ()) -> tuple[Outgoing, ...]:
    """The open question with its place in the whole, after what is said before it.

    instead: what may have been meant by a reply, offered in place of what is offered otherwise.
    """
    slot = here.open
    assert slot is not None
    heading = here.say("progress", n=place(here, slot), count=count(here)) if _counted(slot) else ""
    if (sitting := SITTINGS.get(slot.question.type)) is not None:
        return few((*before, *sitting.messages(here, slot, heading)))
    lines = [*filter(None, (heading, _whose(here, slot))), *_asking(here, slot)]
    buttons = _taps(here, instead) if instead else _buttons(here, slot)
    message = Outgoing(
        key=f"{'more' if slot.more else 'question'}:{slot.question.name}",
        text="\n".join(lines),
        buttons=buttons,
        controls=_controls(here, slot),
        wants=kind_of(slot).wants,
        page=here.talk.page,
        pager=data(here.talk, "page") if len(buttons) > PAGED_FROM else "",
    )
    return few((*before, message))


def preface(here: Here) -> tuple[Outgoing, ...]:
    """What stands between the question before and the open one, or after the last: headings of groups, notes."""
    slots = list(here.slots.values())
    end = next((place for place, slot in enumerate(slots) if slot.key == here.talk.at), len(slots))
    begin = next((place for place in range(end - 1, -1, -1) if here.asks(slots[place])), -1) + 1
    last = here.around(slots[begin - 1]) if begin else ()
    found: list[Outgoing] = []
    for slot in slots[begin : end + 1]:
        at = here.around(slot)
        found += _headings(here, slot, [entered for entered in at if entered not in last])
        last = at
        if slot.key != here.talk.at and (text := _read_only(here, slot)):
            shows = links(here, slot.question.media)
            found.append(Outgoing(key=f"note:{slot.question.name}", text="\n".join((text, *shows))))
    return tuple(found)


def label(here: Here, slot: Slot) -> str:
    """The words of a question."""
    if slot.more:
        answered = slot.numbers[-1]
        named = group_label(here, slot, slot.question.name)
        if removing(here, slot):
            return here.say("more_remove", label=named, n=answered + 1)
        return here.say("more_next" if answered else "more_first", label=named, count=answered)
    return _text(here, slot) or slot.question.name


def short(here: Here, slot: Slot) -> str:
    """A question's short name for summaries, with the number of its repeat."""
    brief = tongues.brief(slot.question, here.language)
    name = here.text({here.language: brief}, slot).strip() or slot.question.name
    return f"{name} ({'.'.join(map(str, slot.numbers))})" if slot.numbers else name


def group_label(here: Here, slot: Slot, name: str) -> str:
    """What a group is called; its name where it has no label."""
    return (here.told(here.groups[name].label, slot) if name in here.groups else "") or name


def shown(here: Here, slot: Slot, value: str) -> str:
    """An answer in one line: labels in full, free text from its beginning."""
    sitting = SITTINGS.get(slot.question.type)
    read = sitting.shown(here, slot, value) if sitting else kind_of(slot).shown(here, slot, value)
    text = " ".join(read.split())
    return text if slot.question.choices or sitting else cut(text, _SUMMARY)


def _text(here: Here, slot: Slot) -> str:
    return here.told(slot.question.label, slot)


def _read_only(here: Here, slot: Slot) -> str:
    """The words of what is only read: a note, or a value that the form has worked out, with its label."""
    if slot.question.type == "note":
        return _text(here, slot)
    value = here.text({"th": "${" + slot.question.name + "}"}, slot).strip()
    return f"{_text(here, slot)}: {value}" if value and _text(here, slot) else ""


def _counted(slot: Slot) -> bool:
    return not slot.more and slot.question.counted


def _headings(here: Here, slot: Slot, entered: Sequence[Entered]) -> list[Outgoing]:
    """The labels of groups that are entered with a slot, in one message."""
    lines = [line for name, numbers in entered if (line := _heading(here, slot, name, numbers))]
    return [Outgoing(key=f"group:{entered[-1][0]}", text="\n".join(lines))] if lines else []


def _heading(here: Here, slot: Slot, name: str, numbers: tuple[int, ...]) -> str:
    group = here.groups.get(name)
    if group is None or not (numbers or here.text(group.label, slot).strip()):
        return ""
    named = group_label(here, slot, name)
    if not numbers:
        return named
    if group.repeat_count:
        return here.say("repeat_of", label=named, n=numbers[-1], count=instances(here, name, numbers))
    return here.say("repeat_one", label=named, n=numbers[-1])


def _whose(here: Here, slot: Slot) -> str:
    """Which instance of a repeat is spoken of, where the question is asked out of its turn."""
    if slot.more or not slot.numbers or slot.key not in here.talk.answers:
        return ""
    repeats = [entered for entered in here.around(slot) if entered[1]]
    return " ".join(
        here.say("repeat_one", label=group_label(here, slot, name), n=numbers[-1]) for name, numbers in repeats
    )


def _asking(here: Here, slot: Slot) -> list[str]:
    """The question in full when it is new; in short while it is being picked, and without its hint once answered."""
    how = kind_of(slot).how(here, slot)
    if here.talk.picked:
        return [short(here, slot), *how]
    lines = [label(here, slot)]
    answered = here.answer(slot) is not None and not removing(here, slot)
    hint = here.told(slot.question.hint, slot)
    lines += [hint] if hint and not answered and not slot.more else []
    lines += [] if slot.more else _pictures(here, slot)
    lines += tongues.untranslated(here.scene.offered(slot), here.language)
    lines += how
    if answered:
        lines.append(here.say("answered", answer=shown(here, slot, here.talk.answers[slot.key] or "")))
    return lines


def _pictures(here: Here, slot: Slot) -> list[str]:
    """The links to what the form shows with the question, and with its choices by their numbers."""
    offered = enumerate(here.scene.offered(slot), 1)
    return [
        *links(here, slot.question.media),
        *(f"{number}. {link}" for number, choice in offered for link in links(here, choice.media)),
    ]


def _buttons(here: Here, slot: Slot) -> tuple[Button, ...]:
    """What can be tapped to answer: what the type offers, and the form's own suggestion while there is no answer."""
    offered = _taps(here, kind_of(slot).offers(here, slot))
    if here.talk.picked or slot.key in here.talk.answers or (taken := understand.default(here, slot)) is None:
        return offered
    suggested = here.say("default_value", value=cut(taken.raw, _SUMMARY))
    return (*offered, Button(label=suggested, data=data(here.talk, "default")))


def _taps(here: Here, offers: Sequence[Offer]) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=one.label,
            data=data(here.talk, f"{'u' if one.ticked else 'c'}{one.place}"),
            number=one.number,
            figure=one.figure,
            ticked=one.ticked,
        )
        for one in offers
    )


def _controls(here: Here, slot: Slot) -> tuple[Button, ...]:
    talk = here.talk
    verbs = ["done", "clear"] if talk.picked else []
    buttons = list(controls(talk, *verbs))
    if slot.key in talk.answers and not removing(here, slot):
        buttons.append(Button(label=button("same", talk.language), data=data(talk, "keep")))
    verbs = [] if slot.more or here.scene.required(slot) else ["skip"]
    # Whoever corrects an answer goes on from it with the button before; a question that came of it leads back to it.
    verbs += ["back"] if talk.path and not (talk.returning and slot.key in talk.answers) else []
    return (*buttons, *controls(talk, *verbs, "pause"))
