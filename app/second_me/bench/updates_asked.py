"""Questions on what changed: whether what holds now is found, and what was is marked as past.

LongMemEval's knowledge-update questions have a session that tells the old value and a later one
that tells the present one, hidden among unrelated ones. Shares are in per cent.
"""

import argparse
from pathlib import Path

from second_me.bench.report import Figures, Part
from second_me.core.protocol.recall import Hit, ReasonKind
from second_me.corpora import longmemeval
from second_me.corpora.corpus import Corpus
from second_me.corpora.filled_vault import FilledVault, Remembered
from second_me.inference.embedder import OnnxEmbedder
from second_me.recall.tellings import marked

CATEGORY = "knowledge-update"
LIMIT = 10
"""Hits that are looked at."""


def parts(arguments: argparse.Namespace) -> dict[str, Part]:
    """Ask every question of the kind; `arguments` name the questions, the pool, and how many
    sessions each is hidden among.
    """
    embedder = Remembered(OnnxEmbedder())
    found = [
        _asked(corpus, embedder)
        for corpus in longmemeval.read(
            arguments.path, arguments.pool, sessions=arguments.sessions or longmemeval.SESSIONS
        )
        if corpus.questions[0].category == CATEGORY
    ]
    count = max(len(found), 1)
    figures: Figures = {
        "questions": len(found),
        "current_found": 100 * sum(one[0] for one in found) / count,
        "past_marked": 100 * sum(one[1] for one in found) / count,
        "both": 100 * sum(one[0] and one[1] for one in found) / count,
        "current_marked_past": 100 * sum(one[2] for one in found) / count,
    }
    reference: Figures = {
        "current_found": figures["current_found"],
        "past_marked": 0.0,
        "both": 0.0,
    }
    return {"updates": Part(figures=figures, reference=reference)}


def _asked(corpus: Corpus, embedder: Remembered) -> tuple[bool, bool, bool]:
    """Return whether the present value is found, every old one found is marked as past, and the
    present one is wrongly.
    """
    (question,) = corpus.questions
    filled = FilledVault(corpus, embedder)
    try:
        done = filled.search(question, LIMIT)
        hits = marked(done.asked, done.result.hits)
        threads = [key.partition(":")[0] for key in question.evidence]
        newest = threads[-1]
        now = [hit for hit in hits if filled.threads[hit.event.id] == newest]
        old = [hit for hit in hits if filled.threads[hit.event.id] in threads[:-1]]
        best = old[:1]
        return bool(now), all(map(_is_past, best)), bool(now) and _is_past(now[0])
    finally:
        filled.close()


def _is_past(hit: Hit) -> bool:
    return any(reason.kind is ReasonKind.EARLIER for reason in hit.reasons)


def default_pool(path: Path) -> Path:
    """Return where the pool of unrelated sessions lies beside the questions."""
    return path.parent / "distractor_sessions_pool.jsonl"
