"""The source as the rules see it: the files of each room, their syntax trees, their string literals."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("nlp", "consultation", "bot", "admin")

# Written by a generator from the models, once and for ever: no rule of style applies to it.
_GENERATED = ROOT / "admin" / "migrations" / "versions"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*rooms: str) -> list[Path]:
    """Every hand-written Python file of these rooms (top-level folders), sorted."""
    found = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if _GENERATED not in path.parents and "node_modules" not in path.parts)


def shown(path: Path) -> str:
    """A path as people name it in this project."""
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf8"), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's tree."""
    return tuple(ast.walk(tree(path)))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file, nested ones too."""
    return (node for node in nodes(path) if isinstance(node, Function))


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string literal that is not a docstring or a bare string, f-string parts too."""
    bare = {
        id(node.value) for node in nodes(path) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value
