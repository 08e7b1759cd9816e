"""Names that are common words, too: what is written small, or begins a sentence, is the word."""

from typing import Final

from second_me.recall.understanding.tokens import word_set

WORDS_TOO: Final = word_set(
    """
    will may mark grace rose april june august summer autumn hope faith joy art bill jack rob
    pat sue ray dean frank grant chase hunter drew guy chuck nick penny ruby amber lily ivy
    daisy olive violet iris heather holly ginger robin jay dawn eve miles max cash chance victor
    gene lance harry peg josh randy rusty sandy star angel bishop king page reed rich sage wade
    dick don ken jean jade jasmine pearl basil herb clay cliff dale glen heath lane brook brooks
    ford forest carter mason parker taylor tyler walker porter cooper potter smith baker cook
    major baron duke earl prince marshal patience prudence charity mercy harmony melody crystal
    diamond destiny trinity savannah carol bliss merry gale storm bob bud buck buddy cat kit
    kitty lee les lot luck mike nan neil norm pet phil pip pierce rex rock rod roman sam scout
    see shell sky skip sun sunny tab tad tally teddy tom trip troy van vic wren young long short
    small large white black brown green gray grey gold silver bell bush field fields hall hill
    hills wood woods stone waters rivers lake banks church castle house home park street moon
    winter day night week month year love sweet wise strong good best little big new old free
    price bond case chain child court cross english french german fish fox wolf bear lamb bird
    swan hart hawk crane finch drake martin mom mum dad mama papa mother father sister brother
    son daughter aunt uncle friend boss team info news support sales service services office
    admin help contact newsletter noreply reply mail apple amazon target orange square stripe
    signal slack notion zoom discord line chat bot user group family club school work company
    bank shop store health sport sports doctor vet coach music art book books food film game
    games garden money photo photos travel weather video videos
    """
)

SAID_OF_PEOPLE: Final = word_set(
    """
    is was has had did does said says told tells asked likes liked loves loved wants wanted went
    goes got gave came made took thinks thought feels felt and moved met bought
    """
)
"""Words behind a name that begins a sentence; behind "will" and "may" they make no question."""
