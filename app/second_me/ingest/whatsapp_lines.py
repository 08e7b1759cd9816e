"""What stands behind the head of a WhatsApp line: a message, a note by the app, a placeholder."""

import functools
import re

_MARKS = "\u200e\u200f\u202a\u202c\u2068\u2069\ufeff"
_BLANKS = " \u00a0\u202f"
_QUOTES = re.compile('["“”„«»]')
_MAX_AUTHOR = 120

# Notes by the app that carry an author's name in exports from an iPhone.
_APP_NOTE = re.compile(
    r"end-to-end encrypted|Ende-zu-Ende|chiffré[es]* de bout en bout|cifrad[oa]s de extremo"
    r"|crittografat[ie] end-to-end|end-to-end versleuteld|protegidas com a criptografia"
    r"|\b(?:created|left|joined) (?:this|the )?(?:group|community)|(?:added|removed) (?:you|.+)$"
    r"|changed (?:the|this|their|to) .*(?:subject|group|icon|number|settings|description|name)"
    r"|security code|is a contact|[Mm]issed (?:voice|video|group)|(?:Voice|Video) call\b"
    r"|^.{0,80} left$"
    r"|pinned a message|disappearing messages|You're now an admin|blocked this contact",
)
_GONE = (
    r"(?:This message was deleted|You deleted this message|Diese Nachricht wurde gelöscht"
    r"|Du hast diese Nachricht gelöscht|Se eliminó este mensaje|Eliminaste este mensaje"
    r"|Ce message a été supprimé|Vous avez supprimé ce message|Essa mensagem foi apagada"
    r"|Mensagem apagada|Questo messaggio è stato eliminato|Dit bericht is verwijderd"
    r"|Waiting for this message\. This may take a while|null)\.?"
)
_OMITTED_WORD = (
    r"omitted|weggelassen|ausgeschlossen|omitid[ao]s?|omiss?[ae]?s?|absente?s?|ocult[ao]d?[ao]?s?"
    r"|omess[aoi]|weggelaten|pominięt\w*|изъят\w*|пропущен\w*|utelämnad\w*|udeladt|poistettu"
    r"|省略されました|省略|생략됨|dahil edilmedi|vynechán\w*|kihagyva"
)
_NOTHING = re.compile(
    rf"{_GONE}|<[^<>=/\n]{{1,40}} [^<>=/\n]{{1,40}}>|(?:[^\W\d_]+ ){{1,3}}(?:{_OMITTED_WORD})",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"<(?:attached|Anhang|adjunto|pièce jointe|anexado|allegato|bijgevoegd|[^<>:\n]{3,20})"
    r": ?([^<>\n]{1,200})>"
    r"|(\S[^\n]{0,200}\.[A-Za-z0-9]{2,5}) \((?:file attached|Datei angehängt|archivo adjunto"
    r"|fichier joint|arquivo anexado|file allegato|bestand bijgevoegd|dosya ekli|файл добавлен)\)",
)
_OWN_NAME = re.compile(
    r"(?:\d{6,}-)?(?:PHOTO|VIDEO|AUDIO|STICKER|GIF|IMG|VID|AUD|PTT|STK|DOC)-?\d.*\.\w+$"
    r"|\d{8}-(?:PHOTO|VIDEO|AUDIO|STICKER|GIF)-.*",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"\s*[\u200e\u200f]?<[^<>\n]{0,30}(?:edited|bearbeitet|edit[óo]|modifié|modificat|bewerkt|изменен)[^<>\n]{0,20}>$"
)


@functools.lru_cache(maxsize=4096)
def speaker(written: str) -> str:
    """Return the author's name without the app's marks; "" if it is none."""
    if len(written) > _MAX_AUTHOR or len(_QUOTES.findall(written)) % 2:
        return ""
    return written.strip(_MARKS + _BLANKS).removeprefix("~").strip(_BLANKS)


def split_author(rest: str) -> tuple[str, str] | None:
    """Return author and text, or None for a note by the app itself."""
    written, colon, text = rest.partition(": ")
    if not colon:
        if not rest.endswith(":"):
            return None
        written, text = rest[:-1], ""
    author = speaker(written)
    return (author, text) if author else None


def is_app_note(text: str) -> bool:
    """Return whether a text that begins with the app's own mark is a note by the app."""
    return bool(_APP_NOTE.search(text))


def wording(text: str) -> str:
    """Return what somebody said: without edit marks and placeholders for media.

    A picture or voice note leaves nothing; a document leaves its name as a short note.
    """
    if not text:
        return ""
    if text[-1] == ">":
        text = _EDITED.sub("", text)
    marked = text[:1] in _MARKS
    text = text.strip(_MARKS + " \n")
    if len(text) < 120 and _NOTHING.fullmatch(text):  # noqa: PLR2004
        return ""
    if text[:1] == "<" or marked or "(" in text[:220]:
        return _without_attachment(text)
    return text


def _without_attachment(text: str) -> str:
    first, _, caption = text.partition("\n")
    match = _ATTACHED.fullmatch(first.strip(_MARKS + " "))
    if not match:
        return text
    name = (match[1] or match[2]).strip(_MARKS)
    note = "" if _OWN_NAME.match(name) else f"[attached: {name}]"
    return "\n".join(part for part in (note, caption.strip()) if part)
