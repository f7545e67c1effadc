"""Which number of 03/04/2026 is the day, by the country that writes it."""

from __future__ import annotations

from monitor.dates import Order
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
