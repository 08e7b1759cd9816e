"""What the embedder learns from: memories of one person or one talk, and questions on them.

Everything that may be mistaken for a question's evidence lies in the same pool, so that the
batches drawn from it are hard.
"""

import msgspec

from second_me.inference.documents import document


class Memory(msgspec.Struct, frozen=True):
    """Something kept, as an event would be: who says it and what; `before` was said just before."""

    author: str
    text: str
    before: str = ""

    def document(self) -> str:
        """Return the words as the product embeds them."""
        return document(self.author, "", self.text, self.before)


class Query(msgspec.Struct, frozen=True):
    """A question. `gold` are numbers of memories that answer it, `near` of ones that only look
    as if they did; what is in neither may be taken for a wrong answer, too.
    """

    text: str
    gold: tuple[int, ...]
    near: tuple[int, ...] = ()


class Pool(msgspec.Struct, frozen=True):
    source: str
    name: str
    memories: tuple[Memory, ...]
    queries: tuple[Query, ...]
