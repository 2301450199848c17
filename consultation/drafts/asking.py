"""The questions by which a draft is commented on: which sections, then for each its words and what one thinks of it.

They are ordinary questions of the form, so that everything that holds for an answer holds for a comment on a section:
one response a person, going back, masking, taking back, being late (docs/decisions/0036-notices.md).
"""

from collections.abc import Sequence

from consultation.drafts.models import DraftSection
from consultation.drafts.wording import said
from consultation.forms.edits import questions as edits
from consultation.forms.form import Choice, Form, Group, Question
from consultation.talk.readable import cut

SHOWN = 1_500  # characters of a section that the chat shows; the rest is on the public page
LONGEST_CHOICE = 60


def group_name(number: int) -> str:
    """The group of a draft in the form."""
    return f"draft{number}"


def asked(form: Form, number: int, sections: Sequence[DraftSection], link: str) -> Form:
    """The form that asks for this draft and for no earlier one. Raises Refused where others lean on an earlier one."""
    for earlier in range(1, number + 1):
        form = edits.delete(form, group_name(earlier))
    group, pick = group_name(number), f"{group_name(number)}_pick"
    choices = tuple(
        Choice(name=f"s{each.position}", label=_th(cut(_plain(each.title), LONGEST_CHOICE))) for each in sections
    )
    made = [
        Question(name=f"{group}_start", type="note", label=_th(said("ask", "start", link=link))),
        Question(
            name=pick,
            type="select_multiple",
            label=_th(said("ask", "pick")),
            short=_th(said("ask", "pick_short")),
            choices=choices,
        ),
    ]
    for each in sections:
        made += _of_section(each, pick, link)
    placed = [
        question.model_copy(update={"groups": (group,), "list_name": pick if question.choices else ""})
        for question in made
    ]
    return _put(form, Group(name=group, label=_th(said("ask", "group"))), placed)


def question_name(number: int, position: int) -> str:
    """The question under which comments on a section are kept."""
    return f"{group_name(number)}_s{position}"


def _of_section(section: DraftSection, pick: str, link: str) -> list[Question]:
    wanted = f"selected(${{{pick}}}, 's{section.position}')"
    words = body(section)
    if len(words) > SHOWN:
        words = said("ask", "more", text=cut(words, SHOWN).rstrip("…"), link=f"{link}#s{section.position}")
    title, name = _plain(section.title), section.question
    return [
        Question(
            name=f"{name}_text",
            type="note",
            label=_th(said("ask", "read", title=title, text=_plain(words))),
            relevant=wanted,
        ),
        Question(
            name=name,
            type="text",
            label=_th(said("ask", "comment", title=cut(title, LONGEST_CHOICE))),
            short=_th(cut(title, LONGEST_CHOICE)),
            relevant=wanted,
            comment=True,
        ),
    ]


def _put(form: Form, group: Group, made: Sequence[Question]) -> Form:
    """The form with the group before the consents at its end."""
    probe = edits.insert(form, made[0].model_copy(update={"groups": (), "name": "draft_place"}))
    at = next(k for k, question in enumerate(probe.questions) if question.name == "draft_place")
    rows = (*form.questions[:at], *made, *form.questions[at:])
    return form.model_copy(update={"questions": rows, "groups": (*form.groups, group)})


def body(section: DraftSection) -> str:
    """A section's words without the heading that its title already tells; the heading where there is nothing else."""
    first, _, rest = section.text.strip().partition("\n")
    return rest.strip() or first if first.lstrip("#").strip() == section.title else section.text.strip()


def _plain(text: str) -> str:
    """Words of a document are never a reference to an answer."""
    return text.replace("${", "$ {")


def _th(text: str) -> dict[str, str]:
    return {"th": text}
