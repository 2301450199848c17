"""What an office puts in the place of what ships: wording, the layout of PDF, templates of DOCX, the emblem.

One folder (`PRACHAKHOM_TEMPLATES_FOLDER`) with files of the same names as in `templates/`, and `.docx` files named for
the document they are for. What is not there is as it ships. See docs/operators/documents.md.
"""

import string
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from admin.site import Site
from consultation.errors import refused

SHIPPED = Path(__file__).parent / "templates"
LAYOUT = "document.typ"
EVERY = "document.docx"  # the template of each document that has none of its own
FREE = ("unbroken", "limits")  # lists that an office may make longer or shorter
EMBLEMS = ("emblem.png", "emblem.jpg")


def wording(name: str) -> dict[str, dict[str, Any]]:
    """The catalogue of this file name, with what the office says otherwise. Do not change it.

    Raises Refused for a file of the office that cannot be read, or that says what no document asks for.
    """
    own = _own(name)
    return _merged(name, own, own.stat().st_mtime_ns if own else 0)


def layout() -> Path:
    """The layout of PDF files."""
    return _own(LAYOUT) or SHIPPED / LAYOUT


def docx(key: str) -> Path | None:
    """The office's DOCX template for a document, if there is one."""
    return (_own(f"{key}.docx") if key else None) or _own(EVERY)


def emblem() -> str:
    """The path of the office's emblem; "" when there is none."""
    site = Site()
    own = next((str(path) for name in EMBLEMS if (path := _own(name))), "")
    return site.emblem_file or own


def _own(name: str) -> Path | None:
    folder = Site().templates_folder
    if not folder:
        return None
    if not Path(folder).is_dir():
        raise refused("templates_folder", path=folder)
    path = Path(folder) / name
    return path if path.is_file() else None


@lru_cache(maxsize=32)
def _merged(name: str, own: Path | None, _changed: int) -> dict[str, dict[str, Any]]:
    shipped = tomllib.loads((SHIPPED / name).read_text(encoding="utf-8"))
    if own is None:
        return shipped
    try:
        given = tomllib.loads(own.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise refused("templates_toml", file=name, why=error) from error
    merged = {section: dict(texts) if isinstance(texts, dict) else texts for section, texts in shipped.items()}
    for section, texts in given.items():
        for key, text in texts.items() if isinstance(texts, dict) else (("", texts),):
            _fits(name, section, key, text, shipped)
            merged[section][key] = text
    return merged


def _fits(name: str, section: str, key: str, text: Any, shipped: dict[str, Any]) -> None:
    """Raises Refused for a text that stands nowhere, is of another kind, or has blanks that nobody fills."""
    before = shipped.get(section, {}).get(key)
    where = f"{section}.{key}"
    if before is None or type(before) is not type(text):
        raise refused("templates_key", file=name, where=where)
    if isinstance(text, list) and not _alike(text, before, any_length=key in FREE):
        raise refused("templates_list", file=name, where=where, n=len(before))
    if isinstance(text, str):
        try:
            unknown = _blanks(text) - _blanks(before)
            _tried(text, before)
        except (ValueError, LookupError, AttributeError) as error:
            raise refused("templates_blank", file=name, where=where, blanks=str(error)) from error
        if unknown:
            raise refused("templates_blank", file=name, where=where, blanks=" ".join(sorted(unknown)))


def _alike(given: list[Any], shipped: list[Any], *, any_length: bool) -> bool:
    """Whether a list is of texts, or of lists of a key and texts, as the one that ships; the keys are the program's."""
    if any_length:
        return all(isinstance(one, str) for one in given)
    if len(given) != len(shipped) or any(type(a) is not type(b) for a, b in zip(given, shipped, strict=True)):
        return False
    inner = [(a, b) for a, b in zip(given, shipped, strict=True) if isinstance(a, list)]
    return all(a[:1] == b[:1] and _alike(a, b, any_length=False) for a, b in inner)


def _tried(text: str, shipped: str) -> None:
    """Fill the blanks once, as a document will. Raises what would stop the document."""
    names = _blanks(shipped) | _blanks(text)
    try:
        values: dict[str, Any] = dict.fromkeys(names, "x")
        shipped.format(**values)
    except ValueError:  # it says how a number is written
        values = dict.fromkeys(names, 1)
    text.format(**values)


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
