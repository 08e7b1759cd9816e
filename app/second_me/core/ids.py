"""Identifiers of stored things.

Rows are numbered by the vault and a number is never used again, so that an id
in an old answer, log line or audit entry can never come to mean something else.
"""

from typing import NewType

SourceId = NewType("SourceId", int)
BatchId = NewType("BatchId", int)
EventId = NewType("EventId", int)
EpisodeId = NewType("EpisodeId", int)
FactId = NewType("FactId", int)
EntityId = NewType("EntityId", int)
RelationId = NewType("RelationId", int)
EvidenceId = NewType("EvidenceId", int)
RevisionId = NewType("RevisionId", int)
JobId = NewType("JobId", int)
ReviewId = NewType("ReviewId", int)
RuleId = NewType("RuleId", int)
RoutineId = NewType("RoutineId", int)
ConversationId = NewType("ConversationId", int)
TurnId = NewType("TurnId", int)
