"""Which number of 03/04/2026 is the day, and what year 1447 or 69 is, by the country that writes it."""

from __future__ import annotations

from monitor.dates import Order, Years
from monitor.extract.text import names

# The third of April here, the fourth of March in the United States. Elsewhere (Canada, the Philippines, East
# Asia) authorities write days in digits either way, or with the year first, so a source has to say.
_DAY_FIRST = names(
    """AE AR AT AU BD BE BG BH BN BO BR CH CL CO CR CY CZ DE DK DO DZ EC EE EG ES EU FI FR GB GH GR GT HK HN HR HU
    ID IE IL IN IQ IT JM JO KE KH KW KZ LA LB LK LT LU LV MA MM MO MT MU MX MY NA NG NI NL NO NP NZ OM PA PE PK PL
    PT PY QA RO RS RU RW SA SE SG SI SK SN SV TH TN TR TT TZ UA UG UY UZ VE VN ZA ZM ZW"""
)


def of_country(jurisdiction: str) -> Order | None:
    """None where a date in digits says nothing by itself."""
    if jurisdiction == "US":
        return "mdy"
    return "dmy" if jurisdiction in _DAY_FIRST else None


# Whose authorities date by the moon's years, where they do not date by ours.
_BY_THE_MOON = names("AE BH DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE")
_BY_THE_SUN = names("AF IR")  # 1405 is 2026
_PERSIAN = names("fa prs ps tg")


def years_of(jurisdiction: str, language: str) -> Years | None:
    """How years are counted beside ours; None where only ours are."""
    tongue = language.partition("-")[0].lower()
    if jurisdiction in _BY_THE_SUN or tongue in _PERSIAN:
        return "solar"
    if jurisdiction in _BY_THE_MOON or tongue == "ar":
        return "lunar"
    return "buddhist" if jurisdiction == "TH" or tongue == "th" else None
