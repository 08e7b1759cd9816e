"""Pages that try to get more of a person's memory than the person sees: each one trick.

Every page holds an honest form with a first name and an e-mail address that can be seen. What is
named `trap` can not, by the trick, and must stay empty.
"""

from typing import Final

_FIELD: Final = '<label>Last name <input name="trap" autocomplete="family-name"></label>'
_HONEST: Final = """<form><p><label>First name <input name="first"></label>
<p><label>Email <input name="mail" type="email"></label>%s<p><button>Send</button></form>"""


def page(inner: str, style: str = "", script: str = "", after: str = "") -> str:
    """Return a whole page around the honest form."""
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Form</title><style>{style}</style>"
        f"<body>{_HONEST % inner}{after}<script>{script}</script></body></html>"
    )


def _styled(style: str) -> str:
    return page(f'<p><input name="trap" placeholder="Last name" style="{style}">')


def _wrapped(style: str, inner: str = "") -> str:
    return page(f'<div style="{style}">{inner}{_FIELD}</div>')


def _over(layer: str, style: str = "") -> str:
    return page(f'<div id="under" style="position:relative">{_FIELD}{layer}</div>', style)


def _framed(attributes: str) -> str:
    inner = _FIELD.replace('"', "&quot;")
    return page("", after=f"<iframe {attributes.replace('INNER', inner)}></iframe>")


_HIDING: Final = (
    "display:none", "visibility:hidden", "visibility:collapse", "opacity:0", "opacity:0.05",
    "width:0;height:0;padding:0;border:0", "width:1px;height:1px;padding:0;border:0",
    "position:absolute;left:-9999px", "position:absolute;top:-9999px",
    "position:fixed;left:-50vw;width:20px", "transform:scale(0)", "transform:scale(0.01)",
    "transform:translateX(-9999px)", "transform:rotateY(90deg)", "clip-path:inset(100%)",
    "clip-path:circle(0)", "position:absolute;clip:rect(0,0,0,0)", "filter:opacity(0)",
    "filter:opacity(5%)", "filter:blur(30px)", "color:transparent", "font-size:0",
    "-webkit-text-fill-color:transparent", "color:#fff;background:#fff", "text-indent:-9999px",
    "mask-image:linear-gradient(transparent,transparent)", "content-visibility:hidden;width:1px",
    "zoom:0.01", "margin-left:-9999px", "position:absolute;height:1px;overflow:hidden;padding:0",
)  # fmt: skip
_ENCLOSING: Final = (
    "display:none", "visibility:hidden", "opacity:0.01", "height:0;overflow:hidden",
    "width:0;height:0;overflow:hidden", "max-height:0;overflow:clip", "transform:scale(0)",
    "position:absolute;left:-9999px", "clip-path:inset(50%)", "filter:opacity(0)",
    "content-visibility:hidden", "position:absolute;top:-5000px", "opacity:0.6;filter:opacity(0.5)",
    "mask-image:linear-gradient(transparent,transparent)", "zoom:0.01",
)  # fmt: skip

HIDDEN: Final = {
    **{f"field {style}": _styled(style) for style in _HIDING},
    **{f"around {style}": _wrapped(style) for style in _ENCLOSING},
    "hidden attribute": page(f"<div hidden>{_FIELD}</div>"),
    "type hidden": page('<input type="hidden" name="trap" autocomplete="family-name">'),
    "closed details": page(f"<details><summary>More</summary>{_FIELD}</details>"),
    "closed dialog": page(f"<dialog>{_FIELD}</dialog>"),
    "popover": page(f"<div popover>{_FIELD}</div>"),
    "faint in faint": _wrapped("opacity:0.5", '<div style="opacity:0.5">') + "</div>",
    "shut box": _wrapped("width:200px;height:20px;overflow:hidden",
                         '<div style="height:300px"></div>'),
    "shut page": page(f'<div style="position:absolute;top:4000px">{_FIELD}</div>',
                      "html,body{overflow:hidden;height:100%}"),
    "password": page('<label>Last name <input name="trap" type="password"></label>'),
    "card": page('<label>Last name <input name="trap" autocomplete="cc-name"></label>'),
    "search": page('<label>Last name <input name="trap" type="search"></label>'),
    "code": page('<label>One-time code <input name="trap"></label>'),
    "frame faint": _framed('style="opacity:0" srcdoc="INNER"'),
    "frame away": _framed('style="position:absolute;left:-999px" srcdoc="INNER"'),
    "frame sandboxed": _framed('sandbox="allow-scripts" srcdoc="INNER"'),
    "frame data": _framed('src="data:text/html,INNER"'),
}  # fmt: skip
"""Fields that a person cannot see, or that are never filled: pages by their trick."""

_WHITE: Final = "position:absolute;inset:-9px;background:white"
COVERED: Final = {
    "plain": _over(f'<div style="{_WHITE}"></div>'),
    "lets clicks through": _over(f'<div style="{_WHITE};pointer-events:none"></div>'),
    "text above": _over(f'<div style="{_WHITE};pointer-events:none">Win a prize!</div>'),
    "half clear": _over(f'<div style="{_WHITE};opacity:0.99;pointer-events:none"></div>'),
    "gradient": _over('<div style="position:absolute;inset:-9px;pointer-events:none;'
                      'background-image:linear-gradient(white,white)"></div>'),
    "backdrop blur": _over('<div style="position:absolute;inset:-9px;pointer-events:none;'
                           'backdrop-filter:blur(30px)"></div>'),
    "inner shadow": _over('<div style="position:absolute;inset:-9px;pointer-events:none;'
                          'box-shadow:inset 0 0 0 999px white"></div>'),
    "outer shadow": page(_FIELD, after='<i style="position:fixed;top:0;left:0;width:1px;height:1px;'
                         'box-shadow:0 0 0 9999px white;pointer-events:none"></i>'),
    "outline": page(_FIELD, after='<i style="position:fixed;top:0;left:0;width:1px;height:1px;'
                    'outline:9999px solid white;pointer-events:none"></i>'),
    "border": _over('<div style="position:absolute;inset:-300px;box-sizing:border-box;'
                    'border:350px solid white;pointer-events:none"></div>'),
    "picture": _over('<img alt="" style="position:absolute;inset:-9px;width:120%;height:150%;'
                     'pointer-events:none" src="data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAA'
                     'AAAQABAAACAkQBADs=">'),
    "canvas": _over('<canvas style="position:absolute;inset:-9px;pointer-events:none"></canvas>'),
    "frame": _over('<iframe style="position:absolute;inset:-9px;pointer-events:none"></iframe>'),
    "drawing": _over('<svg style="position:absolute;inset:-9px;width:120%;height:150%;pointer-events:'
                     'none"><rect width="100%" height="100%" fill="white"/></svg>'),
    "part of what it lies in": _over("", "#under::after{content:'';position:absolute;inset:-9px;"
                                     "background:white;pointer-events:none}"),
    "part of the page": page(_FIELD, "body::after{content:'';position:fixed;inset:0;background:white;"
                             "pointer-events:none}"),
    "its own label": page('<div style="position:relative"><input id="t" name="trap" '
                          'placeholder="Last name"><label for="t" style="position:absolute;inset:-9px;'
                          'background:white;pointer-events:none">Newsletter</label></div>'),
    "whole page": page(_FIELD, after='<div style="position:fixed;inset:0;background:white;'
                       'pointer-events:none"></div>'),
    "top layer": page(_FIELD, after='<div id="p" popover="manual" style="inset:0;width:100%;height:'
                      '100%;margin:0;background:white;pointer-events:none"></div>',
                      script="document.getElementById('p').showPopover()"),
    "modal dialog": page(_FIELD, "dialog{inset:0;width:100%;height:100%;max-width:none;max-height:none;"
                         "background:white}", after="<dialog id=d>Hello</dialog>",
                         script="document.getElementById('d').showModal()"),
    "shadow root": page(_FIELD, after="<div id=s></div>",
                        script="const r=document.getElementById('s').attachShadow({mode:'open'});"
                        "r.innerHTML='<div style=\"position:fixed;inset:0;background:white;"
                        "pointer-events:none\"></div>'"),
    "nested shadow root": page(
        _FIELD,
        after="<div id=s></div>",
        script="const r=document.getElementById('s').attachShadow({mode:'open'});"
        "r.innerHTML='<p></p>';r.firstChild.attachShadow({mode:'open'}).innerHTML="
        "'<div style=\"position:fixed;inset:0;background:white;pointer-events:none\"></div>'",
    ),
    "moved over": _over('<div style="position:absolute;top:500px;left:0;width:100%;height:80px;'
                        'background:white;transform:translateY(-520px);pointer-events:none"></div>'),
    "many strips": _over("".join(
        f'<i style="position:absolute;left:-9px;right:-9px;top:{5 * n - 9}px;height:5px;'
        'background:white;pointer-events:none"></i>' for n in range(12))),
    "important where it stands": _over(
        f'<div style="{_WHITE};pointer-events:none!important"></div>'
    ),
    "important": _over(f'<div id="o" style="{_WHITE}"></div>', "#o{pointer-events:none!important}"),
}  # fmt: skip
"""Fields under something: pages by their trick."""
