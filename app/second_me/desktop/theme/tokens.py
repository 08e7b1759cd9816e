"""The measures everything is built from. All in device-independent pixels."""

from typing import Final


class Space:
    """A grid of four. Layouts take their gaps and margins from here and nowhere else."""

    HAIR: Final = 2
    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 24
    XXL: Final = 32
    HUGE: Final = 48


class Radius:
    SMALL: Final = 6
    MEDIUM: Final = 8
    LARGE: Final = 12


class Type:
    """The scale of letters. Body text stands at 14; nothing is smaller than 12."""

    CAPTION: Final = 12
    SMALL: Final = 13
    BODY: Final = 14
    LEAD: Final = 16
    TITLE: Final = 20
    DISPLAY: Final = 28


class Measure:
    """Widths that make for good reading."""

    READING: Final = 720
    FORM: Final = 480
    RAIL: Final = 200
    EVIDENCE: Final = 336
    CONTROL: Final = 36
    ICON: Final = 20


MOTION_MS: Final = 120
"""The longest that anything moves."""
