"""What a mutation changed, so that a view refreshes only its own part."""

import enum

import msgspec


class Topic(enum.StrEnum):
    """The parts of the product that views look at."""

    VAULT = "vault"
    SOURCES = "sources"
    BATCHES = "batches"
    EVENTS = "events"
    EPISODES = "episodes"
    FACTS = "facts"
    ENTITIES = "entities"
    RELATIONS = "relations"
    REVIEWS = "reviews"
    VECTORS = "vectors"
    JOBS = "jobs"
    MODELS = "models"
    SETTINGS = "settings"
    AGENT = "agent"
    ERASURES = "erasures"
    RETENTION = "retention"
    LEARNING = "learning"
    COMMUNITIES = "communities"
    KEEPING = "keeping"
    SELF_AUDITS = "self_audits"
    ROUTINES = "routines"
    FILL = "fill"
    WATCHED = "watched"
    CONVERSATIONS = "conversations"


MAX_IDS = 500


class Change(msgspec.Struct, frozen=True):
    """Ids that changed under one topic; no ids at all means "any of them"."""

    topic: Topic
    ids: tuple[int, ...] = ()


class ChangeSet(msgspec.Struct, frozen=True):
    """All that one mutation changed."""

    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, topic: Topic, *ids: int) -> "ChangeSet":
        """Return a change of one topic; more than `MAX_IDS` ids become "any of them"."""
        return cls((Change(topic, ids if len(ids) <= MAX_IDS else ()),))

    def __or__(self, other: "ChangeSet") -> "ChangeSet":
        """Return both sets as one, a topic appearing once."""
        merged: dict[Topic, tuple[int, ...]] = {}
        for change in (*self.changes, *other.changes):
            known = merged.get(change.topic)
            if known is None:
                merged[change.topic] = change.ids
            elif not known or not change.ids:
                merged[change.topic] = ()
            else:
                ids = tuple(dict.fromkeys((*known, *change.ids)))
                merged[change.topic] = ids if len(ids) <= MAX_IDS else ()
        return ChangeSet(tuple(Change(topic, ids) for topic, ids in merged.items()))

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def topics(self) -> frozenset[Topic]:
        """Return the topics that changed."""
        return frozenset(change.topic for change in self.changes)
