"""Connecting browsers: manifests in their places, and taken away again."""

import base64
import hashlib
import json
import os

import pytest

from second_me.bridges import browser
from second_me.bridges.browsers import CHROMIUM_ID, browsers, sealed
from second_me.core.outside import entries
from second_me.core.paths import Home, packaged


@pytest.fixture
def person(tmp_path, monkeypatch):
    folder = tmp_path / "person"
    (folder / ".config/chromium").mkdir(parents=True)
    (folder / ".mozilla").mkdir()
    (folder / "snap/firefox").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("SECOND_ME_HOME", str(tmp_path / "home"))
    return folder


def test_browsers_that_are_here_are_connected_and_parted_again(person, tmp_path, capsys):
    assert browser.main(["install"]) == 0
    chromium = person / ".config/chromium/NativeMessagingHosts/second_me.json"
    firefox = person / ".mozilla/native-messaging-hosts/second_me.json"
    written = json.loads(chromium.read_text())
    assert written["allowed_origins"] == [f"chrome-extension://{CHROMIUM_ID}/"]
    assert json.loads(firefox.read_text())["allowed_extensions"] == ["fill@second-me.local"]
    assert os.access(written["path"], os.X_OK)
    assert not (person / ".config/google-chrome").exists()
    assert set(entries({"HOME": str(person)})) == {chromium, firefox}
    said = capsys.readouterr().out
    assert "Chromium: connected" in said
    assert "Firefox (Snap): cannot reach" in said
    assert browser.main(["remove"]) == 0
    assert not any(path.exists() for path in (chromium, firefox, tmp_path / "home/browser-host"))
    assert "Chromium: not connected" in capsys.readouterr().out


def test_without_a_browser_it_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert browser.main(["status"]) == 1
    assert "No browser" in capsys.readouterr().out


def test_every_system_has_its_places(tmp_path):
    for platform in ("linux", "darwin", "win32"):
        names = {one.name for one in browsers(tmp_path, platform)}
        assert {"Chrome", "Chromium", "Edge", "Brave", "Firefox"} <= names
    assert all(one.registry for one in browsers(tmp_path, "win32"))
    assert sealed(tmp_path, "darwin") == ()


def test_the_extension_has_the_identity_that_the_host_knows():
    told = json.loads((packaged("resources") / "extension/manifest.json").read_text())
    digest = hashlib.sha256(base64.b64decode(told["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(one, 16)) for one in digest) == CHROMIUM_ID
    assert told["permissions"] == ["activeTab", "scripting", "nativeMessaging"]
    assert "host_permissions" not in told
    assert "content_scripts" not in told


def test_the_script_starts_the_host_of_its_home(tmp_path):
    home = Home(root=tmp_path / "a home", models=tmp_path)
    browser.install(home, [])
    assert f"--home '{home.root}'" in browser.starter(home).read_text()
