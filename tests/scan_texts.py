"""The same three lessons in five languages, set in lines, and a question about one of them in each."""

from __future__ import annotations

LINES = {
    "en": (
        "Lessons of the cash programme in the coastal districts",
        "Agents ran out of cash on the first day, and people walked back",
        "with nothing after hours of waiting in the sun. The banks of the",
        "district were closed on market days, and nobody had asked them.",
        "Telephone cards must be registered two weeks before a payment.",
        "Where the team waited longer, one household in nine did not get",
        "its money in time, because the cards bore the names of others.",
        "Women who sat in the water committees from the beginning kept",
        "the pumps working longer than committees of men alone did.",
    ),
    "fr": (
        "Enseignements du programme de transferts monétaires côtier",
        "Les agents ont manqué d'argent liquide dès le premier jour, et",
        "les gens sont rentrés les mains vides après des heures d'attente.",
        "Les banques du district étaient fermées les jours de marché.",
        "Les cartes téléphoniques doivent être enregistrées deux semaines",
        "avant un paiement. Là où l'équipe a tardé, un ménage sur neuf n'a",
        "pas reçu son argent à temps, car les cartes étaient à d'autres.",
        "Les femmes présentes dès le début dans les comités d'eau ont fait",
        "fonctionner les pompes plus longtemps que les comités d'hommes.",
    ),
    "es": (
        "Lecciones del programa de efectivo en los distritos costeros",
        "Los agentes se quedaron sin dinero el primer día, y la gente",
        "volvió con las manos vacías después de horas de espera al sol.",
        "Los bancos del distrito cerraban los días de mercado.",
        "Las tarjetas telefónicas deben registrarse dos semanas antes",
        "de un pago. Donde el equipo esperó más, uno de cada nueve hogares",
        "no recibió su dinero a tiempo, pues las tarjetas eran de otros.",
        "Las mujeres que estuvieron desde el principio en los comités de",
        "agua mantuvieron las bombas más tiempo que los comités de hombres.",
    ),
    "pt": (
        "Lições do programa de transferências nos distritos costeiros",
        "Os agentes ficaram sem dinheiro no primeiro dia, e as pessoas",
        "voltaram de mãos vazias depois de horas de espera ao sol.",
        "Os bancos do distrito não abriam nos dias de mercado.",
        "Os cartões telefónicos devem ser registados duas semanas antes",
        "de um pagamento. Onde a equipa esperou mais, uma em cada nove",
        "famílias não recebeu o dinheiro a tempo, pois não eram delas.",
        "As mulheres que estiveram desde o início nas comissões de água",
        "mantiveram as bombas a funcionar durante muito mais tempo.",
    ),
    "ar": (
        "دروس من برنامج المساعدات النقدية في المناطق الساحلية",
        "نفدت النقود لدى الوكلاء في اليوم الأول وعاد الناس إلى بيوتهم",
        "بعد ساعات من الانتظار تحت الشمس وكانت المصارف في المنطقة مغلقة",
        "في أيام السوق ولم يسأل أحد عن ذلك قبل بدء العمل.",
        "يجب تسجيل شرائح الهاتف قبل موعد الدفع بأسبوعين على الأقل",
        "لأن أسرة من كل تسع أسر لم تستلم المال في الوقت المناسب",
        "عندما تأخر الفريق في التسجيل.",
        "النساء اللواتي شاركن منذ البداية في لجان المياه حافظن على",
        "المضخات مدة أطول من لجان الرجال.",
    ),
}
QUESTIONS = {
    "en": "registration of telephone cards before the payment",
    "fr": "enregistrement des cartes téléphoniques avant le paiement",
    "es": "registro de las tarjetas telefónicas antes del pago",
    "pt": "registo dos cartões telefónicos antes do pagamento",
    "ar": "تسجيل شرائح الهاتف قبل موعد الدفع",
}
