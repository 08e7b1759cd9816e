"""The kind of a statement by its words, for sources that name none."""

import re
from typing import Final

_WORDS: Final = {
    "plan": """will|plans?|planned|wants?|intends?|goals?|scheduled?|decided|next|aims?|deadline
        |appointment|going to|target|upcoming|seeks?|looking for|needs?|booked""",
    "preference": """prefers?|preferences?|likes?|dislikes?|enjoys?|favou?rite|loves?|hates?
        |requires?|expects?|finds|values|prioriti[sz]es?|appreciates?|interested|avoids?""",
    "health": r"""pain|back|sleep|weight|weighs|symptoms?|medic\w+|doctor|allergic|ill|injur\w+
        |anxi\w+|stress\w*|knee|diet|health""",
    "relation": """wife|husband|son|sons|daughters?|kids?|child|children|family|friends?|mother
        |father|parents|brother|sister|married|partner|girlfriend|boyfriend|dad|mum|mom""",
    "education": r"""study|studies|studying|exams?|degree|learn\w*|courses?|module|notes?
        |university|school|class""",
    "work": """job|works?|working|career|clients?|company|team|projects?|meetings?|report
        |business|colleagues?|boss""",
    "place": "lives?|home|address|moved|apartment|flat|house",
    "habit": "usually|every|routine|daily|always|weekly|regularly|often|habit",
    "possession": "has an?|owns?|bought|uses?|got",
    "event": r"""went|completed?|confirmed|visited|did|was|were|had|made|finished|started|took
        |\w+ed""",
}
_BREAK: Final = re.compile(r"\n\s*")
_KINDS: Final = {
    kind: re.compile(rf"\b(?:{_BREAK.sub('', words)})\b", re.IGNORECASE)
    for kind, words in _WORDS.items()
}


def kind_of(statement: str) -> str:
    """Return the first kind whose words stand in the statement."""
    return next((kind for kind, words in _KINDS.items() if words.search(statement)), "other")
