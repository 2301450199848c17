"""How Telegram reads formatted text: HTML and MarkdownV2 into plain text and entities, or a refusal in its words."""

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.doubles.line_count import utf16
from tests.doubles.records import Refused

Json = dict[str, Any]
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
ENTITY = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|lt|gt|amp|quot);")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?""")
RESERVED = set("_*[]()~`>#+-=|{}.!")
MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}


def parse(text: str, mode: str | None) -> tuple[str, list[Json]]:
    """Return the plain text and its entities (offsets in UTF-16 units). Raises Refused on bad markup."""
    match (mode or "").lower():
        case "":
            return text, []
        case "html":
            return Html(text).read()
        case "markdownv2":
            return _markdown(text)
        case "markdown":
            return _legacy(text)
    raise Refused(400, "Bad Request: unsupported parse_mode", rule="parse-mode", detail=str(mode))


def bad(what: str) -> Refused:
    """Return Telegram's refusal of markup."""
    return Refused(400, f"Bad Request: can't parse entities: {what}", rule="markup")


@dataclass
class Open:
    """A tag not yet closed. at: UTF-16 offset of its start in the plain text."""

    tag: str
    at: int
    attributes: dict[str, str]


class Html:
    """Reads Telegram's HTML from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = ""
        self.entities: list[Json] = []
        self.open: list[Open] = []

    def read(self) -> tuple[str, list[Json]]:
        place = 0
        while place < len(self.text):
            sign = self.text[place]
            if sign == "<":
                place = self._tag(place)
            elif sign == "&" and (found := ENTITY.match(self.text, place)):
                name = found.group(1)
                self.plain += NAMED.get(name) or html.unescape(found.group(0))
                place = found.end()
            else:
                self.plain += sign
                place += 1
        if self.open:
            raise bad(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return self.plain, sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))

    def _tag(self, place: int) -> int:
        """Read the tag that begins at `place`; return where it ends."""
        offset = len(self.text[:place].encode())
        if self.text.startswith("</", place):
            return self._end(place, offset)
        found = re.compile(r"<([^\s/>]*)").match(self.text, place)
        tag = found.group(1).lower() if found else ""
        if tag not in TAGS:
            raise bad(f'Unsupported start tag "{tag}" at byte offset {offset}')
        end = self.text.find(">", place)
        if end < 0:
            raise bad(f"Unclosed start tag at byte offset {offset}")
        attributes = {
            m[0].lower(): m[1] or m[2] or m[3] for m in ATTRIBUTE.findall(self.text[place + 1 + len(tag) : end])
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise bad(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(Open(tag, utf16(self.plain), attributes))
        return end + 1

    def _end(self, place: int, offset: int) -> int:
        end = self.text.find(">", place)
        tag = self.text[place + 2 : end if end >= 0 else None].strip().lower()
        if not self.open:
            raise bad(f"Unexpected end tag at byte offset {offset}")
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise bad(f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{tag}>"')
        if end < 0:
            raise bad(f"Unclosed end tag at byte offset {offset}")
        length = utf16(self.plain) - opened.at
        href = opened.attributes.get("href", "")
        if length and not (opened.tag == "a" and not href):
            extra = {"url": html.unescape(href)} if opened.tag == "a" else {}
            self.entities.append({"type": TAGS[opened.tag], "offset": opened.at, "length": length, **extra})
        return end + 1


def _markdown(text: str) -> tuple[str, list[Json]]:
    """MarkdownV2: pairs of marks, links, code; reserved characters must be escaped."""
    plain, entities, opened, place = "", [], list[tuple[str, int, int]](), 0
    while place < len(text):
        sign, pair = text[place], text[place : place + 2]
        mark = pair if pair in ("__", "||") else sign
        if sign == "\\" and place + 1 < len(text) and ord(text[place + 1]) < 127:
            plain, place = plain + text[place + 1], place + 2
        elif sign == "`":
            end = text.find("`", place + 1)
            if end < 0:
                raise bad(f"Can't find end of Code entity at byte offset {len(text[:place].encode())}")
            inside = text[place + 1 : end]
            entities.append({"type": "code", "offset": utf16(plain), "length": utf16(inside)})
            plain, place = plain + inside, end + 1
        elif sign == "[" and (link := re.compile(r"\[([^\]]+)\]\(([^)]+)\)").match(text, place)):
            entities.append({"type": "text_link", "offset": utf16(plain), "length": utf16(link[1]), "url": link[2]})
            plain, place = plain + link[1], link.end()
        elif mark in MARKS:
            place += len(mark)
            if opened and opened[-1][0] == mark:
                _, start, _ = opened.pop()
                entities.append({"type": MARKS[mark], "offset": start, "length": utf16(plain) - start})
            else:
                opened.append((mark, utf16(plain), len(text[:place].encode())))
        elif sign in RESERVED:
            raise bad(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")
        else:
            plain, place = plain + sign, place + 1
    if opened:
        name = MARKS[opened[-1][0]].capitalize()
        raise bad(f"Can't find end of {name} entity at byte offset {opened[-1][2]}")
    return plain, entities


def _legacy(text: str) -> tuple[str, list[Json]]:
    """Markdown of the first version: a mark without its partner is refused."""
    for mark in "*_`":
        if len(re.findall(rf"(?<!\\){re.escape(mark)}", text)) % 2:
            at = len(text[: text.rfind(mark)].encode())
            raise bad(f"Can't find end of the entity starting at byte offset {at}")
    return re.sub(r"(?<!\\)[*_`]", "", text).replace("\\", ""), []
