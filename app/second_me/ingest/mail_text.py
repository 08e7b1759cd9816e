"""What somebody wrote in a mail, without what they quoted and how they signed."""

import re
from collections.abc import Iterator

_SIGNATURE = re.compile(r"(?:--|__) ?\s*$")
_SENT_FROM = re.compile(
    r"(?:Sent from my |Sent from (?:Mail|Outlook|Yahoo)|Get Outlook for "
    r"|Von meinem .{2,30} gesendet|Gesendet von |Envoyé de(?:puis)? mon |Enviado desde mi "
    r"|Inviato da(?:l mio)? "
    r"|Verstuurd vanaf mijn |Enviado do meu ).{0,60}$"
)
_ATTRIBUTION = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|W dniu|Den|Dne)\b.{4,200}"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|napisał|skrev|napsal)"
    r".{0,80}:\s*$",
    re.DOTALL,
)
_DIVIDER = re.compile(
    r"-{2,}\s?(?:Original Message|Ursprüngliche Nachricht|Originalnachricht|Mensaje original"
    r"|Message d'origine|Messaggio originale|Oorspronkelijk bericht|Forwarded [Mm]essage"
    r"|Weitergeleitete Nachricht)\s?-{2,}|_{20,}$|Begin forwarded message:",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\*?(?:From|Von|De|Da|Van|Od)\s?:\*? .+", re.IGNORECASE)
_HEADER_BELOW = re.compile(
    r"\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Betreff|Envoyé|Objet|Enviado|Para|Asunto"
    r"|Inviato|Oggetto|Verzonden|Onderwerp)\s?:\*? ?.+",
    re.IGNORECASE,
)
_FLOWED_QUOTE = re.compile(r"[>|] ?")


def own_words(body: str) -> str:
    """Return a body without quoted replies and signature; whole if nothing else is left.

    A mail that only hands on another one is kept with what it hands on.
    """
    lines = body.split("\n")
    kept = "\n".join(_kept(lines)).strip()
    if kept:
        return kept
    return "\n".join(_FLOWED_QUOTE.sub("", line, count=1) for line in lines).strip()


def _kept(lines: list[str]) -> Iterator[str]:
    """Yield the lines that are neither quoted, nor attributions, nor below a divider."""
    index = 0
    while index < len(lines):
        line = lines[index]
        if _SIGNATURE.match(line) or _DIVIDER.match(line) or _begins_header(lines, index):
            return
        if line.startswith(">") or _SENT_FROM.match(line):
            index += 1
            continue
        length = _attribution(lines, index)
        if length:
            if not _quoted_next(lines, index + length):
                return  # all below is what they answered to, without marks
            index += length
            continue
        yield line
        index += 1


def _attribution(lines: list[str], index: int) -> int:
    """Return how many lines an "On … wrote:" takes that begins here; 0 if none does."""
    for length in (1, 2, 3):
        if _ATTRIBUTION.match("\n".join(lines[index : index + length])):
            return length
    return 0


def _quoted_next(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 3] if line.strip()), "")
    return following.startswith(">")


def _begins_header(lines: list[str], index: int) -> bool:
    """Return whether the head of an earlier mail is pasted here, as Outlook does."""
    if not _HEADER.match(lines[index]):
        return False
    below = [line for line in lines[index + 1 : index + 5] if line.strip()]
    return sum(1 for line in below if _HEADER_BELOW.match(line)) >= 2  # noqa: PLR2004
