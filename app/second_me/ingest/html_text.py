"""The text of an HTML mail as its reader sees it: what is hidden stays out.

Hidden text is how a mail slips words past its reader to whatever reads along. Dropped
are elements hidden by attribute, inline style or the mail's own style sheet, text in the
colour of its background, text of no size or off the page, and quoted replies.
"""

import re

import msgspec

from second_me.ingest.html_tokens import Closing, Opening, tokens


def _tags(*names: str) -> frozenset[str]:
    return frozenset(" ".join(names).split())


_SILENT = _tags("title style script noscript template iframe object svg math select textarea")
_VOID = _tags("area base br col embed hr img input link meta source track wbr")
_BLOCKS = _tags(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form",
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul",
)
_CELLS = frozenset({"td", "th"})
_CLOSED_BY_SELF = frozenset({"p", "li", "tr", "td", "th", "option", "dd", "dt"})
_DEEPEST = 2_000
_LOOK_BACK = 200
_LONGEST_SHEET = 200_000
_BLANKS = re.compile(r"\s+")

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?<![\w-])opacity\s*:\s*0?\.?0*(?![\d.])|font-size\s*:\s*0*(?:\.0+)?(?:[01](?:\.\d+)?px|0)(?![\d.])"
    r"|(?<![\w-])(?:max-)?(?:height|width)\s*:\s*[01](?:px|pt)?\s*(?:;|$|!)"
    r"|(?:text-indent|(?<![\w-])left|(?<![\w-])top|margin-left)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0"
    r"|transform\s*:\s*scale\(0",
    re.IGNORECASE,
)
_SELECTOR = re.compile(r"[a-z0-9]*([.#][\w-]+)\Z", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]{1,60})", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]{1,60})", re.IGNORECASE)
_COLOUR_VALUE = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]{1,40}\)|\b[a-z]{3,20}\b", re.IGNORECASE)
_NAMED = {"white": "ffffff", "black": "000000", "snow": "fffafa"}
_QUOTES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|OutlookMessageHeader|divRplyFwdMsg")


class _Open(msgspec.Struct):
    """An element that is open, with what holds inside it."""

    tag: str
    hidden: bool
    background: str


def text_of_html(html: str) -> str:
    """Return the visible text of a mail; blocks on lines of their own."""
    page = _Page()
    for token in tokens(html):
        if isinstance(token, Opening):
            page.open(token.tag, token.given)
        elif isinstance(token, Closing):
            page.close(token.tag)
        else:
            page.write(token.text)
    lines = (" ".join(line.split()) for line in "".join(page.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Page:
    """Collects visible words; never complains about what is not well-formed."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._open = [_Open("", hidden=False, background="ffffff")]
        self._hidden_names: set[str] = set()

    def open(self, tag: str, given: dict[str, str]) -> None:
        """Take in the tag that opens an element."""
        if tag in _CLOSED_BY_SELF and self._open[-1].tag == tag:
            self._open.pop()
        above = self._open[-1]
        if not above.hidden:
            self._break(tag)
        if tag in _VOID or len(self._open) > _DEEPEST:
            return
        background = _background(given) or above.background
        hidden = above.hidden or self._hides(tag, given, background)
        self._open.append(_Open(tag, hidden, background))

    def close(self, tag: str) -> None:
        """Take in the tag that closes an element, and all that was left open in it."""
        for index in range(len(self._open) - 1, max(0, len(self._open) - _LOOK_BACK), -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                break
        if tag in _BLOCKS and not self._open[-1].hidden:
            self.words.append("\n")

    def write(self, text: str) -> None:
        """Take in words, which for a style sheet say what is hidden."""
        if self._open[-1].tag == "style":
            self._hidden_names |= _hidden_names(text)
        elif not self._open[-1].hidden:
            self.words.append(_BLANKS.sub(" ", text))

    def _break(self, tag: str) -> None:
        if tag == "br" or tag in _BLOCKS:
            self.words.append("\n- " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.words.append(" ")

    def _hides(self, tag: str, given: dict[str, str], background: str) -> bool:
        names = {f".{name}" for name in given.get("class", "").split()} | {f"#{given.get('id')}"}
        style = given.get("style", "")
        colour = _hex(given.get("color", "")) or _first_colour(_COLOUR, style)
        return (
            tag in _SILENT
            or "hidden" in given
            or given.get("aria-hidden") == "true"
            or bool(_HIDING.search(style))
            or bool(names & self._hidden_names)
            or (bool(colour) and colour in {background, "transparent"})
            or bool(_QUOTES.search(f"{given.get('class', '')} {given.get('id', '')}"))
            or (tag == "blockquote" and given.get("type") == "cite")
        )


def _background(given: dict[str, str]) -> str:
    return _first_colour(_BACKGROUND, given.get("style", "")) or _hex(given.get("bgcolor", ""))


def _first_colour(where: re.Pattern[str], style: str) -> str:
    found = where.search(style)
    value = _COLOUR_VALUE.search(found[1]) if found else None
    return _hex(value[0]) if value else ""


def _hex(colour: str) -> str:
    """Return a colour as six hexadecimal digits where that is easy, else in small letters."""
    colour = colour.strip().lower()
    if colour.startswith("rgb"):
        numbers = [int(number) for number in re.findall(r"\d{1,3}", colour)[:3]]
        return "".join(f"{min(number, 255):02x}" for number in numbers)
    digits = colour.removeprefix("#")
    if colour.startswith("#") and len(digits) in {3, 4}:
        return "".join(digit * 2 for digit in digits[:3])
    return digits[:6] if colour.startswith("#") else _NAMED.get(colour, colour)


def _hidden_names(sheet: str) -> set[str]:
    """Return the classes and ids that a style sheet hides outright."""
    names: set[str] = set()
    for rule in sheet[:_LONGEST_SHEET].split("}"):
        selectors, _, rules = rule.partition("{")
        if "@" in selectors or not _HIDING.search(rules):
            continue
        for selector in selectors.split(","):
            if match := _SELECTOR.fullmatch(selector.strip()):
                names.add(match[1])
    return names
