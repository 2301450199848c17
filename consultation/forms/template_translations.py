"""Translations that the templates bring along: for texts that are word for word those of `template_translations.toml`.

Nothing is translated by a machine: what is not in the file stays Thai, and the talk marks it so. A text that has a
translation already keeps it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from consultation.forms.form import Choice, Form, Question, Texts
from consultation.places.districts import district
from consultation.places.schemes import Cluster, UnknownPlace, province
from consultation.places.translated import cluster_names, names

SPEAK_MALAY = frozenset({"TH-90", "TH-94", "TH-95", "TH-96"})  # Songkhla in four of its districts

_TEXTS = ("label", "short", "hint", "constraint_message", "required_message")


def languages_of(cluster: Cluster) -> tuple[str, ...]:
    """The languages that a cluster's templates come in: Malay and English where people speak Malay, else Thai."""
    return tuple(_file()["headers"]) if cluster.isos & SPEAK_MALAY else ("th",)


def translated(form: Form, cluster: Cluster) -> Form:
    """The form with all translations that are known of its texts, in the languages of its cluster."""
    languages = languages_of(cluster)
    if languages == ("th",):
        return form
    known = _known(languages, cluster)
    questions = tuple(_question(each, known, languages) for each in form.questions)
    headers = {**_file()["headers"], **form.languages}
    return form.model_copy(update={"title": _texts(form.title, known), "questions": questions, "languages": headers})


def reviewed() -> bool:
    """Whether a reader of the languages at an office has approved the translations."""
    return bool(_file()["reviewed"])


def of_text(thai: str) -> Texts:
    """A Thai text of the templates in every language that has it; nothing for a text that they do not have."""
    return next((dict(entry) for entry in _file()["text"] if entry["th"] == thai), {})


def _question(question: Question, known: Mapping[str, Texts], languages: Iterable[str]) -> Question:
    changes: dict[str, Any] = {name: _texts(getattr(question, name), known) for name in _TEXTS}
    changes["choices"] = tuple(_choice(each, question, known, languages) for each in question.choices)
    return question.model_copy(update=changes)


def _choice(choice: Choice, question: Question, known: Mapping[str, Texts], languages: Iterable[str]) -> Choice:
    place = _place(choice.name) if question.appearance in ("province", "district") else {}
    if place.get("th") == choice.label.get("th"):
        known = {place["th"]: {each: place[each] for each in languages if each in place}}
    return choice.model_copy(update={"label": _texts(choice.label, known)})


def _place(code: str) -> Texts:
    try:
        return names(province(code) if code.startswith("TH-") else district(code))
    except UnknownPlace:
        return {}


def _texts(texts: Texts, known: Mapping[str, Texts]) -> Texts:
    """In the order of the languages, Thai first; what is there already stays."""
    return {**texts, **{each: text for each, text in known.get(texts.get("th", ""), {}).items() if each not in texts}}


def _known(languages: Iterable[str], cluster: Cluster) -> dict[str, Texts]:
    """Thai text to its translations, with the cluster's name filled in where they have it."""
    called = cluster_names(cluster)
    return {
        entry["th"].replace("{cluster}", called["th"]): {
            each: entry[each].replace("{cluster}", called.get(each, called["th"]))
            for each in languages
            if each in entry
        }
        for entry in _file()["text"]
    }


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(
        resources.files("consultation.forms").joinpath("template_translations.toml").read_text(encoding="utf8")
    )
