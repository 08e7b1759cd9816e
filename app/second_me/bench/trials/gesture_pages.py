"""Pages that try to have themselves filled without the person: each one trick.

All show the same honest form, which memory could fill. A page says that it has done its worst by
`data-done` on its root.
"""

from typing import Final

from second_me.bridges.browsers import CHROMIUM_ID

FIELDS: Final = ("first", "last", "mail", "city")
_FORM: Final = """<form><p><label>First name <input id=first name=first></label>
<p><label>Last name <input id=last name=last></label>
<p><label>Email <input id=mail name=mail type=email></label>
<p><label>City <input id=city name=city></label><p><button type=button id=send>Send</button></form>"""
_KEY: Final = (
    '{key: "Y", code: "KeyY", ctrlKey: true, shiftKey: true, bubbles: true, composed: true}'
)
_ASK: Final = '{ask: "begin", tab: 1, anew: true}'
_PLAN: Final = '{id: 1, method: "fill.plan", params: {}}'
_POPUP: Final = f"chrome-extension://{CHROMIUM_ID}/popup.html"
_ON_FIELDS: Final = "for (const one of document.querySelectorAll('input')) "


def page(trick: str, extra: str = "") -> str:
    """Return a page that runs a trick, as an async function's body, once it is loaded."""
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Shop</title><body>{_FORM}{extra}"
        f"<script>addEventListener('load', async () => {{ try {{ {trick} }} catch {{}}\n"
        "setTimeout(() => { document.documentElement.dataset.done = 'yes' }, 50) })</script>"
    )


def _events(target: str, made: str) -> str:
    return page(
        f"for (const type of ['keydown', 'keypress', 'keyup']) {target}.dispatchEvent({made});"
    )


def _framed(attributes: str) -> str:
    return page(
        "await new Promise((done) => setTimeout(done, 100));", f"<iframe {attributes}></iframe>"
    )


_TO_US: Final = f'"{CHROMIUM_ID}"'
PAGES: Final = {
    "key on the document": _events("document", f"new KeyboardEvent(type, {_KEY})"),
    "key on the window": _events("window", f"new KeyboardEvent(type, {_KEY})"),
    "key on a field": _events("document.querySelector('input')", f"new KeyboardEvent(type, {_KEY})"),
    "key as a plain event": _events("document", f"Object.assign(new Event(type, {{bubbles: true}}), {_KEY})"),
    "key again and again": page(f"for (let n = 0; n < 500; n += 1) document.dispatchEvent(new KeyboardEvent('keydown', {_KEY}));"),
    "key in a frame": page(f"const f = document.body.appendChild(document.createElement('iframe')); f.contentDocument.dispatchEvent(new KeyboardEvent('keydown', {_KEY}));"),
    "click on a field": page(_ON_FIELDS + "one.click();"),
    "click on the button": page("document.getElementById('send').click();"),
    "pointer on a field": page(_ON_FIELDS + "for (const type of ['pointerdown', 'pointerup', 'click']) one.dispatchEvent(new PointerEvent(type, {bubbles: true, isPrimary: true}));"),
    "mouse on a field": page(_ON_FIELDS + "for (const type of ['mousedown', 'mouseup', 'dblclick', 'contextmenu']) one.dispatchEvent(new MouseEvent(type, {bubbles: true}));"),
    "touch on a field": page(_ON_FIELDS + "one.dispatchEvent(new Event('touchstart', {bubbles: true}));"),
    "focus from field to field": page("for (let n = 0; n < 20; n += 1) " + _ON_FIELDS + "one.focus();"),
    "autofocus": page("", "<input autofocus name=other>"),
    "focus and select": page(_ON_FIELDS + "{ one.focus(); one.select(); }"),
    "focus of the window": page("blur(); focus(); dispatchEvent(new Event('focus'));"),
    "input events": page(_ON_FIELDS + "for (const type of ['beforeinput', 'input', 'change']) one.dispatchEvent(new InputEvent(type, {bubbles: true, inputType: 'insertReplacementText', data: 'x'}));"),
    "autofill events": page(_ON_FIELDS + "for (const type of ['autocomplete', 'autofill', 'animationstart']) one.dispatchEvent(new CustomEvent(type, {bubbles: true}));"),
    "load events": page("for (const type of ['load', 'pageshow', 'DOMContentLoaded', 'visibilitychange']) { dispatchEvent(new Event(type + 'x')); document.dispatchEvent(new Event(type)); }"),
    "form is sent and reset": page("const f = document.forms[0]; f.addEventListener('submit', (e) => e.preventDefault()); f.requestSubmit(); f.reset();"),
    "commands of an editor": page("for (const one of ['insertText', 'paste', 'undo', 'redo']) document.execCommand(one, false, 'x');"),
    "history": page("for (let n = 0; n < 50; n += 1) history.pushState({n}, '', '#' + n); dispatchEvent(new PopStateEvent('popstate'));"),
    "message to itself": page(f"postMessage({_ASK}, '*'); postMessage({_PLAN}, '*');"),
    "message in a channel": page(f"new BroadcastChannel('second_me').postMessage({_ASK}); const c = new MessageChannel(); c.port1.postMessage({_PLAN}); postMessage('port', '*', [c.port2]);"),
    "message as an event": page(f"dispatchEvent(new MessageEvent('message', {{data: {_ASK}, source: window, origin: location.origin}}));"),
    "events of our name": page("for (const one of ['second-me', 'second_me', 'secondMe', 'fill', 'fill.plan']) for (const at of [window, document]) at.dispatchEvent(new CustomEvent(one, {detail: " + _ASK + "}));"),
    "call to the extension": page(f"chrome.runtime.sendMessage({_TO_US}, {_ASK}, () => {{}});"),
    "line to the extension": page(f"chrome.runtime.connect({_TO_US}).postMessage({_PLAN});"),
    "call by its other name": page(f"browser.runtime.sendMessage('fill@second-me.local', {_ASK});"),
    "call to the host": page("chrome.runtime.connectNative('second_me').postMessage(" + _PLAN + ");"),
    "its popup in a frame": _framed(f"src='{_POPUP}'"),
    "its popup in a window": page(f"const w = open('{_POPUP}'); await new Promise((done) => setTimeout(done, 100)); w?.close();"),
    "its scripts as the page's": page("await new Promise((done) => setTimeout(done, 100));", "".join(f"<script src='{_POPUP.replace('popup.html', one)}'></script>" for one in ("sight.js", "reader.js", "filler.js", "background.js"))),
    "its scripts fetched": page(f"for (const one of ['background.js', 'reader.js', 'manifest.json']) await fetch('{_POPUP}'.replace('popup.html', one)).then((r) => r.text()).then(eval);"),
    "names taken before it": page("globalThis.secondMeReader = {page: () => ({origin: location.origin, forms: [], fields: []}), fields: new Map()}; globalThis.secondMeFiller = {fill: (o, v) => v}; globalThis.secondMeSight = {unseen: (f) => f.map(() => '')};"),
    "prototypes": page("for (const p of [HTMLInputElement, HTMLFormElement, Event]) Object.defineProperty(p.prototype, 'isTrusted', {get: () => true}); Object.prototype.ask = 'begin'; document.dispatchEvent(new KeyboardEvent('keydown', " + _KEY + "));"),
    "sandboxed frame that calls": _framed(f"sandbox='allow-scripts' srcdoc=\"<script>parent.postMessage({_ASK.replace(chr(34), '&quot;')}, '*')</script>\""),
    "frame of the same site": _framed("srcdoc=\"<input name=trap autocomplete=family-name autofocus><script>document.querySelector('input').click()</script>\""),
    "blob that calls": page(f"const u = URL.createObjectURL(new Blob([`<script>chrome.runtime.sendMessage({_TO_US}, {_ASK})</` + `script>`], {{type: 'text/html'}})); const f = document.body.appendChild(document.createElement('iframe')); f.src = u; await new Promise((done) => setTimeout(done, 100));"),
    "worker that calls": page(f"const w = new Worker(URL.createObjectURL(new Blob([`try {{ chrome.runtime.sendMessage({_TO_US}, {_ASK}) }} catch {{}} postMessage(1)`]))); await new Promise((done) => {{ w.onmessage = done; setTimeout(done, 1000) }});"),
    "links to programs": page("for (const one of ['second-me:fill', 'web+secondme:fill']) { const f = document.createElement('iframe'); f.src = one; document.body.append(f); }"),
    "access keys": page("document.body.accessKey = 'y'; " + _ON_FIELDS + "{ one.accessKey = 'y'; one.dispatchEvent(new KeyboardEvent('keydown', {altKey: true, key: 'y', bubbles: true})); }"),
    "dragged and pasted": page("const d = new DataTransfer(); d.setData('text', 'x'); " + _ON_FIELDS + "for (const e of [new DragEvent('drop', {dataTransfer: d, bubbles: true}), new ClipboardEvent('paste', {clipboardData: d, bubbles: true})]) one.dispatchEvent(e);"),
}  # fmt: skip
"""Pages by their trick."""
