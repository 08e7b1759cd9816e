"""Vectors in pages: the same code in what stays is not what was erased."""

from second_me.core.protocol.erase import Memories
from second_me.vault.erasing.aftermath import clean

WORDS = "words"


def test_a_words_code_that_another_event_has_further_on_is_no_trace(vault, remember, clock):
    first, second = remember("one umbrella is lost", "another one was found")
    shared, own = bytes(range(100, 116)), bytes(range(16))
    vault.write(
        lambda s: s.vectors.put("m", WORDS, [(first, shared + own), (second, own * 3 + shared)])
    )
    chosen = vault.read(lambda s: s.erasures.choose(Memories(ids=(first,))))
    begun = vault.write(lambda s: s.erasures.begin(chosen, "t", clock.now()))
    vault.write(lambda s: s.erasures.forget_words(begun.erasure_id))
    vault.flush()
    looked = vault.aftermath.search_vault(begun.erasure_id)
    assert clean(looked), looked
