"""What is installed is pinned by hash, from wherever the installer is told to look; and the licence is Apache's."""

import json
import re
from pathlib import Path

import pytest

from tests.rules.source import ROOT

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCKS = [ROOT / "package-lock.json", *sorted((ROOT / "tests" / "conformance").glob("*/package-lock.json"))]
_PINNED = re.compile(
    r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", re.M
)


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_its_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    rest = _PINNED.sub("", text)
    left = [line for line in rest.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert left == []
    assert len(_PINNED.findall(text)) > (0 if path.stem == "examples" else 20)


@pytest.mark.parametrize(
    "path",
    [*REQUIREMENTS, *NPM_LOCKS, ROOT / "package.json"],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_no_lock_says_where_packages_come_from(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|\"resolved\"|\"_resolved\"", text)
    assert path.suffix != ".txt" or "://" not in text


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_script_and_font_is_pinned_with_its_hash(path: Path) -> None:
    lock = json.loads(path.read_text(encoding="utf8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []
    asked = json.loads(path.with_name("package.json").read_text(encoding="utf8"))
    wanted = {**asked.get("dependencies", {}), **asked.get("devDependencies", {})}
    assert {name for name in wanted if f"node_modules/{name}" not in packages} == set()


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability" in text
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf8")
