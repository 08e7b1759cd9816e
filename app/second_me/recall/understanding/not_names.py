"""Capitalised words that are no names of anybody."""

from typing import Final

from second_me.core.calendar_days import MONTHS, WEEKDAYS
from second_me.recall.understanding.tokens import word_set

PLACE_LEADS: Final = word_set("in at to from near the a an of on into around")
"""Words before places, products and works rather than people."""

NOT_NAMES: Final = (
    frozenset(month.lower() for month in MONTHS)
    | frozenset(month[:3].lower() for month in MONTHS)
    | frozenset(WEEKDAYS)
    | word_set(
        """
    i i'm i've i'd i'll im mr mrs ms dr prof sir madam mom mum dad mama papa mommy daddy grandma
    grandpa christmas easter halloween thanksgiving hanukkah ramadan diwali eid xmas spring
    summer autumn fall winter am pm tv ok okay yes no dj cd dvd pc usb gps pdf url id english
    american british scottish irish welsh french german italian spanish portuguese dutch belgian
    swiss austrian swedish norwegian danish finnish polish czech hungarian romanian greek
    turkish russian ukrainian chinese cantonese mandarin japanese korean indian pakistani thai
    vietnamese indonesian malay filipino australian canadian mexican brazilian african european
    asian arab arabic hebrew jewish christian muslim catholic buddhist hindu latin western
    eastern northern southern internet wifi
    """
    )
)
