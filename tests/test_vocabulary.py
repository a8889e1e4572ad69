from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.allusions import allusion_phrases, places_in
from ingest.cldr import LANGUAGES, territories
from ingest.countries import countries_of, country_phrases, names
from ingest.document import Field
from ingest.phrases import fold, phrasebook
from ingest.vocabulary import CLOSED_FIELDS, canonical, cue_phrases, entries, near, values

# Members and observers of the United Nations.
MEMBERS = (
    "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH"
    " CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN"
    " GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC"
    " LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP"
    " NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST"
    " SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW"
).split()
COUNTRIES = [
    ("DRC", "Democratic Republic of the Congo"),
    ("RDC", "Democratic Republic of the Congo"),
    ("cod", "Democratic Republic of the Congo"),
    ("Congo-Brazzaville", "Republic of the Congo"),
    ("Ivory Coast", "Côte d'Ivoire"),
    ("Costa do Marfim", "Côte d'Ivoire"),
    ("ساحل العاج", "Côte d'Ivoire"),
    ("cote d’ivoire", "Côte d'Ivoire"),
    ("Burma", "Myanmar"),
    ("Birmania", "Myanmar"),
    ("Turkey", "Türkiye"),
    ("TURQUIE", "Türkiye"),
    ("turkiye", "Türkiye"),
    ("oPt", "Palestine"),
    ("Occupied Palestinian Territory", "Palestine"),
    ("CAR", "Central African Republic"),
    ("República Centroafricana", "Central African Republic"),
    ("Etiopía", "Ethiopia"),
    ("الأردن", "Jordan"),
    ("Moçambique", "Mozambique"),
    ("Quénia", "Kenya"),
    ("Syrian Arab Republic", "Syria"),
    ("Viet Nam", "Vietnam"),
    ("ht", "Haiti"),
]


@pytest.mark.parametrize(("written", "name"), COUNTRIES)
def test_a_country_is_one_country_however_it_is_written(written: str, name: str) -> None:
    assert canonical(Field.COUNTRY, written) == name


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (Field.LANGUAGE, "English", "en"),
        (Field.LANGUAGE, "anglais", "en"),
        (Field.LANGUAGE, "FRA", "fr"),
        (Field.LANGUAGE, "pt-BR", "pt"),
        (Field.LANGUAGE, "العربية", "ar"),
        (Field.SECTOR, "wash", "Water Sanitation Hygiene"),
        (Field.SECTOR, "EHA", "Water Sanitation Hygiene"),
        (Field.SECTOR, "Seguridad alimentaria", "Food and Nutrition"),
        (Field.SECTOR, "Transferts monétaires", "Cash and Voucher Assistance"),
        (Field.SECTOR, "الحماية الاجتماعية", "Social Protection"),
        (Field.TIMING, "midterm", "Mid-term"),
        (Field.TIMING, "à mi-parcours", "Mid-term"),
        (Field.TIMING, "evaluación final", "Final"),
        (Field.DOCUMENT_TYPE, "ToR", "terms of reference"),
        (Field.DOCUMENT_TYPE, "Réponse de la direction", "management response"),
        (Field.YEAR, " 2023 ", "2023"),
        (Field.YEAR, "٢٠٢٣", "2023"),
        (Field.HAZARD, "ouragan", "Cyclone"),
        (Field.HAZARD, "flash floods", "Flood"),
        (Field.HAZARD, "جائحة", "Epidemic"),
        (Field.CRITERION, "sostenibilidad", "Sustainability"),
        (Field.CRITERION, "الكفاءة", "Efficiency"),
        (Field.DONOR, "DFID", "FCDO"),
        (Field.DONOR, "A small foundation", "A small foundation"),
        (Field.PERIOD, "2019 – 2022", "2019-2022"),
        (Field.PERIOD, "2019-22", "2019-2022"),
        (Field.PERIOD, "2019 to 2019", "2019"),
        (Field.PERIOD, "٢٠١٩-٢٠٢١", "2019-2021"),
        (Field.COUNTRY, "Kenyan", "Kenya"),
        (Field.COUNTRY, "hondureños", "Honduras"),
        (Field.COUNTRY, "tchadienne", "Chad"),
        (Field.COUNTRY, "Le Caire", "Egypt"),
        (Field.COUNTRY, "صنعاء", "Yemen"),
        (Field.COUNTRY, "London", "United Kingdom"),
        (Field.ORGANISATION, "OIM", "IOM"),
        (Field.ORGANISATION, "Ministry of Health of Utopia", "Ministry of Health of Utopia"),
        (Field.TITLE, " Mid-term \n review ", "Mid-term review"),
    ],
)
def test_values_are_understood(field: Field, written: str, value: str) -> None:
    assert canonical(field, written) == value


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (Field.COUNTRY, "Wakanda"),
        (Field.COUNTRY, "European Union"),
        (Field.LANGUAGE, "Klingon"),
        (Field.SECTOR, "Astrology"),
        (Field.TIMING, "sometimes"),
        (Field.YEAR, "23"),
        (Field.YEAR, "1789"),
        (Field.PERIOD, "2022-2019"),
        (Field.PERIOD, "2019-2022-2025"),
        (Field.PERIOD, "for two years"),
        (Field.HAZARD, "boredom"),
        (Field.CRITERION, "beauty"),
        (Field.COUNTRY, "Kenyan and Ugandan"),
        (Field.COUNTRY, "Congolese"),
        (Field.TITLE, "  "),
        (Field.COUNTRY, ""),
    ],
)
def test_what_a_list_lacks_is_no_value(field: Field, written: str) -> None:
    assert canonical(field, written) is None


@pytest.mark.parametrize("field", sorted(CLOSED_FIELDS))
def test_every_value_is_its_own_canonical_form(field: Field) -> None:
    assert [canonical(field, value) for value in values(field)] == list(values(field))


@given(st.sampled_from(sorted(names().items())), st.sampled_from(LANGUAGES), st.booleans())
def test_names_of_all_languages_lead_to_a_country(country: tuple[str, str], language: str, upper: bool) -> None:
    code, _ = country
    for name in territories(language).get(code, ()):
        found = canonical(Field.COUNTRY, name.upper() if upper else name)
        assert found in names().values()


def test_no_name_leads_to_another_country() -> None:
    doubles = {
        (language, name, found)
        for language in LANGUAGES
        for code, called in territories(language).items()
        if code in names()
        for name in called
        if (found := canonical(Field.COUNTRY, name)) != names()[code]
    }
    assert not doubles


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        (Field.COUNTRY, "Ethopia", "Ethiopia"),
        (Field.SECTOR, "Livelyhoods", "Livelihoods"),
        (Field.SECTOR, "hygene", "Water Sanitation Hygiene"),
        (Field.TIMING, "mid-tern", "Mid-term"),
        (Field.HAZARD, "earthquacke", "Earthquake"),
        (Field.CRITERION, "eficiency", "Efficiency"),
    ],
)
def test_near_matches_are_named(field: Field, written: str, meant: str) -> None:
    assert meant in near(field, written, values(field))


def test_near_matches_stay_within_what_is_known() -> None:
    assert near(Field.COUNTRY, "Ethopia", ["Kenya", "Latvia"]) in {(), ("Latvia",)}
    assert near(Field.SECTOR, "xyzzy", values(Field.SECTOR)) == ()


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (
            "en",
            "from Niger and Nigeria to Papua New Guinea and Guinea-Bissau",
            ["Niger", "Nigeria", "Papua New Guinea", "Guinea-Bissau"],
        ),
        ("en", "a chad, a turkey and guinea pigs", []),
        ("en", "The CAR team bought a car", ["Central African Republic"]),
        ("fr", "Réunion de coordination au Tchad et en Côte d’Ivoire", ["Chad", "Côte d'Ivoire"]),
        ("es", "en HAITÍ y la República Dominicana", ["Haiti", "Dominican Republic"]),
        ("pt", "em Moçambique e na Guiné-Bissau", ["Mozambique", "Guinea-Bissau"]),
        ("ar", "في اليمن وسوريا وللأردن مع الدعم المالي", ["Yemen", "Syria", "Jordan"]),
    ],
)
def test_countries_in_texts(language: str, text: str, found: list[str]) -> None:
    assert list(countries_of(match.value for match in country_phrases(language).find(text))) == found


@pytest.mark.parametrize(
    ("language", "text", "sector"),
    [
        ("en", "latrines were dug next to the boreholes", "Water Sanitation Hygiene"),
        ("fr", "les transferts monétaires inconditionnels", "Cash and Voucher Assistance"),
        ("es", "las personas refugiadas y migrantes", "Migration and Displacement"),
        ("pt", "a formação dos professores nas escolas", "Education"),
        ("ar", "للحماية الاجتماعية", "Social Protection"),
    ],
)
def test_cue_words_point_to_sectors(language: str, text: str, sector: str) -> None:
    assert sector in cue_phrases(Field.SECTOR, language).count(text)


@pytest.mark.parametrize(
    ("language", "text", "hazard"),
    [
        ("en", "displaced people after flash floods", "Flood"),
        ("fr", "après le passage de l’ouragan et des inondations", "Cyclone"),
        ("es", "las réplicas del terremoto", "Earthquake"),
        ("pt", "as cheias no vale", "Flood"),
        ("ar", "بسبب الجفاف الشديد", "Drought"),
    ],
)
def test_cue_words_point_to_hazards(language: str, text: str, hazard: str) -> None:
    assert hazard in cue_phrases(Field.HAZARD, language).count(text)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Malawian farmers, Addis Ababa and Cox's Bazar", ["Malawi", "Ethiopia", "Bangladesh"]),
        ("en", "Nigerien, Nigerian, Guinean and Bissau-Guinean", ["Niger", "Nigeria", "Guinea", "Guinea-Bissau"]),
        ("en", "Syrian refugees and displaced Ethiopians", []),
        (
            "en",
            "Kuwait City, Mexico City, Guatemala City, Benin City",
            ["Kuwait", "Mexico", "Guatemala", "Nigeria"],
        ),
        ("en", "the Panama Papers, New Jersey, the Lake Chad Basin and guinea worm", []),
        ("en", "Mr Jordan, Dr Chad, Jordan", ["Jordan"]),
        ("en", "the Danish Refugee Council in Rome", []),
        ("en", "Dominican and Dominica", ["Dominican Republic", "Dominica"]),
        ("en", "Congolese traders", []),
        ("en", "Congo, also known as DRC", ["Democratic Republic of the Congo"]),
        ("fr", "les autorités nigériennes et nigérianes", ["Niger", "Nigeria"]),
        ("fr", "à Kaboul et chez les réfugiés soudanais", ["Afghanistan"]),
        ("es", "productores ecuatoguineanos en Malabo", ["Equatorial Guinea"]),
        ("pt", "os agricultores guineenses e são-tomenses", ["Guinea-Bissau", "São Tomé and Príncipe"]),
        ("ar", "المزارعون السوريون في دمشق واللاجئين الصوماليين", ["Syria"]),
    ],
)
def test_places_that_a_text_points_to(language: str, text: str, found: list[str]) -> None:
    assert sorted(places_in(text, language)) == sorted(found)


def test_every_sovereign_state_has_a_capital_and_a_demonym_unless_it_has_none() -> None:
    listed = {name: json.loads((files("ingest") / "codelists" / f"{name}.json").read_text("utf-8"))
              for name in ("demonyms", "allusions")}  # fmt: skip
    capitals, demonyms = listed["allusions"]["capitals"], listed["demonyms"]["values"]
    assert set(capitals) <= set(names())
    assert set(demonyms) <= set(names())
    # Palestine's is disputed, the Holy See is a city.
    assert {code for code in MEMBERS if code not in capitals} == {"PS", "VA"}
    # Both Congos have the same.
    assert {code for code in MEMBERS if not demonyms.get(code)} == {"CD", "CG", "LI", "VA"}


def test_no_demonym_is_a_prefix_of_another_countrys_name() -> None:
    for language in LANGUAGES:
        book = allusion_phrases(language)
        for code, called in territories(language).items():
            if code in names():
                for name in called:
                    found = set(countries_of(match.value for match in book.find(name)))
                    assert found <= {names()[code]}, (language, name, found)


def test_the_longest_phrase_wins() -> None:
    book = phrasebook([("cash", "any"), ("petty cash", "office"), ("cash transfer*", "aid")])
    assert [match.value for match in book.find("Petty cash is no cash transfers, but cash")] == [
        "office",
        "aid",
        "any",
    ]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_list_says_where_it_comes_from() -> None:
    for file in (files("ingest") / "codelists").iterdir():
        listed = json.loads(file.read_text(encoding="utf-8"))
        assert listed["about"], file.name
        if file.name in {"sectors.json", "document_types.json", "hazards.json", "criteria.json"}:
            assert all(one["source"] for one in listed["values"]), file.name


def test_sectors_and_types_have_cues_in_all_languages() -> None:
    for field in (Field.SECTOR, Field.TIMING, Field.DOCUMENT_TYPE, Field.HAZARD, Field.CRITERION):
        lacking = [
            entry.name for entry in entries(field) if set(entry.cues) != set(LANGUAGES) and entry.name != "other"
        ]
        assert not lacking


def test_names_in_the_program_are_names_of_the_lists() -> None:
    from ingest import document_types, kinds

    named = {*document_types._WEAK, *kinds._DOCUMENT, "meta-evaluation", "synthesis"}
    assert named <= set(values(Field.DOCUMENT_TYPE))
