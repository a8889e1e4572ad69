"""Short invented covers in five languages, as evaluation offices print them, with the tags of a person.

Each field that a case names must be just that; fields that it does not name are left open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ingest.document import Field
from ingest.metadata import infer_tags
from tests.reading_samples import Line, heading, paragraph, report, said

H, P = heading, paragraph


@dataclass(frozen=True)
class Case:
    language: str
    cover: list[Line]
    tags: dict[Field, list[str]]
    name: str = "report.pdf"
    body: str = ""
    pages: int = field(default=9)


COUNTRY, YEAR, TYPE, TIMING, SECTOR = Field.COUNTRY, Field.YEAR, Field.DOCUMENT_TYPE, Field.TIMING, Field.SECTOR
HAZARD, DONOR, PERIOD, WHOSE, CRITERION = (
    Field.HAZARD,
    Field.DONOR,
    Field.PERIOD,
    Field.ORGANISATION,
    Field.CRITERION,
)

CASES = {
    "flood response, labels": Case(
        "en",
        [
            H("Final Evaluation: Flood Response in Sindh"),
            P("Country: Pakistan"),
            P("Project duration: August 2022 to July 2023"),
            P("Donor: European Union (DG ECHO), Government of Japan"),
            P("Commissioned by: Islamic Relief"),
            P("Date of report: 4 November 2023"),
        ],
        {
            COUNTRY: ["Pakistan"],
            YEAR: ["2023"],
            PERIOD: ["2022-2023"],
            HAZARD: ["Flood"],
            DONOR: ["European Union", "Government of Japan"],
            WHOSE: ["Islamic Relief"],
            TIMING: ["Final"],
            TYPE: ["evaluation report"],
        },
        body="The floods washed away the fields. Teams were late. Roads stayed closed for weeks. ",
    ),
    "cholera, after-action": Case(
        "en",
        [H("After-Action Review: Cholera Outbreak Response, Lilongwe"), P("Malawi Red Cross and IFRC, May 2024")],
        {COUNTRY: ["Malawi"], YEAR: ["2024"], TYPE: ["after-action review"], HAZARD: ["Epidemic"], WHOSE: ["IFRC"]},
    ),
    "only the capital is in the title": Case(
        "en",
        [H("Mid-term Review of Urban Shelter Support in Kathmandu"), P("March 2017")],
        {COUNTRY: ["Nepal"], YEAR: ["2017"], TIMING: ["Mid-term"], SECTOR: ["Shelter and Non-Food Items"]},
        body="The shelter kits came late and the masons were few. Houses had been built before the rains. ",
    ),
    "only the people are in the title": Case(
        "en",
        [H("Evaluation of Cash Grants for Kenyan Smallholders"), P("2021")],
        {COUNTRY: ["Kenya"], YEAR: ["2021"], SECTOR: ["Cash and Voucher Assistance", "Agriculture"]},
        body="Cash transfers reached farmers after the harvest. Seeds were bought with the cash grants. ",
    ),
    "refugees are not where they come from": Case(
        "en",
        [H("Real-Time Evaluation of the Response to Syrian Refugees in Lebanon"), P("UNHCR"), P("June 2014")],
        {COUNTRY: ["Lebanon"], TIMING: ["Real-time"], WHOSE: ["UNHCR"], YEAR: ["2014"]},
    ),
    "global, with addresses": Case(
        "en",
        [
            H("Evaluation of the Strategy for Anticipatory Action 2018-2022"),
            P("Geographical coverage: Global"),
            P("Published by: OCHA, Palais des Nations, Geneva, Switzerland"),
            P("October 2023"),
        ],
        {COUNTRY: [], YEAR: ["2023"], PERIOD: ["2018-2022"], WHOSE: ["OCHA"]},
        body="Staff in Switzerland planned the work, and Switzerland hosted it. ",
    ),
    "a region of several countries": Case(
        "en",
        [H("Independent Final Evaluation: Drought Resilience in the Horn of Africa"), P("December 2019")],
        {COUNTRY: ["Ethiopia", "Kenya", "Somalia"], TIMING: ["Final"], HAZARD: ["Drought"]},
        body="In Ethiopia wells were dug. In Kenya herds moved. In Somalia traders sold water. Drought came. ",
    ),
    "person's name": Case(
        "en",
        [H("Evaluation of School Meals in Togo"), P("Dr Jordan Ashe"), P("Prof Georgia Lunn"), P("July 2020")],
        {COUNTRY: ["Togo"], SECTOR: ["Food and Nutrition", "Education"]},
        body="School feeding kept pupils in class. Nutrition improved. Teachers cooked. ",
    ),
    "brief that names itself": Case(
        "en",
        [
            H("Girls' Education in Sierra Leone: Endline Evaluation"),
            P("This learning brief sums up what the endline evaluation of 2022 found, and what to do about it."),
            P("Start date: January 2018"),
            P("End date: December 2021"),
        ],
        {TYPE: ["evaluation brief"], COUNTRY: ["Sierra Leone"], PERIOD: ["2018-2021"], TIMING: ["Final"]},
        pages=2,
    ),
    "file name and folders": Case(
        "en",
        [H("Evaluation of Cold Chains"), P("WHO")],
        {COUNTRY: ["Chad"], WHOSE: ["WHO"]},
        name="Chad/2018/WHO_cold_chain_2018.pdf",
        body="In Chad, vaccines spoiled. Health workers walked for days. ",
    ),
    "ex-post": Case(
        "en",
        [H("Ex-post Evaluation of the Rural Roads Project"), P("Georgia"), P("KfW, 2016")],
        {COUNTRY: ["Georgia"], TIMING: ["Ex-post"], YEAR: []},
        body="Roads in Georgia lasted. Georgia maintained them. Villages paid nothing. ",
    ),
    "two Congos": Case(
        "fr",
        [H("Évaluation finale du projet de réinsertion au Congo"), P("République du Congo"), P("Avril 2015")],
        {COUNTRY: ["Republic of the Congo"], TIMING: ["Final"], YEAR: ["2015"]},
    ),
    "French, labels": Case(
        "fr",
        [
            H("ÉVALUATION À MI-PARCOURS"),
            H("Projet d'appui à la résilience face à la sécheresse", 2),
            P("Pays : Niger, Mali"),
            P("Période du projet : janvier 2019 – décembre 2022"),
            P("Bailleur : Agence française de développement"),
            P("Date du rapport : 15 février 2021"),
        ],
        {
            COUNTRY: ["Niger", "Mali"],
            PERIOD: ["2019-2022"],
            DONOR: ["AFD"],
            YEAR: ["2021"],
            TIMING: ["Mid-term"],
            HAZARD: ["Drought"],
        },
        body="La sécheresse a vidé les puits et les éleveurs sont partis. Les semences ont manqué. ",
    ),
    "French, people": Case(
        "fr",
        [H("Évaluation de l'appui aux éleveuses tchadiennes"), P("OXFAM"), P("mai 2018")],
        {COUNTRY: ["Chad"], WHOSE: ["Oxfam"], YEAR: ["2018"]},
    ),
    "French, criteria": Case(
        "fr",
        [
            H("Évaluation externe finale, projet Eau potable, Bujumbura"),
            P("Septembre 2016"),
            P("L'évaluation porte sur la pertinence, l'efficacité, l'efficience et la durabilité du projet."),
        ],
        {
            COUNTRY: ["Burundi"],
            CRITERION: ["Relevance", "Effectiveness", "Efficiency", "Sustainability"],
            SECTOR: ["Water Sanitation Hygiene"],
        },
        body="L'eau potable manque et les latrines débordent. L'assainissement a coûté cher. ",
    ),
    "Spanish, labels": Case(
        "es",
        [
            H("Informe de evaluación final"),
            H("Respuesta al huracán en comunidades indígenas", 2),
            P("País: Nicaragua"),
            P("Donante: AECID"),
            P("Periodo del proyecto: 2021-2022"),
            P("Fecha del informe: 3 de marzo de 2023"),
        ],
        {
            COUNTRY: ["Nicaragua"],
            DONOR: ["AECID"],
            PERIOD: ["2021-2022"],
            YEAR: ["2023"],
            HAZARD: ["Cyclone"],
            TIMING: ["Final"],
        },
        body="El huracán destruyó los techos. Los huracanes llegan cada año. Faltó madera. ",
    ),
    "Spanish, migrants": Case(
        "es",
        [H("Evaluación de la atención a migrantes venezolanos en Quito"), P("HIAS y OIM"), P("agosto de 2021")],
        {COUNTRY: ["Ecuador"], WHOSE: ["IOM"], YEAR: ["2021"], SECTOR: ["Migration and Displacement"]},
        body="Los migrantes esperaron semanas. La migración creció. Los refugiados pidieron documentos. ",
    ),
    "Spanish, terms of reference": Case(
        "es",
        [
            H("Términos de referencia"),
            P("Evaluación intermedia del programa de salud materna en Honduras"),
            P("Fecha límite: 12 de junio de 2020"),
        ],
        {TYPE: ["terms of reference"], COUNTRY: ["Honduras"], TIMING: ["Mid-term"], YEAR: ["2020"]},
    ),
    "Portuguese, labels": Case(
        "pt",
        [
            H("Avaliação final do projeto de resposta ao ciclone Idai"),
            P("País: Moçambique"),
            P("Financiador: União Europeia"),
            P("Duração do projeto: abril de 2019 a março de 2020"),
            P("Data de publicação: julho de 2020"),
        ],
        {
            COUNTRY: ["Mozambique"],
            DONOR: ["European Union"],
            PERIOD: ["2019-2020"],
            YEAR: ["2020"],
            HAZARD: ["Cyclone"],
            TIMING: ["Final"],
        },
        body="O ciclone levou as casas. Depois dos ciclones faltou água. As sementes chegaram tarde. ",
    ),
    "Portuguese, people and funding in a sentence": Case(
        "pt",
        [
            H("Relatório de avaliação do apoio aos pescadores angolanos"),
            P("Projeto financiado pela União Europeia e executado pela FAO, Luanda, 2017"),
        ],
        {COUNTRY: ["Angola"], DONOR: ["European Union"], WHOSE: ["FAO"], TYPE: ["evaluation report"]},
    ),
    "Arabic, labels": Case(
        "ar",
        [
            H("التقييم النهائي لمشروع المياه والصرف الصحي"),
            P("البلد: اليمن"),
            P("مدة المشروع: ٢٠١٩ - ٢٠٢١"),
            P("الجهة المانحة: الاتحاد الأوروبي"),
            P("تاريخ التقرير: آذار ٢٠٢٢"),
        ],
        {
            COUNTRY: ["Yemen"],
            PERIOD: ["2019-2021"],
            DONOR: ["European Union"],
            YEAR: ["2022"],
            TIMING: ["Final"],
            SECTOR: ["Water Sanitation Hygiene"],
        },
    ),
    "Arabic, earthquake": Case(
        "ar",
        [H("تقييم الاستجابة للزلزال في حلب"), P("برنامج الأغذية العالمي"), P("حزيران 2023")],
        {COUNTRY: ["Syria"], HAZARD: ["Earthquake"], WHOSE: ["WFP"], YEAR: ["2023"]},
        body="دمر الزلزال البيوت. بعد الزلازل نقص الخبز. وصلت الشاحنات متأخرة. ",
    ),
    "management response": Case(
        "en",
        [
            H("Management Response"),
            P("Joint Evaluation of Support to Internally Displaced Persons in Iraqi Kurdistan"),
            P("Date published: 8 January 2019"),
        ],
        {TYPE: ["management response"], COUNTRY: ["Iraq"], YEAR: ["2019"], HAZARD: ["Population Movement"]},
        pages=3,
    ),
    "funding in a sentence": Case(
        "en",
        [
            H("Locust Control in Eritrea: Summative Evaluation"),
            P("The project ran from June 2020 to May 2022 with funding from USAID and the Government of Denmark."),
        ],
        {
            COUNTRY: ["Eritrea"],
            DONOR: ["USAID", "Government of Denmark"],
            HAZARD: ["Insect Infestation"],
            PERIOD: ["2020-2022"],
        },
        body="Locust swarms ate the crops. Locusts came back in May. Sprayers broke. ",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_tags_of_a_cover_are_those_that_a_person_would_give(name: str) -> None:
    case = CASES[name]
    tags = infer_tags(report(case.language, *case.cover, body=case.body, pages=case.pages), case.name)
    assert said(tags, Field.LANGUAGE) == [case.language]
    found = {each: sorted(said(tags, each)) for each in case.tags}
    assert found == {each: sorted(values) for each, values in case.tags.items()}
