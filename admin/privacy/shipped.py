"""The texts of the privacy notice that come with the program: of the public page and of the chat, in every language."""

from admin.public.speech import words
from consultation.privacy.notices.shown import CHAT
from consultation.talk.wording import LANGUAGES, unfilled

HEADINGS = (
    "title", "law", "short", "controller", "controller_of", "controller_missing", "purpose", "basis", "kept", "time",
    "readers", "abroad", "rights", "officer", "officer_missing", "complain", "word_data", "word_correct", "word_forget",
    "word_consents", "binding",
)  # of the page: kept with a version so that it can be read whole, and not written anew  # fmt: skip


def texts() -> dict[str, dict[str, str]]:
    """Every text by language and name; a language that lacks one has it in Thai, as its readers see it."""
    return {language: {**_page(language), **_chat(language)} for language in LANGUAGES}


def _page(language: str) -> dict[str, str]:
    return {key: str(text) for key, text in words(language)["privacy"].items()}


def _chat(language: str) -> dict[str, str]:
    return {key: unfilled(key, language) for key in CHAT}
