"""The extension's builds: one source, and manifests that differ where the browsers do."""

import io
import json
import zipfile

import pytest

from second_me.bridges.browser import main
from second_me.bridges.browsers import FIREFOX_ID
from second_me.bridges.extension_builds import (
    BUILDS,
    CHROMIUM,
    FIREFOX,
    manifest_for,
    packed,
    unpacked,
)
from second_me.core.paths import packaged


@pytest.mark.parametrize("build", BUILDS)
def test_a_build_asks_for_no_more_than_the_tab_in_front(build):
    told = manifest_for(build)
    assert told["permissions"] == ["activeTab", "scripting", "nativeMessaging"]
    assert not {"host_permissions", "content_scripts", "externally_connectable"} & set(told)


def test_builds_differ_in_what_each_browser_knows():
    chromium, firefox = manifest_for(CHROMIUM), manifest_for(FIREFOX)
    assert chromium["background"] == {"service_worker": "background.js"}
    assert firefox["background"] == {"scripts": ["background.js"]}
    assert "key" in chromium
    assert "browser_specific_settings" not in chromium
    assert firefox["browser_specific_settings"]["gecko"]["id"] == FIREFOX_ID
    assert firefox["commands"]["_execute_action"]["suggested_key"] == {"default": "Alt+Shift+Y"}


@pytest.mark.parametrize("build", BUILDS)
def test_a_packed_build_is_the_same_every_time_and_whole(build, tmp_path):
    archive = zipfile.ZipFile(io.BytesIO(packed(build)))
    assert packed(build) == packed(build)
    folder = unpacked(build, tmp_path)
    source = {one.name for one in (packaged("resources") / "extension").iterdir()}
    assert {one.name for one in folder.iterdir()} == source
    assert json.loads(archive.read("manifest.json")) == manifest_for(build)
    assert {name.split("/")[0] for name in archive.namelist()} == source


def test_builds_are_packed_into_a_folder(tmp_path, capsys):
    assert main(["pack", str(tmp_path / "new")]) == 0
    names = {one.name for one in (tmp_path / "new").iterdir()}
    assert names == {"second-me-chromium.zip", "second-me-firefox.xpi"}
    assert "second-me-firefox.xpi" in capsys.readouterr().out
