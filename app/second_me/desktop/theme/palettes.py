"""The colours of light and dark, and how far apart two colours stand."""

import msgspec


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """One scheme. Each `on_` colour is what is written on the colour of that name.

    `window` lies at the back, `surface` is where one reads and types, `raised` lies above
    it (cards, popups). `edge` outlines controls (3:1 on what is beside it), `line` parts
    things and carries no meaning of its own. `hues` tell people and groups apart.
    """

    name: str
    window: str
    rail: str
    surface: str
    raised: str
    hover: str
    pressed: str
    line: str
    edge: str
    text: str
    quiet: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    good: str
    notice: str
    notice_soft: str
    on_notice_soft: str
    problem: str
    problem_soft: str
    on_problem_soft: str
    selection: str
    on_selection: str
    hues: tuple[str, ...]
    on_hue: str

    @property
    def dark(self) -> bool:
        return luminance(self.window) < luminance(self.text)


LIGHT = Palette(
    name="light",
    window="#f7f6f3",
    rail="#efede8",
    surface="#ffffff",
    raised="#ffffff",
    hover="#e9e6e0",
    pressed="#dedad2",
    line="#e3dfd8",
    edge="#8a857c",
    text="#1f1e1b",
    quiet="#5f5b54",
    accent="#0b6e66",
    accent_hover="#095d56",
    accent_pressed="#074c47",
    on_accent="#ffffff",
    accent_soft="#dceeeb",
    on_accent_soft="#08564f",
    good="#2c6a33",
    notice="#855300",
    notice_soft="#fdf1d7",
    on_notice_soft="#5f3d00",
    problem="#b3261e",
    problem_soft="#fbe6e3",
    on_problem_soft="#8a1c15",
    selection="#bfe0db",
    on_selection="#11302d",
    hues=(
        "#0b6e66",
        "#8a4b08",
        "#5b4fb3",
        "#a1305b",
        "#2f6b2f",
        "#1f62a8",
        "#7a5a12",
        "#86399b",
        "#b0402a",
        "#46606b",
    ),
    on_hue="#ffffff",
)

DARK = Palette(
    name="dark",
    window="#1b1a18",
    rail="#151412",
    surface="#232220",
    raised="#2a2926",
    hover="#32302d",
    pressed="#3c3a36",
    line="#373531",
    edge="#827c73",
    text="#edebe6",
    quiet="#aba69d",
    accent="#62c9bb",
    accent_hover="#7bd5c9",
    accent_pressed="#4fb5a8",
    on_accent="#072b27",
    accent_soft="#1d3b37",
    on_accent_soft="#a5e3da",
    good="#8ccf92",
    notice="#f0bf5f",
    notice_soft="#3a2e16",
    on_notice_soft="#f6d493",
    problem="#ff8f85",
    problem_soft="#40211e",
    on_problem_soft="#ffc0ba",
    selection="#2b5c55",
    on_selection="#eafbf8",
    hues=(
        "#62c9bb",
        "#e3a76a",
        "#a9a0f2",
        "#ee93b5",
        "#8ccf92",
        "#85b8f0",
        "#d8bd62",
        "#d9a0e8",
        "#f09a86",
        "#a9bcc6",
    ),
    on_hue="#17201f",
)


_LINEAR_TO = 0.04045


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", as WCAG 2 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= _LINEAR_TO else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT_PAIRS = (
    *((ink, ground) for ink in ("text", "quiet") for ground in ("window", "rail", "surface")),
    *((ink, "raised") for ink in ("text", "quiet", "accent", "problem", "notice", "good")),
    *((ink, "hover") for ink in ("text", "quiet")),
    ("text", "pressed"),
    *((ink, "surface") for ink in ("accent", "problem", "notice", "good")),
    *((ink, "window") for ink in ("accent", "problem", "notice", "good")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("on_accent_soft", "accent_soft"),
    ("on_notice_soft", "notice_soft"),
    ("on_problem_soft", "problem_soft"),
    ("on_selection", "selection"),
)
"""Every ink on every ground it is written on; each needs 4.5:1."""

EDGE_PAIRS = tuple(
    (ink, ground) for ink in ("edge", "accent") for ground in ("window", "surface", "raised")
)
"""Outlines of controls and focus rings; each needs 3:1."""

HUE_GROUNDS = ("window", "surface", "raised")
"""What the hues are drawn on; each needs 3:1 there, and 4.5:1 below what is written on it."""
