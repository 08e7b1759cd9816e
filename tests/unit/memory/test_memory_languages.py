import pytest

from second_me.memory.languages import is_english


@pytest.mark.parametrize(
    "text",
    [
        "My dog Olive ate two chocolate bars yesterday.",
        "Flat in Lisbon, two cats, vegetarian.",
        "We ate at El Sol de Mayo and it was great.",
        "ok",
        "",
    ],
)
def test_english_and_what_cannot_be_told_is_read(text):
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ich wohne seit drei Jahren mit meiner Frau in Berlin.",
        "Vivo en Madrid con mi familia y tengo dos perros.",
        "Je travaille à l'hôpital et ma sœur est avec moi.",
        "Saya tidak bisa datang karena motor saya rusak.",
        "네, 말씀하신 내용 다 맞아요.",
        "Где ты живёшь сейчас?",
    ],
)
def test_other_languages_are_not(text):
    assert not is_english(text)
