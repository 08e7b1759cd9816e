"""The languages the window speaks: English in its sources, others as catalogues beside this."""

from second_me.desktop.languages.catalogue import Catalogue, catalogue
from second_me.desktop.languages.speaking import LANGUAGES, MIRRORED, PSEUDO, install

__all__ = ["LANGUAGES", "MIRRORED", "PSEUDO", "Catalogue", "catalogue", "install"]
