"""ChatGPT's export: conversations whose messages form a tree, of which one branch is shown."""

from second_me.core.protocol.memory import Format
from second_me.ingest.ai_chats import (
    AiChats,
    Conversation,
    Turn,
    with_attachments,
)
from second_me.ingest.untrusted_json import JsonObject, a_list, a_text, a_time, an_object

_ROLES = {"user": True, "assistant": False}
_SPOKEN = frozenset({"text", "multimodal_text", ""})


class ChatGpt(AiChats):
    """Reads the conversations.json of a ChatGPT export, or the zip that holds it."""

    format = Format(
        name="chatgpt",
        label="ChatGPT chats",
        hint="In ChatGPT: Settings, Data controls, Export data. Choose the .zip file.",
        suffixes=(".json", ".zip"),
    )

    source = "ChatGPT"
    mark = b'"mapping"'

    def conversation(self, untrusted: JsonObject) -> Conversation:
        return conversation(untrusted)


def conversation(untrusted: JsonObject) -> Conversation:
    """Return the branch of a conversation that the person saw last, in order."""
    turns = (_turn(node) for node in branch(untrusted))
    return Conversation(
        id=a_text(untrusted.get("conversation_id")) or a_text(untrusted.get("id")),
        title=a_text(untrusted.get("title")),
        at=a_time(untrusted.get("create_time")),
        turns=tuple(turn for turn in turns if turn),
    )


def branch(untrusted: JsonObject) -> list[JsonObject]:
    """Return the nodes from the root to the current leaf.

    Without links between nodes, all of them in the order of their times; without a
    current node, the branch of the leaf that was written last.
    """
    mapping = {key: an_object(node) for key, node in an_object(untrusted.get("mapping")).items()}
    parents = {key: a_text(node.get("parent")) for key, node in mapping.items()}
    linked = {key: parent for key, parent in parents.items() if parent in mapping}
    if not linked:
        return sorted(mapping.values(), key=_time)
    leaf = a_text(untrusted.get("current_node"))
    if leaf not in mapping:
        inner = set(linked.values())
        leaves = [key for key in mapping if key not in inner] or list(mapping)
        leaf = max(reversed(leaves), key=lambda key: _time(mapping[key]))
    walked: dict[str, JsonObject] = {}
    while leaf in mapping and leaf not in walked:
        walked[leaf] = mapping[leaf]
        leaf = parents[leaf]
    return list(walked.values())[::-1]


def _time(node: JsonObject) -> int:
    return a_time(an_object(node.get("message")).get("create_time")) or 0


def _turn(node: JsonObject) -> Turn | None:
    """Return a node as a turn; None for what neither side said (system, tools, hidden)."""
    message = an_object(node.get("message"))
    content, metadata = an_object(message.get("content")), an_object(message.get("metadata"))
    role = a_text(an_object(message.get("author")).get("role"))
    hidden = metadata.get("is_visually_hidden_from_conversation") is True
    addressed = a_text(message.get("recipient")) or "all"
    spoken = a_text(content.get("content_type")) in _SPOKEN
    if role not in _ROLES or hidden or addressed != "all" or not spoken:
        return None
    text = "\n\n".join(part for part in map(_part, a_list(content.get("parts"))) if part.strip())
    names = (a_text(an_object(one).get("name")) for one in a_list(metadata.get("attachments")))
    return Turn(
        id=a_text(message.get("id")) or a_text(node.get("id")),
        own=_ROLES[role],
        text=with_attachments(text or a_text(content.get("text")), names),
        at=a_time(message.get("create_time")),
    )


def _part(part: object) -> str:
    """Return the words of one part: a string, or an object such as a voice transcript."""
    return part if isinstance(part, str) else a_text(an_object(part).get("text"))
