"""Whether a text is in the language that the adapters read, by the small words in it."""

from typing import Final

from second_me.core.terms import STOP_WORDS, words

_FOREIGN: Final = (
    frozenset(
        """
    aber auch auf aus bin bist das dass dem den der des dich ein eine einen er es für ich ihr ist
    kein mein mit nicht noch oder sich sie sind und von wenn wir zu zum zur habe
    como con cuando de del el ella en eres es esta este esto fue hay la las lo los mi muy no para
    pero por que qué se ser si sin son soy su también tengo un una y yo está
    au aux avec ce cette dans des du elle est et être il ils je la le les leur mais ma mes mon ne
    nous ont ou où pas pour qui sa ses suis sur très une vous c'est j'ai
    al alla anche che chi ci come cosa da dal della di e gli ha ho il io mio nel nella non per più
    questo sei sono ti tra
    ao as com da do dos ela ele em essa eu foi isso mas meu minha muito na não nos o os ou para
    pela pelo sua tem uma você
    ada adalah aja akan aku anda apa bisa buat dan dari dengan di gak iya ini itu juga kalau kamu
    kami ke kita lagi mau nggak nya oke pak saja saya sudah tidak udah untuk ya yang
    aan als dat deze dit een en het hij ik je maar met mijn naar niet nog ook op te van voor wat
    wij ze zijn
    att av den det du en ett för hon inte jag kan med mig och om på som så till vi är
    bir bu çok da de değil ben için ile mi ne o sen ve var
    ale co czy do jak jest już ma mam mi na nie o po się tak to w z za że
    """.split()  # noqa: SIM905  (a list of three hundred strings is not read by anybody)
    )
    - STOP_WORDS
    - {"die", "war", "man", "hat", "mute", "lo"}
)
"""Small words of ten languages that are none in English."""

_LATIN: Final = 0.8
"""Of the letters; fewer are another script."""


def is_english(text: str) -> bool:
    """Return whether a text may be English: what is too short to tell is taken for it."""
    letters = [letter for letter in text if letter.isalpha()]
    if sum(map(str.isascii, letters)) < _LATIN * len(letters):
        return False
    found = words(text)
    foreign = sum(word in _FOREIGN for word in found)
    return 2 * foreign <= sum(word in STOP_WORDS for word in found)
