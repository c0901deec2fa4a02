"""Countries and what they pay with (ISO 3166, ISO 4217), and in which of them this machine seems to stand."""

import os
import re
from pathlib import Path

_PAY = """
AED AE; AFN AF; ALL AL; AMD AM; AOA AO; ARS AR; AUD AU CC CX HM KI NF NR TV; AWG AW; AZN AZ; BAM BA; BBD BB; BDT BD;
BGN BG; BHD BH; BIF BI; BMD BM; BND BN; BOB BO; BRL BR; BSD BS; BTN BT; BWP BW; BYN BY; BZD BZ; CAD CA; CDF CD; CHF CH
LI; CLP CL; CNY CN; COP CO; CRC CR; CUP CU; CVE CV; CZK CZ; DJF DJ; DKK DK FO GL; DOP DO; DZD DZ; EGP EG; ERN ER; ETB
ET; EUR AD AT AX BE BL CY DE EA EE ES EU FI FR GF GP GR HR IC IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA
XK YT; FJD FJ; FKP FK; GBP GB GG GS IM JE TA; GEL GE; GHS GH; GIP GI; GMD GM; GNF GN; GTQ GT; GYD GY; HKD HK; HNL HN;
HTG HT; HUF HU; IDR ID; ILS IL PS; INR IN; IQD IQ; IRR IR; ISK IS; JMD JM; JOD JO; JPY JP; KES KE; KGS KG; KHR KH; KMF
KM; KPW KP; KRW KR; KWD KW; KYD KY; KZT KZ; LAK LA; LBP LB; LKR LK; LRD LR; LSL LS; LYD LY; MAD EH MA; MDL MD; MGA MG;
MKD MK; MMK MM; MNT MN; MOP MO; MRU MR; MUR MU; MVR MV; MWK MW; MXN MX; MYR MY; MZN MZ; NAD NA; NGN NG; NIO NI; NOK BV
NO SJ; NPR NP; NZD CK NU NZ PN TK; OMR OM; PEN PE; PGK PG; PHP PH; PKR PK; PLN PL; PYG PY; QAR QA; RON RO; RSD RS; RUB
RU; RWF RW; SAR SA; SBD SB; SCR SC; SDG SD; SEK SE; SGD SG; SHP AC SH; SLE SL; SOS SO; SRD SR; SSP SS; STN ST; SYP SY;
SZL SZ; THB TH; TJS TJ; TMT TM; TND TN; TOP TO; TRY TR; TTD TT; TWD TW; TZS TZ; UAH UA; UGX UG; USD AS BQ DG EC FM GU
IO MH MP PA PR PW SV TC TL UM US VG VI; UYU UY; UZS UZ; VES VE; VND VN; VUV VU; WST WS; XAF CF CG CM GA GQ TD; XCD AG
AI DM GD KN LC MS VC; XCG CW SX; XOF BF BJ CI GW ML NE SN TG; XPF NC PF WF; YER YE; ZAR ZA; ZMW ZM; ZWG ZW
"""
"""Each currency with the countries that pay with it."""

CURRENCY_OF = {country: currency for currency, *countries in map(str.split, _PAY.split(";")) for country in countries}

CURRENCIES = {*CURRENCY_OF.values(), "PAB"}


def here() -> str:
    """The country by the machine's time zone, or else by its language; empty where neither says one. The zone comes first:
    English of the United States is what many machines speak anywhere."""
    return _by_zone(_zone()) or _by_language()


def _by_language() -> str:
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    found = re.match(r"[a-z]{2,3}_([A-Z]{2})\b", said)
    return found[1] if found and found[1] in CURRENCY_OF else ""


def _zone() -> str:
    """The name of the time zone, such as Asia/Shanghai."""
    said = os.environ.get("TZ", "").lstrip(":")
    if said:
        return said.rpartition("zoneinfo/")[2]
    try:
        return str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    except OSError:
        return ""


def _by_zone(zone: str) -> str:
    """The country that the zone's table names first: a zone that several share is called after a town of one."""
    from importlib.util import find_spec

    packed = find_spec("tzdata")
    folders = [Path("/usr/share"), *([Path(packed.origin).parent] if packed and packed.origin else [])]
    tables = (folder / "zoneinfo" / "zone.tab" for folder in folders)
    table = next((one for one in tables if zone and one.is_file()), None)
    if table is None:
        return ""
    lines = (line.split("\t") for line in table.read_text("utf-8").splitlines() if not line.startswith("#"))
    return next((cells[0] for cells in lines if len(cells) > 2 and cells[2] == zone and cells[0] in CURRENCY_OF), "")
