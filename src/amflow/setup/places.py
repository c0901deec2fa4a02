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


_COUNTRIES = """
CN 中国 中国大陆 大陆 内地 china prc mainland; HK 香港 中国香港 hongkong; MO 澳门 中国澳门 macau macao; TW 台湾 中国台湾 taiwan;
SG 新加坡 singapore; MY 马来西亚 malaysia; JP 日本 japan; KR 韩国 korea southkorea; TH 泰国 thailand; VN 越南 vietnam;
ID 印度尼西亚 印尼 indonesia; PH 菲律宾 philippines; IN 印度 india; AE 阿联酋 uae emirates; AU 澳大利亚 澳洲 australia;
NZ 新西兰 newzealand; US 美国 usa america unitedstates; CA 加拿大 canada; MX 墨西哥 mexico; BR 巴西 brazil;
GB 英国 uk england britain greatbritain unitedkingdom; IE 爱尔兰 ireland; DE 德国 germany deutschland; AT 奥地利 austria;
CH 瑞士 switzerland schweiz; FR 法国 france; ES 西班牙 spain; IT 意大利 italy; PT 葡萄牙 portugal; NL 荷兰 netherlands holland;
BE 比利时 belgium; LU 卢森堡 luxembourg; SE 瑞典 sweden; NO 挪威 norway; DK 丹麦 denmark; FI 芬兰 finland; PL 波兰 poland;
CZ 捷克 czechia; RU 俄罗斯 russia; TR 土耳其 turkey; ZA 南非 southafrica; none 无 没有 不用
"""
_CURRENCIES = """
CNY 人民币 元 rmb yuan renminbi; HKD 港币 港元 hk$; MOP 澳门元 澳门币; TWD 新台币 台币; SGD 新加坡元 新元 新币; JPY 日元 日圆 yen;
KRW 韩元 won; USD 美元 美金 $ us$ dollar dollars usdollar; EUR 欧元 € euro euros; GBP 英镑 £ pound pounds sterling;
CHF 瑞士法郎 瑞郎 franc; AUD 澳元 澳币; CAD 加元 加币; NZD 新西兰元 纽元; MYR 林吉特 马币 ringgit; THB 泰铢 baht;
INR 卢比 印度卢比 rupee
"""
_LANGUAGES = "zh 中文 汉语 简体中文 普通话 国语 chinese zh-cn zh_cn cn; en 英文 英语 english en-us en-gb en_us"
NAMES = {
    setting: {name: code for code, *names in map(str.split, table.split(";")) for name in names}
    for setting, table in (("country", _COUNTRIES), ("currency", _CURRENCIES), ("lang", _LANGUAGES))
}
"""What people call the countries, currencies and languages that have codes, in both languages, by the setting."""


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
