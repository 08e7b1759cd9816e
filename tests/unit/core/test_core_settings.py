from pathlib import Path

import pytest

from second_me.core.errors import PersonFault
from second_me.core.paths import find_home, packaged
from second_me.core.settings import DECLARED, SETTINGS, Setting, find


@pytest.mark.parametrize("setting", DECLARED, ids=lambda setting: setting.key)
def test_every_default_is_a_value_of_its_setting(setting):
    assert setting.check(setting.default) == setting.default
    assert setting.label
    assert setting.help.endswith(".")


def test_keys_are_unique():
    assert len(SETTINGS) == len(DECLARED)


def test_values_of_the_wrong_kind_are_refused_with_words():
    with pytest.raises(PersonFault, match="type bool"):
        find("work.extract").check(1)
    with pytest.raises(PersonFault, match="type int"):
        find("backup.daily").check(value=True)
    with pytest.raises(PersonFault, match="at least 1"):
        find("backup.daily").check(0)
    with pytest.raises(PersonFault, match="at most 100"):
        find("backup.daily").check(101)
    with pytest.raises(PersonFault, match="no setting"):
        find("backup.kep")


def test_a_whole_number_serves_where_a_fraction_is_meant():
    scale = Setting(key="x", default=1.0, label="X", help="X.", choices=())
    assert scale.check(2) == 2.0
    assert isinstance(scale.check(2), float)


def test_choices_are_kept_to():
    theme = Setting(key="t", default="auto", label="T", help="T.", choices=("auto", "dark"))
    assert theme.check("dark") == "dark"
    with pytest.raises(PersonFault, match="auto, dark"):
        theme.check("blue")


def test_a_home_is_found_by_argument_then_environment_then_platform(tmp_path):
    environ = {"SECOND_ME_HOME": str(tmp_path / "a"), "SECOND_ME_MODELS": str(tmp_path / "m")}
    assert find_home(tmp_path / "b", environ).root == tmp_path / "b"
    assert find_home(None, environ).root == tmp_path / "a"
    assert find_home(None, environ).models == tmp_path / "m"
    assert find_home(None, {}).root.name == "second-me"
    assert find_home(Path("relative"), environ).root.is_absolute()


def test_a_homes_files_lie_below_it(home):
    for path in (home.database, home.slots, home.backups, home.logs, home.run):
        assert home.root in path.parents


def test_models_and_resources_are_found():
    assert packaged("models").is_dir()
    assert packaged("resources").is_dir()
