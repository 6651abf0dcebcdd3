"""Names of places that the tables of the tz database lack: what people call their country, state, city or clock.

Accents, capitals and dots do not matter; `zones.py` folds them. Several names are separated by commas.
"""

# By the two letters of ISO 3166: what a country is called at home, by its neighbours, or in short.
COUNTRIES = {
    "AE": "emirates, uae", "AL": "shqiperia", "AM": "hayastan", "AT": "osterreich, autriche",
    "BA": "bosnia, bosna", "BD": "bangla", "BE": "belgie, belgique, belgien", "BG": "balgariya, българия",
    "BR": "brasil", "BY": "byelorussia, беларусь", "CD": "congo, dr congo, drc, zaire, congo kinshasa",
    "CG": "congo, congo brazzaville", "CH": "schweiz, suisse, svizzera, svizra", "CI": "ivory coast",
    "CM": "cameroun", "CN": "prc, zhongguo, 中国", "CF": "central african republic", "CV": "cabo verde",
    "CY": "kypros, kibris", "CZ": "czechia, cesko, ceska republika",
    "DE": "deutschland, allemagne, alemania, germania", "DK": "danmark", "DO": "republica dominicana",
    "DZ": "algerie", "EE": "eesti", "EG": "misr", "ES": "espana, espagne, spanien", "FI": "suomi",
    "FR": "frankreich, francia", "FM": "micronesia",
    "GB": "uk, united kingdom, great britain, england, scotland, wales, northern ireland, cymru, gb",
    "GE": "sakartvelo", "GR": "hellas, ellada, ελλαδα", "HK": "hongkong, hksar", "HR": "hrvatska",
    "HU": "magyarorszag, ungarn", "IE": "eire, republic of ireland", "IL": "yisrael", "IN": "bharat, hindustan",
    "IR": "persia", "IS": "island", "IT": "italia, italien, italie", "JP": "nippon, nihon, 日本",
    "KG": "kirghizia", "KH": "kampuchea", "KP": "dprk", "KR": "republic of korea, hanguk, 한국", "LK": "ceylon",
    "LT": "lietuva", "LV": "latvija", "LU": "letzebuerg, luxemburg", "MA": "maroc, maghrib", "MD": "moldavia",
    "MK": "macedonia, makedonija", "MM": "burma", "MX": "mexiko", "MY": "malaya",
    "NL": "holland, nederland, niederlande, pays bas", "NO": "norge, noreg, norwegen", "NZ": "aotearoa, nz",
    "PG": "png", "PH": "filipinas, pilipinas", "PL": "polska, polen", "RO": "romania, rumania", "RS": "srbija",
    "RU": "russian federation, rossiya, россия", "SA": "ksa", "SE": "sverige, schweden", "SI": "slovenija",
    "SK": "slovensko", "SZ": "swaziland", "TL": "timor leste", "TR": "turkiye, turkei", "TT": "trinidad",
    "TW": "roc, formosa, 台灣", "TZ": "tanganyika", "UA": "ukraina, україна",
    "US": "usa, united states of america, america, eeuu, eua",
    "VA": "holy see", "VC": "saint vincent", "VN": "viet nam",
    "WS": "samoa", "ZA": "rsa, mzansi, south african republic",
}  # fmt: skip

# Names of zones: states and regions, cities that have no zone of their own, and what a clock is called.
# A state with two clocks stands at both, so that it is asked back.
ZONES = {
    "America/New_York": (
        "eastern, et, us eastern, new york city, nyc, manhattan, brooklyn, washington dc, washington, dc, boston, "
        "philadelphia, atlanta, miami, orlando, tampa, charlotte, cleveland, columbus, pittsburgh, baltimore, "
        "cincinnati, connecticut, delaware, district of columbia, florida, georgia, maine, maryland, "
        "massachusetts, new hampshire, new jersey, new york state, north carolina, ohio, pennsylvania, rhode "
        "island, south carolina, vermont, virginia, west virginia, kentucky, tennessee, east coast, est5edt, "
        "cambridge, alexandria, portland"
    ),
    "America/Detroit": "michigan",
    "America/Indiana/Indianapolis": "indiana",
    "America/Chicago": (
        "central, ct, us central, houston, dallas, austin, san antonio, fort worth, new orleans, minneapolis, "
        "saint louis, st louis, milwaukee, kansas city, nashville, memphis, oklahoma city, alabama, arkansas, "
        "florida, illinois, iowa, kansas, kentucky, louisiana, minnesota, mississippi, missouri, nebraska, north "
        "dakota, oklahoma, south dakota, tennessee, texas, wisconsin, cst6cdt, indiana, michigan, birmingham"
    ),
    "America/Denver": (
        "mountain, mt, us mountain, el paso, salt lake city, albuquerque, colorado, montana, new mexico, utah, "
        "wyoming, kansas, nebraska, north dakota, south dakota, texas, mst7mdt"
    ),
    "America/Boise": "idaho, oregon",
    "America/Phoenix": "arizona, tucson",
    "America/Los_Angeles": (
        "pacific, pt, us pacific, la, san francisco, sf, san diego, san jose, sacramento, seattle, portland, las "
        "vegas, california, idaho, nevada, oregon, washington, washington state, west coast, silicon valley, "
        "pst8pdt"
    ),
    "America/Anchorage": "alaska, akst, akdt, fairbanks",
    "Pacific/Honolulu": "hawaii, hawaii aleutian",
    "America/Puerto_Rico": "san juan",
    "America/Toronto": "ottawa, quebec, quebec city, montreal, ontario, mississauga, hamilton, canada eastern",
    "America/Winnipeg": "manitoba, canada central",
    "America/Edmonton": "alberta, calgary, northwest territories, canada mountain",
    "America/Vancouver": "british columbia, bc, victoria, canada pacific",
    "America/Regina": "saskatchewan, saskatoon",
    "America/Halifax": "nova scotia, prince edward island, atlantic, canada atlantic",
    "America/Moncton": "new brunswick",
    "America/St_Johns": "newfoundland",
    "America/Goose_Bay": "labrador",
    "America/Iqaluit": "nunavut",
    "America/Whitehorse": "yukon",
    "America/Mexico_City": "cdmx, guadalajara, ciudad de mexico, puebla",
    "America/Tijuana": "baja california",
    "America/Sao_Paulo": "brasilia, rio de janeiro, rio, belo horizonte, curitiba, porto alegre, campinas, brt",
    "America/Bahia": "salvador",
    "America/Argentina/Buenos_Aires": "baires, caba",
    "America/Bogota": "medellin, cali",
    "America/Guayaquil": "quito",
    "Europe/London": (
        "gmt, bst, british, manchester, birmingham, liverpool, leeds, bristol, sheffield, edinburgh, glasgow, "
        "cardiff, newcastle, oxford, cambridge"
    ),
    "Europe/Berlin": (
        "cet, cest, mez, mesz, central european, munich, munchen, hamburg, cologne, koln, frankfurt, stuttgart, "
        "dusseldorf, leipzig, dresden, hannover, nuremberg, bavaria, bayern"
    ),
    "Europe/Paris": "lyon, marseille, toulouse, nice, bordeaux, lille, strasbourg, nantes",
    "Europe/Madrid": "barcelona, valencia, sevilla, seville, bilbao, malaga, catalunya, catalonia, mallorca",
    "Atlantic/Canary": "canary islands, canarias, tenerife, gran canaria, las palmas",
    "Europe/Rome": (
        "milan, milano, naples, napoli, turin, torino, florence, firenze, venice, venezia, bologna, sicily"
    ),
    "Europe/Amsterdam": "rotterdam, den haag, the hague, utrecht, eindhoven",
    "Europe/Brussels": "bruxelles, brussel, antwerp, antwerpen, ghent, gent",
    "Europe/Zurich": "geneva, geneve, bern, basel, lausanne",
    "Europe/Vienna": "wien, graz, salzburg, innsbruck, linz",
    "Europe/Prague": "praha, brno",
    "Europe/Warsaw": "warszawa, krakow, cracow, gdansk, wroclaw, poznan, lodz",
    "Europe/Copenhagen": "kobenhavn, aarhus",
    "Europe/Stockholm": "goteborg, gothenburg, malmo",
    "Europe/Oslo": "bergen, trondheim",
    "Europe/Helsinki": "tampere, turku",
    "Europe/Athens": "eastern european, athina, thessaloniki",
    "Europe/Lisbon": "lisboa, porto, western european",
    "Atlantic/Azores": "acores",
    "Europe/Bucharest": "bucuresti, cluj",
    "Europe/Belgrade": "beograd",
    "Europe/Kyiv": "lviv, odesa, odessa, kharkiv, kharkov, київ",
    "Europe/Moscow": "moskva, msk, moscow standard, saint petersburg, st petersburg, москва",
    "Europe/Istanbul": "ankara, izmir, trt",
    "Asia/Jerusalem": "tel aviv, haifa",
    "Asia/Dubai": "abu dhabi, gulf",
    "Asia/Riyadh": "jeddah, mecca, arabia",
    "Asia/Kolkata": (
        "ist, indian, mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, madras, hyderabad, pune, "
        "ahmedabad, calcutta"
    ),
    "Asia/Karachi": "lahore, islamabad, pkt",
    "Asia/Shanghai": "beijing, peking, shenzhen, guangzhou, chengdu, wuhan, tianjin, nanjing, 北京",
    "Asia/Tokyo": "osaka, kyoto, yokohama, nagoya, sapporo, 東京",
    "Asia/Seoul": "busan, incheon",
    "Asia/Ho_Chi_Minh": "ho chi minh, hcmc, hanoi, ha noi, da nang",
    "Asia/Jakarta": "wib, java, sumatra, bandung, surabaya",
    "Asia/Makassar": "wita, bali, denpasar",
    "Asia/Manila": "cebu, quezon, davao, pht",
    "Asia/Singapore": "sgt",
    "Asia/Kuala_Lumpur": "kl, penang, johor",
    "Asia/Yangon": "mandalay",
    "Australia/Sydney": "nsw, new south wales, canberra, newcastle, aest, aedt, wollongong",
    "Australia/Melbourne": "victoria, geelong",
    "Australia/Brisbane": "queensland, qld, gold coast, cairns",
    "Australia/Perth": "western australia, awst",
    "Australia/Adelaide": "south australia",
    "Australia/Darwin": "northern territory",
    "Australia/Hobart": "tasmania, tas",
    "Pacific/Auckland": "wellington, christchurch, nzst, nzdt, north island, south island, hamilton",
    "Africa/Lagos": "abuja, west africa, wat",
    "Africa/Johannesburg": "cape town, durban, pretoria, sast",
    "Africa/Nairobi": "mombasa, eat",
    "Africa/Casablanca": "rabat, marrakesh, marrakech",
    "Africa/Cairo": "alexandria",
    "UTC": "utc, gmt, z, zulu, universal, coordinated universal, greenwich",
    "America/Rankin_Inlet": "nunavut",
    "America/Costa_Rica": "san jose",
}
