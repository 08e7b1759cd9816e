"""Values as fields take them: names, telephones, dates, addresses, options."""

from datetime import date

import pytest

from second_me.autofill import dates, telephones
from second_me.autofill.choices import option_for
from second_me.autofill.regions import spellings
from second_me.autofill.values import Setting, values_for, values_named
from second_me.core.forms import Field, FieldKind
from second_me.core.ids import FactId
from second_me.core.profile import Profile, SlotValue

ALONE = Setting(mates=frozenset())
BORN = date(1987, 3, 9)


def profile(**slots):
    return Profile(
        subject="Ana",
        values=tuple(
            SlotValue(
                slot=name.split("__")[0],
                value=value,
                label=[*name.split("__"), ""][1],
                fact_id=FactId(number),
                confirmed=True,
            )
            for number, (name, value) in enumerate(slots.items(), 1)
        ),
    )


ANA = profile(
    name="Ana Sousa",
    given_name="Ana",
    family_name="Sousa",
    email="ana@example.org",
    phone="+351912345678",
    birth_date="1987-03-09",
    home__home="Rua das Flores 12, 1200-195 Lisboa, Portugal",
    street__home="Rua das Flores",
    house_number__home="12",
    postal_code__home="1200-195",
    city__home="Lisboa",
    country__home="PT",
    home__work="5 Long Lane, London, UK",
    street__work="Long Lane",
    house_number__work="5",
    city__work="London",
    country__work="GB",
)


def best(kind, field=None, setting=ALONE, known=ANA):
    found = values_for(kind, field or Field(id=1), known, setting)
    return found[0].value if found else None


def test_names_stand_in_the_order_of_the_language_or_of_the_label():
    assert best(FieldKind.NAME) == "Ana Sousa"
    hungarian = Setting(mates=frozenset(), language="hu")
    assert best(FieldKind.NAME, setting=hungarian) == "Sousa Ana"
    assert best(FieldKind.NAME, Field(id=1, label="Last name, first name")) == "Sousa, Ana"
    japanese = profile(name="山田太郎", given_name="太郎", family_name="山田")
    in_japan = Setting(mates=frozenset(), language="ja")
    assert best(FieldKind.NAME, setting=in_japan, known=japanese) == "山田太郎"


def test_an_initial_is_one_letter():
    middle = profile(additional_name="Maria")
    field = Field(id=1, label="Middle initial", max_length=1)
    assert best(FieldKind.ADDITIONAL_NAME, field, known=middle) == "M"


@pytest.mark.parametrize(
    ("kind", "field", "mates", "country", "wanted"),
    [
        (FieldKind.TEL, Field(id=1), (), "PT", "912345678"),
        (FieldKind.TEL, Field(id=1), (), "DE", "+351912345678"),
        (FieldKind.TEL, Field(id=1, placeholder="+351 ..."), (), "PT", "+351912345678"),
        (FieldKind.TEL, Field(id=1), (FieldKind.TEL_COUNTRY_CODE,), "PT", "912345678"),
        (FieldKind.TEL_COUNTRY_CODE, Field(id=1), (FieldKind.TEL,), "PT", "+351"),
    ],
)
def test_a_telephone_number_is_national_at_home_and_international_elsewhere(
    kind, field, mates, country, wanted
):
    assert telephones.written("+351912345678", kind, field, frozenset(mates), country)[0] == wanted


def test_an_american_number_splits_into_its_three_parts():
    mates = frozenset({FieldKind.TEL_AREA_CODE, FieldKind.TEL_LOCAL_PREFIX})
    parts = [
        telephones.written("+12125550123", kind, Field(id=1), mates, "US")
        for kind in (
            FieldKind.TEL_AREA_CODE,
            FieldKind.TEL_LOCAL_PREFIX,
            FieldKind.TEL_LOCAL_SUFFIX,
        )
    ]
    assert parts == [("212",), ("555",), ("0123",)]


@pytest.mark.parametrize(
    ("field", "country", "wanted"),
    [
        (Field(id=1, type="date"), "US", "1987-03-09"),
        (Field(id=1, placeholder="MM/DD/YYYY"), "PT", "03/09/1987"),
        (Field(id=1, placeholder="TT.MM.JJJJ"), "", "09.03.1987"),
        (Field(id=1, placeholder="jj/mm/aaaa"), "US", "09/03/1987"),
        (Field(id=1, label="Дата рождения (ДД.ММ.ГГГГ)"), "", "09.03.1987"),  # noqa: RUF001
        (Field(id=1, placeholder="gg.aa.yyyy"), "", "09.03.1987"),
        (Field(id=1, placeholder="YYYY-MM-DD"), "GB", "1987-03-09"),
        (Field(id=1, placeholder="mm/dd/yy"), "", "03/09/87"),
        (Field(id=1), "US", "03/09/1987"),
        (Field(id=1), "DE", "09.03.1987"),
        (Field(id=1), "", "1987-03-09"),
    ],
)
def test_a_date_is_written_by_the_fields_own_pattern_or_its_country(field, country, wanted):
    assert dates.written(BORN, FieldKind.BDAY, field, country)[0] == wanted


def test_an_address_is_put_together_as_its_country_writes_it():
    assert best(FieldKind.ADDRESS_LINE1) == "Rua das Flores, 12"
    work = values_for(FieldKind.ADDRESS_LINE1, Field(id=1), ANA, ALONE)[1]
    assert (work.value, work.label) == ("5 Long Lane", "work")
    apart = Setting(mates=frozenset({FieldKind.HOUSE_NUMBER}))
    assert best(FieldKind.STREET_NAME, setting=apart) == "Rua das Flores"
    assert best(FieldKind.POSTAL_CITY) == "1200-195 Lisboa"


def test_a_value_that_does_not_fit_is_written_another_way_or_not_at_all():
    assert best(FieldKind.POSTAL_CODE, Field(id=1, max_length=7)) == "1200195"
    assert best(FieldKind.POSTAL_CODE, Field(id=1, max_length=4)) is None
    assert best(FieldKind.TEL, Field(id=1, pattern=r"\+\d{12}")) == "+351912345678"
    assert best(FieldKind.EMAIL, Field(id=1, pattern="(a+)+$")) == "ana@example.org"


@pytest.mark.parametrize(
    ("kind", "options", "written", "wanted"),
    [
        (FieldKind.COUNTRY, (("1", "Espanha"), ("2", "Portugal")), ("Portugal", "PT"), "2"),
        (FieldKind.COUNTRY, (("ES", "Spanien"), ("PT", "x")), ("Portugal", "PT"), "PT"),
        (FieldKind.BDAY_MONTH, (("", "Monat"), *((f"m{n}", f"n{n}") for n in range(1, 13))),
         ("3",), "m3"),
        (FieldKind.BDAY_DAY, (("08", "8"), ("09", "9")), ("9",), "09"),
        (FieldKind.SEX, (("a", "Männlich"), ("b", "Weiblich")), ("female",), "b"),
        (FieldKind.HONORIFIC_PREFIX, (("a", "Herr"), ("b", "Frau")), ("Ms",), "b"),
        (FieldKind.TEL_COUNTRY_CODE, (("us", "United States (+1)"), ("ca", "Canada (+1)")),
         ("+1",), "ca"),
        (FieldKind.COUNTRY, (("1", "A"), ("2", "B")), ("Portugal", "PT"), None),
    ],
)  # fmt: skip
def test_an_option_is_chosen_by_what_it_means(kind, options, written, wanted):
    field = Field(id=1, tag="select", options=options)
    assert option_for(kind, field, written, "CA") == wanted


def test_a_state_is_known_by_its_letters_and_by_its_name():
    assert spellings("Oregon", "US") == ("Oregon", "OR")
    assert spellings("OR", "US") == ("OR", "Oregon")
    assert spellings("Lisboa", "PT") == ("Lisboa",)


def named(field, **slots):
    return [one.value for one in values_named(field, profile(**slots), ALONE)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field(id=1, label="Height (cm)"), "178"),
        (Field(id=1, label="Height in metres"), "1.78"),
        (Field(id=1, label="Height", placeholder="ft / in"), "5'10\""),
        (Field(id=1, label="Height (inches)", type="number"), "70"),
        (Field(id=1, label="Height"), "178 cm"),
        (Field(id=1, label="Körpergröße", type="number"), "178"),
        (Field(id=1, label="Weight (lbs)"), "157"),
        (Field(id=1, label="Weight", after="kg"), "71.2"),
        (Field(id=1, label="Blood group"), "A+"),
        (Field(id=1, label="Passport No.*"), "CB123456"),
        (Field(id=1, label="Number of passports you hold"), None),
        (Field(id=1, label="Height of the ceiling"), None),
    ],
)
def test_fields_that_no_browser_knows_are_filled_in_their_own_unit(field, value):
    found = named(field, height="178 cm", weight="71.2 kg", blood_type="A+", passport="CB123456")
    assert found[:1] == ([] if value is None else [value])


def test_a_list_of_family_states_is_matched_by_meaning():
    options = (("", "Bitte wählen"), ("1", "ledig"), ("2", "verheiratet"), ("3", "geschieden"))
    field = Field(id=1, tag="select", type="select-one", label="Familienstand", options=options)
    assert named(field, marital_status="married") == ["2"]


@pytest.mark.parametrize(
    ("pattern", "country", "value"),
    [
        (r"\d{2}/\d{2}/\d{4}", "DE", "02/03/1990"),
        (r"(0[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])\.\d{4}", "GB", "02.03.1990"),
        (r"\d{4}-\d{2}-\d{2}", "US", "1990-03-02"),
        (r"\d{8}", "DE", "02031990"),
        ("", "US", "03/02/1990"),
    ],
)
def test_a_date_follows_the_fields_own_pattern(pattern, country, value):
    field = Field(id=1, label="Date of birth", pattern=pattern)
    who = profile(birth_date="1990-03-02", country=country)
    found = values_for(FieldKind.BDAY, field, who, ALONE)
    assert [one.value for one in found] == [value]


def test_a_month_is_written_as_its_field_takes_it():
    field = Field(id=1, label="Born", type="month")
    found = values_for(FieldKind.BDAY, field, profile(birth_date="1990-03-02"), ALONE)
    assert [one.value for one in found] == ["1990-03"]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(\d{1,9}){1,9}x",
        r"\d{0,99}\d{0,99}\d{0,99}\d{0,99}",
        r"(a|a)*b",
        "a?" * 70 + "b",
        "(a|a)" * 30 + "b",
        "a{99999999999999999999}",
    ],
)
def test_a_pattern_that_could_keep_us_busy_is_not_tried(pattern):
    field = Field(id=1, label="Email", type="email", pattern=pattern)
    assert values_for(FieldKind.EMAIL, field, profile(email="a" * 64), ALONE)
