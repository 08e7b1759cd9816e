"""What kind of answer a noun asks for: "which city" a place, "what colleague" a person."""

from typing import Final

from second_me.recall.understanding.asked import Wants
from second_me.recall.understanding.tokens import word_set

_NOUNS: Final = {
    Wants.TIME: """
        time times date dates day days month year hour weekday season century decade deadline
        birthday anniversary weekend week
        """,
    Wants.PLACE: """
        city cities town towns village country countries place places location locations state
        states region area areas street address venue venues restaurant restaurants hotel hotels
        museum museums park parks airport station room school university college hospital clinic
        shop shops store stores cafe bar neighborhood neighbourhood island beach continent province
        county spot spots destination destinations supermarket mall theater theatre cinema
        """,
    Wants.PERSON: """
        person people friend friends colleague colleagues coworker artist artists author authors
        singer actor actress musician teacher man woman guy girl boy relative relatives member
        members neighbor neighbour classmate classmates patient patients employee manager student
        """,
    Wants.NUMBER: """
        number amount percentage percent price cost age count score average sum distance size height
        weight salary rent fee budget temperature ratio quantity rate frequency length duration
        total proportion
        """,
    Wants.REASON: "reason reasons motivation cause motive inspiration purpose trigger rationale",
    Wants.DESCRIPTION: "opinion impression reaction attitude feeling feelings view views outcome",
}
_KINDS: Final = {noun: wants for wants, nouns in _NOUNS.items() for noun in nouns.split()}

SUMS: Final = word_set("number amount total sum cost average percentage proportion order count")
"""Of these nouns what follows their "of" is what is asked for, and all of it is needed."""

NAMES_OF: Final = word_set(
    """
    name names title titles kind kinds type types sort sorts style genre brand one
    pair pairs piece pieces bit
    """
)
"""Of these nouns what follows their "of" is what is asked for."""

REASONED: Final = word_set(
    """
    made makes caused causes led motivated motivates inspired inspires triggered prompted drove
    convinced
    """
)
"""Behind "what" they ask for a reason."""

HOW_MUCH: Final = word_set(
    """
    much many often frequently long old far tall big large high heavy fast late early expensive
    deep wide soon
    """
)
"""Behind "how" they ask for a number."""

FELT: Final = word_set("feel feels felt feeling like describe describes react reacted think thinks")
"""Behind "how did Anna" they ask for a description."""


def kind_of(noun: str) -> Wants:
    """Return the kind of answer that a noun asks for."""
    return _KINDS.get(noun, Wants.THING)


def plural(noun: str) -> bool:
    """Say whether a noun looks like a plural."""
    if noun in {"people", "children", "men", "women", "mice", "feet", "teeth"}:
        return True
    single = noun.endswith(("ss", "us", "is", "news", "series", "ics", "ous"))
    return len(noun) > 3 and noun.endswith("s") and not single  # noqa: PLR2004  (gas, bus)
