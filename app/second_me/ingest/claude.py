"""Claude's export: conversations as plain lists of messages."""

from second_me.core.protocol.memory import Format
from second_me.ingest.ai_chats import (
    AiChats,
    Conversation,
    Turn,
    with_attachments,
)
from second_me.ingest.untrusted_json import JsonObject, a_list, a_text, a_time, an_object

_SENDERS = {"human": True, "user": True, "assistant": False}


class Claude(AiChats):
    """Reads the conversations.json of a Claude export, or the zip that holds it."""

    format = Format(
        name="claude",
        label="Claude chats",
        hint="In Claude: Settings, Privacy, Export data. Choose the .zip file.",
        suffixes=(".json", ".zip"),
    )

    source = "Claude"
    mark = b'"chat_messages"'

    def conversation(self, untrusted: JsonObject) -> Conversation:
        return conversation(untrusted)


def conversation(untrusted: JsonObject) -> Conversation:
    """Return a conversation; where messages name their parents, the branch shown last."""
    messages = [an_object(message) for message in a_list(untrusted.get("chat_messages"))]
    leaf = a_text(untrusted.get("current_leaf_message_uuid"))
    turns = (_turn(message) for message in _branch(messages, leaf))
    return Conversation(
        id=a_text(untrusted.get("uuid")),
        title=a_text(untrusted.get("name")),
        at=a_time(untrusted.get("created_at")),
        turns=tuple(turn for turn in turns if turn),
    )


def _branch(messages: list[JsonObject], leaf: str) -> list[JsonObject]:
    by_id = {a_text(message.get("uuid")): message for message in messages}
    walked: dict[str, JsonObject] = {}
    while leaf in by_id and leaf not in walked:
        walked[leaf] = by_id[leaf]
        leaf = a_text(by_id[leaf].get("parent_message_uuid"))
    return list(walked.values())[::-1] or messages


def _turn(message: JsonObject) -> Turn | None:
    sender = a_text(message.get("sender"))
    if sender not in _SENDERS:
        return None
    files = (*a_list(message.get("attachments")), *a_list(message.get("files")))
    names = dict.fromkeys(a_text(an_object(file).get("file_name")) for file in files)
    return Turn(
        id=a_text(message.get("uuid")),
        own=_SENDERS[sender],
        text=with_attachments(_text(message), names),
        at=a_time(message.get("created_at")),
    )


def _text(message: JsonObject) -> str:
    """Return what was said: the text blocks of newer exports, else the plain text."""
    blocks = [an_object(block) for block in a_list(message.get("content"))]
    said = (a_text(block.get("text")) for block in blocks if block.get("type") == "text")
    return "\n\n".join(text for text in said if text.strip()) or a_text(message.get("text"))
