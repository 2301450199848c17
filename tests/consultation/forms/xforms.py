"""What an XForm says, taken apart so that two can be compared: nodes, binds, body, texts in any language, choices."""

import re
from collections import Counter
from typing import Any

from lxml import etree

_XFORMS = "{http://www.w3.org/2002/xforms}"
_BODY = "{http://www.w3.org/1999/xhtml}body"
_JAVAROSA = "{http://openrosa.org/javarosa}"
_MESSAGES = (f"{_JAVAROSA}constraintMsg", f"{_JAVAROSA}requiredMsg")
_NUMBERED = re.compile(r"((?:reserved_name_for_field_list_labels|generated_table_list_label)_)\d+")  # by their row
_ITEXT = "jr:itext('"


def facts(xform: str) -> Counter[Any]:
    """Everything that is said, as often as it is said. Which language a text is in does not count, nor do blanks."""
    root = etree.fromstring(_NUMBERED.sub(r"\1", xform).encode())
    texts = _texts(root)
    found = [*_binds(root, texts), *_body(root, texts), *_instances(root, texts)]
    return Counter(found)


def _texts(root: Any) -> dict[str, frozenset[Any]]:
    said: dict[str, set[Any]] = {}
    for text in root.iter(f"{_XFORMS}text"):
        for value in text.iter(f"{_XFORMS}value"):
            said.setdefault(text.get("id"), set()).add((value.get("form") or "", _text(value)))
    return {key: frozenset(one for one in found if one[1] not in ("", "-")) for key, found in said.items()}


def _text(element: Any) -> str:
    told = ",".join(output.get("value") for output in element.iter(f"{_XFORMS}output"))
    return "".join(element.itertext()).strip() + told


def _said(ref: str, texts: dict[str, frozenset[Any]]) -> frozenset[Any]:
    return (
        texts.get(ref[len(_ITEXT) : -2], frozenset()) if ref.startswith(_ITEXT) else frozenset({("", ref)} - {("", "")})
    )


def _binds(root: Any, texts: dict[str, frozenset[Any]]) -> list[Any]:
    binds = []
    for bind in root.iter(f"{_XFORMS}bind"):
        own = {key: _said(value, texts) if key in _MESSAGES else value for key, value in bind.attrib.items()}
        binds.append(("bind", frozenset(own.items() - {("required", "false()")})))  # which is what nothing means
    return binds


def _body(root: Any, texts: dict[str, frozenset[Any]]) -> list[Any]:
    found: list[Any] = []
    for element in root.find(_BODY).iter():
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        parent = element.getparent()
        if tag in ("label", "hint") and etree.QName(parent).localname != "itemset":
            where = parent.get("ref") or parent.get("nodeset")
            found.append((tag, where, _said(element.get("ref") or _text(element), texts)))
        elif tag not in ("label", "output", "value", "body"):
            found.append((tag, frozenset(element.attrib.items())))
    controls = [one[1] for one in found if one[0] not in ("label", "hint")]
    return [*found, ("order", tuple(controls))]


def _instances(root: Any, texts: dict[str, frozenset[Any]]) -> list[Any]:
    found: list[Any] = []
    for instance in root.iter(f"{_XFORMS}instance"):
        if instance.get("id") is None:
            nodes = [element for element in instance.iter() if isinstance(element.tag, str)]
            found += [("node", etree.QName(node).localname, (node.text or "").strip()) for node in nodes]
            continue
        for number, item in enumerate(instance.iter(f"{_XFORMS}item")):
            cells = [_cell(etree.QName(cell).localname, cell.text or "", texts) for cell in item]
            found.append(("item", instance.get("id"), number, frozenset(cells)))
    return found


def _cell(name: str, text: str, texts: dict[str, frozenset[Any]]) -> tuple[str, Any]:
    if name == "itextId":
        return "label", texts.get(text, frozenset())
    return (name, frozenset({("", text)})) if name == "label" else (name, text)
