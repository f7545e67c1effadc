"""Countries by the names that notices give them, and the blocs they belong to. Data, as of 2026."""

from __future__ import annotations

# code, names in English and Chinese; the first name is the one shown.
_COUNTRIES = """
BN Brunei 文莱|KH Cambodia 柬埔寨|ID Indonesia 印度尼西亚 印尼|LA Laos Lao_PDR 老挝|MY Malaysia 马来西亚|MM Myanmar Burma 缅甸
PH Philippines 菲律宾|SG Singapore 新加坡|TH Thailand 泰国|TL Timor-Leste 东帝汶|VN Viet_Nam Vietnam 越南
AU Australia 澳大利亚|CN China 中国|JP Japan 日本|KR Korea South_Korea 韩国|NZ New_Zealand 新西兰
AT Austria 奥地利|BE Belgium 比利时|BG Bulgaria 保加利亚|HR Croatia 克罗地亚|CY Cyprus 塞浦路斯|CZ Czechia Czech_Republic 捷克
DK Denmark 丹麦|EE Estonia 爱沙尼亚|FI Finland 芬兰|FR France 法国|DE Germany 德国|GR Greece 希腊|HU Hungary 匈牙利
IE Ireland 爱尔兰|IT Italy 意大利|LV Latvia 拉脱维亚|LT Lithuania 立陶宛|LU Luxembourg 卢森堡|MT Malta 马耳他|NL Netherlands 荷兰
PL Poland 波兰|PT Portugal 葡萄牙|RO Romania 罗马尼亚|SK Slovakia 斯洛伐克|SI Slovenia 斯洛文尼亚|ES Spain 西班牙|SE Sweden 瑞典
DZ Algeria 阿尔及利亚|AO Angola 安哥拉|BJ Benin 贝宁|BW Botswana 博茨瓦纳|BF Burkina_Faso 布基纳法索|BI Burundi 布隆迪
CV Cabo_Verde 佛得角|CM Cameroon 喀麦隆|CF Central_African_Republic 中非共和国|TD Chad 乍得|KM Comoros 科摩罗|CG Congo 刚果
CD DR_Congo 刚果（金）|CI Côte_d'Ivoire Ivory_Coast 科特迪瓦|DJ Djibouti 吉布提|EG Egypt 埃及|GQ Equatorial_Guinea 赤道几内亚
ER Eritrea 厄立特里亚|SZ Eswatini 斯威士兰|ET Ethiopia 埃塞俄比亚|GA Gabon 加蓬|GM Gambia 冈比亚|GH Ghana 加纳|GN Guinea 几内亚
GW Guinea-Bissau 几内亚比绍|KE Kenya 肯尼亚|LS Lesotho 莱索托|LR Liberia 利比里亚|LY Libya 利比亚|MG Madagascar 马达加斯加
MW Malawi 马拉维|ML Mali 马里|MR Mauritania 毛里塔尼亚|MU Mauritius 毛里求斯|MA Morocco 摩洛哥|MZ Mozambique 莫桑比克
NA Namibia 纳米比亚|NE Niger 尼日尔|NG Nigeria 尼日利亚|RW Rwanda 卢旺达|EH Sahrawi_Republic 西撒哈拉|ST São_Tomé 圣多美
SN Senegal 塞内加尔|SC Seychelles 塞舌尔|SL Sierra_Leone 塞拉利昂|SO Somalia 索马里|ZA South_Africa 南非|SS South_Sudan 南苏丹
SD Sudan 苏丹|TZ Tanzania 坦桑尼亚|TG Togo 多哥|TN Tunisia 突尼斯|UG Uganda 乌干达|ZM Zambia 赞比亚|ZW Zimbabwe 津巴布韦
US United_States 美国|CA Canada 加拿大|MX Mexico 墨西哥|BR Brazil 巴西|AR Argentina 阿根廷|CL Chile 智利|PE Peru 秘鲁
CO Colombia 哥伦比亚|EC Ecuador 厄瓜多尔|CR Costa_Rica 哥斯达黎加|UY Uruguay 乌拉圭|NI Nicaragua 尼加拉瓜|GB United_Kingdom 英国
CH Switzerland 瑞士|NO Norway 挪威|RS Serbia 塞尔维亚|TR Türkiye Turkey 土耳其|RU Russia Russian_Federation 俄罗斯|UA Ukraine 乌克兰
BY Belarus 白俄罗斯|KZ Kazakhstan 哈萨克斯坦|UZ Uzbekistan 乌兹别克斯坦|MN Mongolia 蒙古|IN India 印度|PK Pakistan 巴基斯坦
BD Bangladesh 孟加拉国|LK Sri_Lanka 斯里兰卡|NP Nepal 尼泊尔|AE United_Arab_Emirates 阿联酋|SA Saudi_Arabia 沙特
QA Qatar 卡塔尔|KW Kuwait 科威特|BH Bahrain 巴林|OM Oman 阿曼|IR Iran 伊朗|IQ Iraq 伊拉克|IL Israel 以色列|JO Jordan 约旦
TW Taiwan Chinese_Taipei 台湾|HK Hong_Kong 香港|MO Macau Macao 澳门
BO Bolivia 玻利维亚|PY Paraguay 巴拉圭|VE Venezuela 委内瑞拉|GY Guyana 圭亚那|SR Suriname 苏里南|PA Panama 巴拿马|GT Guatemala 危地马拉
HN Honduras 洪都拉斯|SV El_Salvador 萨尔瓦多|BZ Belize 伯利兹|CU Cuba 古巴|DO Dominican_Republic 多米尼加|HT Haiti 海地|JM Jamaica 牙买加
TT Trinidad_and_Tobago 特立尼达和多巴哥|BS Bahamas 巴哈马|BB Barbados 巴巴多斯|DM Dominica 多米尼克|GD Grenada 格林纳达
LC Saint_Lucia 圣卢西亚|KN Saint_Kitts_and_Nevis 圣基茨和尼维斯|VC Saint_Vincent_and_the_Grenadines 圣文森特|AG Antigua_and_Barbuda 安提瓜和巴布达
IS Iceland 冰岛|LI Liechtenstein 列支敦士登|AL Albania 阿尔巴尼亚|BA Bosnia_and_Herzegovina Bosnia 波黑 波斯尼亚|ME Montenegro 黑山
MK North_Macedonia Macedonia 北马其顿 马其顿|XK Kosovo 科索沃|MD Moldova 摩尔多瓦|AD Andorra 安道尔|MC Monaco 摩纳哥|SM San_Marino 圣马力诺
AM Armenia 亚美尼亚|AZ Azerbaijan 阿塞拜疆|GE Republic_of_Georgia 格鲁吉亚|KG Kyrgyzstan Kyrgyz_Republic 吉尔吉斯斯坦 吉尔吉斯
TJ Tajikistan 塔吉克斯坦|TM Turkmenistan 土库曼斯坦|AF Afghanistan 阿富汗|BT Bhutan 不丹|MV Maldives 马尔代夫|KP North_Korea DPRK 朝鲜
SY Syria 叙利亚|LB Lebanon 黎巴嫩|YE Yemen 也门|PS Palestine 巴勒斯坦|FJ Fiji 斐济|PG Papua_New_Guinea 巴布亚新几内亚|WS Samoa 萨摩亚
SB Solomon_Islands 所罗门群岛|TO Tonga 汤加|VU Vanuatu 瓦努阿图|KI Kiribati 基里巴斯|NR Nauru 瑙鲁|FM Micronesia 密克罗尼西亚
MH Marshall_Islands 马绍尔群岛|PW Palau 帕劳|TV Tuvalu 图瓦卢|CK Cook_Islands 库克群岛|NU Niue 纽埃|GL Greenland 格陵兰|PR Puerto_Rico 波多黎各
"""
COUNTRIES: dict[str, tuple[str, ...]] = {
    code: tuple(name.replace("_", " ") for name in names)
    for code, *names in (
        entry.split() for line in _COUNTRIES.strip().split("\n") for entry in line.split("|")
    )
}
_ASEAN = ["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN"]  # Timor-Leste since October 2025
_AFRICA = list(COUNTRIES)[list(COUNTRIES).index("DZ") : list(COUNTRIES).index("US")]
_EU = list(COUNTRIES)[list(COUNTRIES).index("AT") : list(COUNTRIES).index("DZ")]

_SACU = "BW SZ LS NA ZA"
_MERCOSUR = "AR BO BR PY UY"  # Venezuela is suspended
_ANDEAN = "BO CO EC PE"
_LATIN = f"{_MERCOSUR} {_ANDEAN} CL MX CR PA GT HN SV NI VE CU DO"
_GCC = "AE BH KW OM QA SA"
_MIDDLE_EAST = f"{_GCC} IR IQ IL JO LB SY YE PS EG TR"


def _codes(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(written.split()))


# names of the bloc, then its members
BLOCS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ASEAN": (("ASEAN", "东盟", "东南亚国家联盟"), tuple(_ASEAN)),
    # Timor-Leste is no party to RCEP
    "RCEP": (
        ("RCEP", "Regional Comprehensive Economic Partnership", "区域全面经济伙伴关系"),
        (*(code for code in _ASEAN if code != "TL"), "AU", "CN", "JP", "KR", "NZ"),
    ),
    "EU": (("European Union", "EU", "欧盟", "欧洲联盟"), tuple(_EU)),
    "AFRICAN UNION": (
        ("African Union", "Africa", "African", "AfCFTA", "非洲联盟", "非盟", "非洲"),
        tuple(_AFRICA),
    ),
    "AFCFTA": (
        ("AfCFTA", "African Continental Free Trade Area", "非洲大陆自由贸易区", "非洲大陆自贸区"),
        tuple(_AFRICA),
    ),
    "EAEU": (("EAEU", "Eurasian Economic Union", "欧亚经济联盟"), _codes("AM BY KZ KG RU")),
    "GCC": (("GCC", "Gulf Cooperation Council", "海湾合作委员会", "海合会"), _codes(_GCC)),
    "MERCOSUR": (("Mercosur", "MERCOSUR", "Mercosul", "南方共同市场", "南共市"), _codes(_MERCOSUR)),
    "CPTPP": (
        (
            "CPTPP",
            "Comprehensive and Progressive Agreement for Trans-Pacific Partnership",
            "全面与进步跨太平洋伙伴关系协定",
        ),
        _codes("AU BN CA CL GB JP MY MX NZ PE SG VN"),
    ),
    "USMCA": (
        ("USMCA", "CUSMA", "T-MEC", "United States-Mexico-Canada Agreement", "美墨加协定"),
        _codes("US MX CA"),
    ),
    "BRICS": (("BRICS", "金砖国家"), _codes("BR RU IN CN ZA EG ET IR AE ID")),
    "SACU": (("SACU", "Southern African Customs Union", "南部非洲关税同盟"), _codes(_SACU)),
    "ANDEAN COMMUNITY": (("Andean Community", "Comunidad Andina", "安第斯共同体"), _codes(_ANDEAN)),
    "EFTA": (("EFTA", "European Free Trade Association", "欧洲自由贸易联盟"), _codes("CH NO IS LI")),
    "LATIN AMERICA": (("Latin America", "Latin American", "LatAm", "拉丁美洲", "拉美"), _codes(_LATIN)),
    "MIDDLE EAST": (("Middle East", "Middle Eastern", "中东"), _codes(_MIDDLE_EAST)),
    "PACIFIC ALLIANCE": (("Pacific Alliance", "太平洋联盟"), _codes("CL CO MX PE")),
    "EAC": (("East African Community", "东非共同体"), _codes("BI CD KE RW SO SS TZ UG")),
    "ECOWAS": (("ECOWAS", "西非国家经济共同体"), _codes("BJ CV CI GM GH GN GW LR NG SN SL TG")),
    "SAFTA": (("SAFTA", "南亚自由贸易区"), _codes("AF BD BT IN MV NP PK LK")),
    "APTA": (("APTA", "Asia-Pacific Trade Agreement", "亚太贸易协定"), _codes("BD CN IN KR LA LK MN")),
}
_ALSO = {
    "AFRICA": "AFRICAN UNION",
    "AU (AFRICA)": "AFRICAN UNION",
    "LATAM": "LATIN AMERICA",
    "拉美": "LATIN AMERICA",
    "中东": "MIDDLE EAST",
    "ANDEAN": "ANDEAN COMMUNITY",
    "CUSMA": "USMCA",
    "海合会": "GCC",
    "金砖国家": "BRICS",
    "东盟": "ASEAN",
    "欧盟": "EU",
    "非洲": "AFRICAN UNION",
}


def names_of(market: str, *, home: str | None = None) -> tuple[str, ...]:
    """Every name by which a text may speak of a market: a country (code or name) or a bloc with its
    members. home: the code of a country that is left out of a bloc, since its own notices name it always.
    """
    wanted = market.strip().upper()
    bloc = BLOCS.get(_ALSO.get(wanted, wanted))
    if bloc is not None:
        names, members = bloc
        return (*names, *(name for code in members if code != home for name in COUNTRIES[code]))
    code = code_of(market)
    return COUNTRIES[code] if code else (market.strip(),)


def code_of(market: str) -> str | None:
    """The code of a country by its code or one of its names; None when it is none we know."""
    wanted = market.strip()
    if wanted.upper() in COUNTRIES:
        return wanted.upper()
    return next(
        (code for code, names in COUNTRIES.items() if wanted.lower() in (n.lower() for n in names)), None
    )
