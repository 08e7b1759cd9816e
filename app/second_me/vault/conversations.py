"""Conversations: what the person asked and was answered."""

import builtins
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.conversations import Conversation, Ending, NewTurn, Turn
from second_me.core.ids import ConversationId, EventId, TurnId
from second_me.vault.connection import Connection

_SOME: Final = "(SELECT value FROM json_each(?))"
_SELECT: Final = (
    "SELECT c.id, (SELECT question FROM turns WHERE conversation_id = c.id ORDER BY id LIMIT 1),"
    " c.started_at, c.last_at, (SELECT count(*) FROM turns WHERE conversation_id = c.id)"
    " FROM conversations AS c"
)
_ORDER: Final = " ORDER BY c.last_at DESC, c.id DESC"


class Conversations:
    """Rows of `conversations`, `turns` and `turn_evidence`. `erased` tells the writer that
    words went for good.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.erased = False

    def add(
        self, turn: NewTurn, now: Timestamp, conversation: ConversationId | None = None
    ) -> tuple[ConversationId, TurnId] | None:
        """Keep a turn as the last of a conversation, or of a new one if that is none (any more).

        None, and nothing is kept, if any of its evidence was erased meanwhile.
        """
        if not self._all_stand(turn.evidence):
            return None
        into = self._conversation(conversation, now)
        cursor = self._connection.execute(
            "INSERT INTO turns (conversation_id, asked_at, question, read_as, answer, ending,"
            " maker, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (into, now, turn.question, turn.read_as, turn.answer, turn.ending.value, turn.maker,
             turn.seconds),
        )  # fmt: skip
        id_ = TurnId(cursor.lastrowid)
        self._connection.executemany(
            "INSERT INTO turn_evidence (turn_id, number, event_id) VALUES (?, ?, ?)",
            [(id_, number, event) for number, event in enumerate(turn.evidence, 1)],
        )
        return into, id_

    def list(self, limit: int = 100, query: str = "") -> builtins.list[Conversation]:
        """Return conversations, the last spoken in first; of a query those that hold all of its
        words, in any case of letters.
        """
        if not query.strip():
            rows = self._connection.execute(f"{_SELECT}{_ORDER} LIMIT ?", (limit,))
        else:
            found = msgspec.json.encode(sorted(self._holding(query.casefold().split()))).decode()
            rows = self._connection.execute(
                f"{_SELECT} WHERE c.id IN {_SOME}{_ORDER} LIMIT ?", (found, limit)
            )
        return [
            Conversation(id=row[0], title=row[1] or "", started_at=row[2], last_at=row[3],
                         turns=row[4])
            for row in rows
        ]  # fmt: skip

    def turns(self, id: ConversationId) -> builtins.list[Turn]:  # noqa: A002
        """Return the turns of a conversation in order; none if there is no such one."""
        shown: dict[int, builtins.list[EventId]] = {}
        for turn_id, event_id in self._connection.execute(
            "SELECT e.turn_id, e.event_id FROM turn_evidence AS e JOIN turns AS t"
            " ON t.id = e.turn_id WHERE t.conversation_id = ? ORDER BY e.turn_id, e.number",
            (id,),
        ):
            shown.setdefault(turn_id, []).append(EventId(event_id))
        rows = self._connection.execute(
            "SELECT id, asked_at, question, read_as, answer, ending, maker, seconds FROM turns"
            " WHERE conversation_id = ? ORDER BY id",
            (id,),
        )
        return [_turn(row, shown.get(row[0], ())) for row in rows]

    def delete(self, ids: Iterable[ConversationId]) -> int:
        """Remove conversations for good; return how many."""
        some = msgspec.json.encode(builtins.list(ids)).decode()
        self._connection.execute(
            f"DELETE FROM turns WHERE conversation_id IN {_SOME}", (some,)
        )  # their evidence with them
        gone = self._connection.execute(f"DELETE FROM conversations WHERE id IN {_SOME}", (some,))
        self.erased = True
        return int(gone.rowcount)

    def delete_all(self) -> int:
        """Remove all conversations for good; return how many there were."""
        return self.delete(
            [row[0] for row in self._connection.execute("SELECT id FROM conversations")]
        )

    def _conversation(self, id_: ConversationId | None, now: Timestamp) -> ConversationId:
        moved = self._connection.execute(
            "UPDATE conversations SET last_at = max(last_at, ?) WHERE id = ?", (now, id_)
        )
        if id_ is not None and moved.rowcount:
            return id_
        cursor = self._connection.execute(
            "INSERT INTO conversations (started_at, last_at) VALUES (?, ?)", (now, now)
        )
        return ConversationId(cursor.lastrowid)

    def _all_stand(self, events: Sequence[EventId]) -> bool:
        row = self._connection.execute(
            f"SELECT count(*) FROM events WHERE id IN {_SOME}"
            " AND id NOT IN (SELECT event_id FROM erasing)",
            (msgspec.json.encode(events).decode(),),
        ).fetchone()
        return bool(row[0] == len(set(events)))

    def _holding(self, words: Collection[str]) -> set[int]:
        """Return the conversations in whose turns together all words stand."""
        said: dict[int, builtins.list[str]] = {}
        for id_, question, answer in self._connection.execute(
            "SELECT conversation_id, question, answer FROM turns"
        ):
            said.setdefault(id_, []).append(f"{question} {answer}".casefold())
        return {
            id_ for id_, texts in said.items() if all(any(w in t for t in texts) for w in words)
        }


def _turn(row: Sequence[Any], evidence: Iterable[EventId]) -> Turn:
    return Turn(
        id=row[0],
        asked_at=row[1],
        question=row[2],
        read_as=row[3],
        answer=row[4],
        ending=Ending(row[5]),
        maker=row[6],
        seconds=row[7],
        evidence=tuple(evidence),
    )
