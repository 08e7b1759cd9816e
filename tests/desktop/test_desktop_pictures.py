"""Nothing is cut off, overlaps or sticks out, in a language that is 40 % longer than English."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from second_me.desktop import shot_pages, shots
from second_me.desktop.languages import PSEUDO, install
from second_me.desktop.studio import Studio
from second_me.desktop.theme import ThemeChoice

LEFT_OUT = {
    shot_pages.graph,  # painted by hand, and slow with its 1,500 nodes
    shot_pages.people,  # so does a narrow card of a person
}
SCENES = {scene.__name__.lstrip("_"): scene for scene in shots.SCENES if scene not in LEFT_OUT}


@pytest.fixture
def longer(qapp: QApplication) -> Iterator[None]:
    kept = install(qapp, PSEUDO)
    yield
    for translator in kept:
        qapp.removeTranslator(translator)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_everything_fits(scene: Callable[[Studio], None], longer: None, qapp: QApplication):
    studio = Studio(qapp, None, "longer", ThemeChoice.LIGHT)
    scene(studio)
    assert studio.misfits == {}
