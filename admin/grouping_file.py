"""Group any table of Thai comments by theme: `prachakhom group`.

Writes assignments.csv (every row's theme; of a comment of several points that of the main one), units.csv (the points,
each with its theme and where it stands in the text), themes.json (the themes for programs) and report.html (one page to
read, in one file, personal data masked). The same table and seed give the same files.
"""

import asyncio
import base64
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from admin.grouping_table import BadTable, Comment, bad, read_comments, read_taxonomy, wording
from consultation.settings import settings
from consultation.themes.naming import embedder, named
from nlp.group import Grouping, Placed, Theme, TooFewComments, group
from nlp.grouped import Point
from nlp.personal import mask

__all__ = ["BadTable", "Summary", "group_file"]

_TABLE, _GROUPED = 0.05, 0.95
_FORMULA = ("=", "@", "\t", "\r")
_UNGROUPED_SHOWN = 200
_PART_QUOTES = 2
_SURE, _FAIRLY = 0.6, 0.35  # stability from which a theme is found again surely, or mostly

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Summary:
    """comments: rows read; grouped: rows with a theme; themes: how many; files: what was written."""

    comments: int
    grouped: int
    themes: int
    files: tuple[Path, ...]


def group_file(
    path: Path,
    text: str,
    *,
    id: str | None,
    groups: int | None,
    taxonomy: str | None = None,
    out: Path,
    seed: int = 0,
    progress: Progress = lambda step, share: None,
) -> Summary:
    """Group the comments in column `text` of a CSV or XLSX file and write the result into the folder `out`.

    id: the column that names rows, or None to number them from 1. groups: how many themes, chosen where None. taxonomy:
    a file of categories (TOML, CSV or XLSX with key, label, words, examples), or "provincial" for T01–T13. progress is
    told a step in Thai and a share of the whole (0 … 1). Raises BadTable, in Thai, for anything wrong with the input.
    """
    steps = wording()["step"]
    if groups is not None and groups < 1:
        raise bad("groups", groups=groups)
    progress(steps["table"], 0.0)
    categories = read_taxonomy(taxonomy) if taxonomy else None
    comments = read_comments(Path(path), text, id)
    _folder(out)

    def told(step: str, share: float) -> None:
        if step != "done":
            progress(steps[step], _TABLE + share * (_GROUPED - _TABLE))

    try:
        texts = [comment.text for comment in comments]
        embed = embedder(settings())
        found = group(texts, groups=groups, seed=seed, taxonomy=categories, embed=embed, progress=told)
        found = asyncio.run(named(found, texts, settings()))
    except TooFewComments as few:
        raise bad("too_few", column=text, usable=few.usable, given=few.given, needed=few.needed) from few
    progress(steps["writing"], _GROUPED)
    files = _write(Path(out), Path(path).name, text, seed, comments, found)
    progress(steps["done"], 1.0)
    return Summary(len(comments), sum(placed.theme is not None for placed in found.comments), len(found.themes), files)


def _folder(out: Path) -> None:
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise bad("out", path=out, why=error.strerror) from error


def _write(
    out: Path, source: str, column: str, seed: int, comments: Sequence[Comment], found: Grouping
) -> tuple[Path, ...]:
    described = _described(source, column, seed, comments, found)
    files = (out / "assignments.csv", out / "units.csv", out / "themes.json", out / "report.html")
    try:
        with files[0].open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(["id", "theme_id", "sub_theme", "theme", "typicality", "reason", "same_as"])
            for comment, placed in zip(comments, found.comments, strict=True):
                writer.writerow(_assigned(comment, placed, comments, found))
        with files[1].open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(["id", "position", "start", "end", "theme_id", "sub_theme", "typicality"])
            writer.writerows(_units(comments, found))
        files[2].write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        files[3].write_text(_report(described, comments), encoding="utf-8")
    except OSError as error:
        raise bad("out", path=out, why=error.strerror) from error
    return files


def _assigned(comment: Comment, placed: Placed, comments: Sequence[Comment], found: Grouping) -> list[object]:
    same = "" if placed.duplicate_of is None else _not_formula(comments[placed.duplicate_of].id)
    if placed.theme is None:
        return [_not_formula(comment.id), "", "", "", "", wording()["why"][placed.why], same]
    sub = "" if placed.sub is None else f"{placed.theme + 1}.{placed.sub + 1}"
    label = _not_formula(found.themes[placed.theme].label)
    return [_not_formula(comment.id), placed.theme + 1, sub, label, placed.typicality, "", same]


def _units(comments: Sequence[Comment], found: Grouping) -> Iterator[list[object]]:
    """The points of each comment, in order: code points of its text as it stands in the table; most have one."""
    for index, (comment, placed) in enumerate(zip(comments, found.comments, strict=True)):
        id, points = _not_formula(comment.id), found.points.get(index, ())
        if not points:
            yield [id, 0, 0, len(comment.text), *_stands(placed)]
        for position, point in enumerate(points):
            yield [id, position, point.start, point.end, *_stands(point)]


def _stands(at: Placed | Point) -> list[object]:
    if at.theme is None:
        return ["", "", ""]
    return [at.theme + 1, "" if at.sub is None else f"{at.theme + 1}.{at.sub + 1}", at.typicality]


def _not_formula(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula; a signed number is none."""
    signed = cell[:1] in ("+", "-") and not cell[1:].replace(".", "", 1).replace("-", "").isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) or signed else cell


def _described(source: str, column: str, seed: int, comments: Sequence[Comment], found: Grouping) -> dict[str, Any]:
    """The whole result as plain values; quotes are masked."""
    left = [(comment, placed) for comment, placed in zip(comments, found.comments, strict=True) if placed.why]
    return {
        "source": source,
        "column": column,
        "seed": seed,
        "embedded": found.embedded,
        "comments": len(comments),
        "grouped": len(comments) - len(left),
        "several": len(found.points),
        "duplicates": sum(placed.duplicate_of is not None for placed in found.comments),
        "themes": [_theme(number, theme, comments) for number, theme in enumerate(found.themes, 1)],
        "ungrouped": [{"id": comment.id, "reason": placed.why} for comment, placed in left],
    }


def _theme(number: int, theme: Theme, comments: Sequence[Comment]) -> dict[str, Any]:
    quality = theme.quality
    return {
        "id": number,
        "label": theme.label,
        "named_by_model": theme.named_by_model,
        "description": theme.description,
        "phrases": list(theme.phrases),
        "category": theme.category,
        "size": theme.size,
        "distinct": theme.distinct,
        "tightness": theme.tightness,
        "stability": quality.stability,
        "rival": None if quality.rival is None else quality.rival + 1,
        "margin": quality.margin,
        "quotes": [_quote(comments[index]) for index in theme.representatives],
        "sub_themes": [
            {
                "id": f"{number}.{place}",
                "label": part.label,
                "phrases": list(part.phrases),
                "size": part.size,
                "distinct": part.distinct,
                "stability": part.stability,
                "quotes": [_quote(comments[index]) for index in part.representatives[:_PART_QUOTES]],
            }
            for place, part in enumerate(theme.subthemes, 1)
        ],
    }


def _quote(comment: Comment) -> dict[str, str]:
    return {"id": comment.id, "text": mask(comment.text).text.strip()}


def _report(described: dict[str, Any], comments: Sequence[Comment]) -> str:
    from jinja2 import Environment, PackageLoader

    page = Environment(loader=PackageLoader("admin"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    said = {comment.id: comment for comment in comments}
    left = described["ungrouped"]
    return page.get_template("grouping_report.html").render(
        **described,
        largest=max((theme["size"] for theme in described["themes"]), default=1),
        reasons=Counter(one["reason"] for one in left).most_common(),
        ungrouped_shown=[{**_quote(said[one["id"]]), "reason": one["reason"]} for one in left[:_UNGROUPED_SHOWN]],
        why=wording()["why"],
        surely=_surely,
        faces=list(_faces()),
        stability=wording()["stability"],
    )


def _faces() -> Iterator[tuple[int, str, str]]:
    """The page's own letters, so that it reads the same where no Thai font is: weight, range, file in base64."""
    folder = resources.files("admin").joinpath("static", "vendor")
    for weight in (400, 700):
        for kind, letters in (("thai", "U+0E01-0E5B, U+200C-200D, U+25CC"), ("latin", "U+0000-00FF, U+2000-206F")):
            file = folder.joinpath(f"sarabun-{kind}-{weight}-normal.woff2")
            if file.is_file():
                yield weight, letters, base64.b64encode(file.read_bytes()).decode("ascii")


def _surely(stability: float) -> str:
    return "sure" if stability >= _SURE else "fair" if stability >= _FAIRLY else "unsure"
