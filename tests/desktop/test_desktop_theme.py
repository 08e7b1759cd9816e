"""Colours far enough apart, icons that exist, a style sheet in the palette's colours."""

import re
from itertools import product

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from second_me.core.paths import packaged
from second_me.desktop.theme import DARK, LIGHT, Palette, Theme, ThemeChoice
from second_me.desktop.theme.icons import pixmap
from second_me.desktop.theme.palettes import EDGE_PAIRS, HUE_GROUNDS, TEXT_PAIRS, contrast
from second_me.desktop.theme.stylesheet import style_sheet
from second_me.desktop.theme.tokens import MOTION_MS, Space

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda one: one.name)
ICONS = sorted(path.stem for path in (packaged("resources") / "icons").glob("*.svg"))


@PALETTES
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_stands_out_from_its_ground(palette: Palette, pair: tuple[str, str]):
    ink, ground = (getattr(palette, name) for name in pair)
    assert contrast(ink, ground) >= 4.5


@PALETTES
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="-on-".join)
def test_outlines_stand_out_from_their_ground(palette: Palette, pair: tuple[str, str]):
    ink, ground = (getattr(palette, name) for name in pair)
    assert contrast(ink, ground) >= 3


@PALETTES
def test_hues_stand_out_and_can_be_written_on(palette: Palette):
    for hue in palette.hues:
        assert min(contrast(hue, getattr(palette, ground)) for ground in HUE_GROUNDS) >= 3
        assert contrast(palette.on_hue, hue) >= 4.5
    assert len(set(palette.hues)) == len(palette.hues)


def test_contrast_agrees_with_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.01)


@PALETTES
def test_style_sheet_knows_no_colour_of_its_own(palette: Palette):
    colours = set(re.findall(r"#[0-9a-f]{6}", style_sheet(palette)))
    assert colours <= set(msgspec.structs.asdict(palette).values())


def test_space_is_a_grid_of_four():
    sizes = [value for name, value in vars(Space).items() if name.isupper() and name != "HAIR"]
    assert sizes
    assert all(size % 4 == 0 for size in sizes)


def test_nothing_moves_for_long():
    assert MOTION_MS <= 150


@pytest.mark.parametrize(("name", "size"), list(product(ICONS, (16, 20, 40))))
def test_every_icon_draws_something(qapp: QApplication, name: str, size: int):
    drawn = pixmap(name, "#123456", size).toImage()
    inked = sum(drawn.pixelColor(x, y).alpha() > 40 for x in range(size) for y in range(size))
    assert inked >= size


def test_the_set_scheme_wins_over_the_systems(qapp: QApplication):
    theme = Theme(qapp)
    changes: list[str] = []
    theme.changed.connect(lambda: changes.append(theme.palette.name))
    theme.choose(ThemeChoice.DARK)
    assert theme.palette is DARK
    assert DARK.window in qapp.styleSheet()
    theme.choose(ThemeChoice.LIGHT)
    assert changes == ["dark", "light"]
    assert DARK.dark
    assert not LIGHT.dark
