"""What a form is for: told from what its fields ask for and what its buttons say."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from second_me.autofill.words import plain
from second_me.core.forms import Field, FieldKind, Form, Purpose

_LOGIN: Final = (
    "log in", "login", "sign in", "signin", "einloggen", "anmelden", "connexion", "se connecter",
    "iniciar sesion", "acceder", "entrar", "accedi", "inloggen", "log ind", "logga in", "logg inn",
    "kirjaudu", "zaloguj", "prihlasit", "prihlasenie", "bejelentkezes", "autentificare", "вход",
    "влез", "войти", "συνδεση", "giris", "prijava", "ログイン", "登录", "로그인", "forgot password",
)  # fmt: skip
_SIGN_UP: Final = (
    "sign up", "signup", "register", "registration", "create account", "create an account", "join",
    "registrieren", "konto erstellen", "inscription", "s inscrire", "creer un compte", "registro",
    "registrarse", "crear cuenta", "registrati", "crea account", "iscriviti", "cadastro",
    "criar conta", "registreren", "account aanmaken", "opret", "registrera", "skapa konto",
    "registrer", "rekisteroidy", "zarejestruj", "registrace", "registracia", "regisztracio",
    "inregistrare", "регистрация", "зарегистрироваться", "εγγραφη", "kayit", "uye ol", "会員登録",
    "注册", "회원가입",
)  # fmt: skip
_NEWSLETTER: Final = (
    "newsletter", "subscribe", "subscription", "abonnieren", "abonnez", "suscribete", "suscribirse",
    "iscriviti alla newsletter", "inschrijven", "nieuwsbrief", "nyhedsbrev", "nyhetsbrev",
    "uutiskirje", "novinky", "odebirat", "hirlevel", "abonare", "абонирай", "подписаться",
    "рассылка", "bulten", "mailing list", "stay in touch", "keep me updated",
)  # fmt: skip
_APPLICATION: Final = (
    "apply", "application", "applicant", "bewerbung", "bewerben", "candidature", "postuler",
    "solicitud", "candidatura", "sollicitatie", "solliciteren", "ansogning", "ansokan", "hakemus",
    "aplikuj", "zadost", "jelentkezes", "aplica", "кандидатств", "заявление", "αιτηση", "basvuru",
    "応募", "申请", "resume", "cover letter", "curriculum",
)  # fmt: skip
_CONTACT: Final = (
    "contact", "kontakt", "contacto", "contatto", "contattaci", "contato", "message",
    "nachricht", "enquiry", "inquiry", "get in touch", "feedback", "support", "επικοινωνια",
    "связаться", "свържете", "iletisim", "お問い合わせ",
)  # fmt: skip
_HOME: Final = frozenset(
    {
        FieldKind.STREET_ADDRESS,
        FieldKind.ADDRESS_LINE1,
        FieldKind.STREET_NAME,
        FieldKind.POSTAL_CODE,
        FieldKind.POSTAL_CITY,
        FieldKind.ADDRESS_LEVEL2,
    }
)
_WHO: Final = frozenset({FieldKind.EMAIL, FieldKind.USERNAME, FieldKind.TEL})
_TAKEN_IN: Final = _HOME | {
    FieldKind.NAME,
    FieldKind.GIVEN_NAME,
    FieldKind.FAMILY_NAME,
    FieldKind.BDAY,
    FieldKind.BDAY_YEAR,
    FieldKind.ORGANIZATION,
    FieldKind.COUNTRY,
}
"""What a site asks of somebody new, and never of somebody who comes back."""


def purpose_of(  # noqa: PLR0911  (a purpose each)
    form: Form, fields: Sequence[Field], kinds: Sequence[FieldKind]
) -> Purpose:
    """Return what a form is for, given its fields and their kinds. What nobody sees counts only
    where nobody sees any of it.
    """
    seen = [place for place, field in enumerate(fields) if not field.unseen] or range(len(fields))
    shown = [fields[place] for place in seen]
    counted = Counter(kinds[place] for place in seen)
    said = _Said(form)
    if counted[FieldKind.CARD] > 1 or (counted[FieldKind.CARD] and not counted[FieldKind.PASSWORD]):
        return Purpose.PAYMENT
    if counted[FieldKind.PASSWORD]:
        login = _login_signs(shown, counted, said)
        return Purpose.LOGIN if login > 0 else Purpose.SIGN_UP
    asked = sum(count for kind, count in counted.items() if kind is not FieldKind.OTHER)
    if counted[FieldKind.SEARCH] and asked == counted[FieldKind.SEARCH]:
        return Purpose.SEARCH
    if said.anywhere(_APPLICATION) and len(shown) > 2:  # noqa: PLR2004  (it asks more than who)
        return Purpose.APPLICATION
    if sum(counted[kind] for kind in _HOME) > 1:
        return Purpose.ADDRESS
    if said.anywhere(_NEWSLETTER) and counted[FieldKind.EMAIL]:
        return Purpose.NEWSLETTER
    if said.anywhere(_SIGN_UP):
        return Purpose.SIGN_UP
    if said.anywhere(_LOGIN) and any(counted[kind] for kind in _WHO):
        return Purpose.LOGIN
    return Purpose.CONTACT if said.anywhere(_CONTACT) else Purpose.OTHER


def _login_signs(fields: Sequence[Field], counted: Counter[FieldKind], said: "_Said") -> float:
    """Return how much speaks for a login, less what speaks for signing up."""
    tokens = {word for field in fields for word in field.autocomplete.casefold().split()}
    more = sum(1 for kind in _TAKEN_IN if counted[kind])
    both = counted[FieldKind.EMAIL] and counted[FieldKind.USERNAME]
    return (
        0.5
        + said.weight(_LOGIN)
        - said.weight(_SIGN_UP)
        + 3 * ("current-password" in tokens)
        - 2 * ("new-password" in tokens)
        - 1.5 * (counted[FieldKind.PASSWORD] > 1)
        - 1.5 * min(more, 2)
        - 1.0 * bool(both)
    )


class _Said:
    """The words of a form: of its buttons, its heading, and its own names."""

    def __init__(self, form: Form) -> None:
        self._parts = (
            (2.0, f" {plain(' '.join(form.buttons[:3]))} "),
            (1.0, f" {plain(form.heading)} "),
            (1.5, f" {plain(form.names)} "),
        )

    def weight(self, words: Sequence[str]) -> float:
        return sum(weight for weight, text in self._parts if _holds(text, words))

    def anywhere(self, words: Sequence[str]) -> bool:
        return self.weight(words) > 0


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(f" {word}" in text for word in words)
