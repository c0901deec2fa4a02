"""How a name is typed: its pinyin, its initials, other readings of its surname, its given name, another script.

Every reading is kept under the folded name it belongs to. The library that knows pinyin is loaded only when a name with
Chinese signs is written that has no readings yet.
"""

import re
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, product

MOST = 8
"""Signs with two readings multiply: more than so many ways to say a name are not kept."""

LONGEST = 64

_CHINESE = "[\u3400-\u9fff]"

_DOT = rf"(?<={_CHINESE})\s*[·•‧・･.．∙⋅]\s*(?={_CHINESE})"
"""What stands between the parts of a name such as 阿依古丽·买买提."""

SURNAMES = {
    "万俟": "mo qi", "尉迟": "yu chi", "澹台": "tan tai", "令狐": "ling hu", "长孙": "zhang sun", "鲜于": "xian yu",
    "宇文": "yu wen", "单于": "chan yu", "夏侯": "xia hou", "呼延": "hu yan", "宰父": "zai fu", "亓官": "qi guan",
    "皇甫": "huang fu", "钟离": "zhong li", "乐正": "yue zheng", "谷梁": "gu liang", "司空": "si kong",
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao", "任": "ren",
    "华": "hua", "纪": "ji", "牟": "mu", "冼": "xian", "洗": "xian", "翟": "zhai", "覃": "qin", "尹": "yin", "乐": "yue",
    "缪": "miao", "繆": "miao", "晟": "cheng", "召": "shao", "种": "chong", "冯": "feng", "秘": "bi", "祭": "zhai",
    "逄": "pang", "折": "she", "黑": "he", "员": "yun", "贠": "yun", "过": "guo", "能": "nai", "卜": "bu", "宓": "fu",
    "隗": "kui", "那": "na", "訾": "zi", "撒": "sa", "应": "ying", "佴": "nai", "哈": "ha", "车": "che", "葛": "ge",
    "郇": "xun", "都": "du", "燕": "yan", "臧": "zang", "殷": "yin", "谌": "chen", "阚": "kan", "郗": "xi", "禚": "zhuo",
    "麹": "qu", "鞠": "ju", "适": "kuo", "句": "gou", "幺": "yao", "长": "chang", "重": "chong", "柏": "bai", "薄": "bo",
    "石": "shi", "褚": "chu", "沈": "shen", "曲": "qu", "降": "jiang", "藏": "zang", "相": "xiang", "强": "qiang",
    "宁": "ning", "甯": "ning", "盛": "sheng", "干": "gan", "丁": "ding", "卞": "bian", "會": "gui", "單": "shan",
    "區": "ou", "蓋": "ge", "樂": "yue", "車": "che", "種": "chong", "員": "yun", "過": "guo", "尉": "wei", "令": "ling",
    "瞿": "qu", "芮": "rui", "郜": "gao", "佘": "she", "厍": "she", "晏": "yan", "瞫": "shen", "黄": "huang", "六": "lu",
    "呂": "lv", "吕": "lv",
}  # fmt: skip
"""Surnames whose signs are read otherwise than in other words, or whose commonest reading the library would miss."""

OTHERS = {
    "尉": "yu", "覃": "tan", "翟": "di", "盖": "gai", "任": "ren", "朴": "pu", "曾": "ceng", "查": "cha", "单": "dan",
    "解": "jie", "仇": "chou", "区": "qu", "乐": "le", "缪": "mou", "隗": "wei", "葛": "ge", "宁": "ning", "冼": "xi",
    "万俟": "wan si", "尉迟": "wei chi", "单于": "dan yu", "长孙": "chang sun", "洗": "xi", "牟": "mou", "纪": "ji",
    "逄": "feng", "晟": "sheng", "召": "zhao", "佴": "er", "宓": "mi", "谌": "shen", "黑": "hei", "柏": "bo", "都": "dou",
    "燕": "yan", "薄": "bao",
}  # fmt: skip
"""How the same surnames are read by those who do not know them: found too."""

COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳歐陽上官司马司馬诸葛諸葛东方東方皇甫尉迟尉遲公孙公孫慕容令狐夏侯司徒端木南宫南宮闻人聞人独孤獨孤万俟澹台长孙長孫鲜于宇文单于呼延钟离鐘離司空百里东郭公冶太史"
        "申屠轩辕赫连拓跋淳于宗政濮阳仲孙乐正亓官第五西门东门左丘梁丘谷梁微生漆雕壤驷",
    )
)
"""Surnames of two signs: 欧阳娜 is 欧阳女士, not 欧女士."""

COMPANY = re.compile(
    "公司|集团|银行|有限|股份|工厂|商店|超市|酒店|饭店|学校|大学|中学|小学|医院|协会|中心|事务所|研究|基金|证券|保险|信托|"
    "合作社|工作室|委员|政府|办事处|支行|分行|网点|商行|贸易|科技|实业|机械|商社|^.{3,}[厂局部院社店行馆所站会]$"
)
"""What tells a firm from a person where nobody said: its first sign is then no surname."""

_TRADITIONAL = (
    "張张陳陈劉刘楊杨趙赵黃黄吳吴孫孙馬马鄭郑羅罗謝谢許许韓韩馮冯鄧邓蕭萧蔣蒋餘余葉叶蘇苏魏魏呂吕盧卢鐘钟譚谭陸陆"
    "賈贾韋韦鄒邹閻阎龍龙賀贺顧顾龔龚邵邵萬万錢钱嚴严賴赖華华國国軍军傑杰濤涛靜静娟娟艷艳飛飞輝辉剛刚亞亚蘭兰鳳凤"
    "偉伟麗丽強强勇勇敏敏鵬鹏東东雲云紅红進进興兴榮荣志志寧宁慶庆義义愛爱蓮莲學学達达業业財财貴贵寶宝煥焕燦灿歐欧陽阳"
    "諸诸葛葛單单區区車车蓋盖樂乐過过員员種种應应湯汤閔闵竇窦齊齐倉仓聶聂藍蓝莊庄畢毕孟孟畢毕於于範范塗涂戰战銘铭鋒锋"
    "鑫鑫鈞钧銀银鐵铁鎮镇長长門门開开關关際际險险雙双電电靈灵韻韵順顺須须頌颂頡颉領领頻频顏颜願愿風风馨馨駿骏驊骅魯鲁"
    "鮑鲍鴻鸿鶴鹤麥麦黨党齡龄倫伦儀仪億亿優优勝胜勵励勳勋壽寿奮奋媽妈嫻娴孝孝實实寬宽導导峰峰島岛嶺岭師师幫帮廣广廠厂"
    "彥彦從从惠惠憲宪懷怀戀恋戲戏揚扬換换據据擁拥敘叙數数斌斌曉晓暉晖書书會会樓楼樹树橋桥機机權权歡欢歲岁氣气決决沖冲"
    "滿满漢汉潔洁潤润澤泽灣湾煒炜熱热爾尔牆墙猶犹獻献瑋玮環环瑩莹瓊琼畫画當当發发盡尽碩硕禎祯禮礼穎颖競竞筆笔節节簡简"
    "紀纪純纯紹绍結结絲丝經经維维綱纲綺绮線线緒绪練练縣县總总績绩繼继續续羣群習习聖圣聯联聰聪職职臨临舉举舊旧艾艾莉莉"
    "薩萨藝艺蔭荫虛虚號号衛卫補补裝装見见規规視视覺觉觀观計计訓训記记設设詠咏詩诗誠诚誼谊調调諾诺謙谦講讲議议護护讀读"
    "變变讓让豐丰負负貞贞貨货質质購购贊赞贏赢趨趋躍跃軒轩載载輪轮輯辑農农適适連连運运遊游遙遥遠远遲迟邊边鄉乡醫医釋释"
)
SIMPLE = str.maketrans(dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)))
"""Traditional signs of names and the simplified ones: 張偉 and 张伟 find each other."""


def simplified(name: str) -> str:
    """The name with its traditional signs simplified, as far as the table goes."""
    return name.translate(SIMPLE)


def surname(name: str) -> str:
    """The surname of a Chinese person's name: two signs where it is a compound one. Of a name with a dot inside it is what
    stands before the dot: that is what one is called by."""
    called = re.split(_DOT, name, maxsplit=1)
    if len(called) > 1:
        return called[0]
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def spelled(name: str, known: dict[str, int]) -> str:
    """The surname of a Chinese name in Latin letters, as a passport has it: 张敏 is Zhang, 欧阳娜 Ouyang, 吕布 Lyu.

    `known` are the name's readings as they are kept, with their ranks: what stands before the reading of the rest.
    """
    family = surname(name)
    wholes = [key for key, rank in known.items() if rank == 2 and key.isascii()]
    rests = [key for key, rank in known.items() if rank == 0]
    ends = [(whole, rest) for whole in wholes for rest in rests if whole != rest and whole.endswith(rest)]
    if family in SURNAMES:
        # The kept readings are in the order of the alphabet: 曾 would be Ceng.
        said = SURNAMES[family].replace(" ", "")
    elif len(family) == 1 and ends:
        # 吕 is kept as lv and as lu, which is how some type it.
        whole, rest = max(ends, key=lambda pair: (len(pair[1]), "v" in pair[0]))
        said = whole[: -len(rest)]
    else:
        said = "".join(_said(family)[0][0])
    return said.replace("v", "yu").capitalize()


def typed(text: str) -> str:
    """What a person typed as a reading is compared with: letters and digits alone, ü as v."""
    return re.sub(r"[\s'’·.\-]", "", text.replace("ü", "v").replace("u:", "v"))


def fill(connection: sqlite3.Connection, names: Iterable[str]) -> int:
    """Make the readings of these folded names that have none yet; say of how many."""
    from json import dumps

    asked = "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM reading WHERE name_key = value)"
    wanted = [row[0] for row in connection.execute(asked, (dumps(list(names)),))]
    rows = [(name, key, whole) for name in wanted for key, whole in readings(name).items()]
    connection.executemany("INSERT OR IGNORE INTO reading (name_key, key, whole) VALUES (?, ?, ?)", rows)
    return len(wanted)


def missing(connection: sqlite3.Connection) -> list[str]:
    """The folded names of the book that have no readings yet."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT name_key FROM customer WHERE status <> 'removed'"
            " AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.name_key = customer.name_key)"
        )
    ]


def readings(name: str) -> dict[str, int]:
    """Every way to type a folded name: 2 for the whole name, 1 for its initials, 0 for a part or a rare reading."""
    found: dict[str, int] = {}
    # Every sign is a letter at least, and no more than so many letters are kept.
    begins = name[:LONGEST]
    common, rare = _said(begins) if re.search(_CHINESE, begins) else ([re.findall(r"[^\W_]+", begins)], [])
    for rank, ways in ((2, common), (0, rare)):
        for spelt in (spelt for syllables in ways for spelt in _spelt(syllables)):
            found.setdefault("".join(spelt)[:LONGEST], rank)
            found.setdefault("".join(part[0] for part in spelt)[:LONGEST], min(rank, 1))
    for syllables in common:
        inside = 1 if len(syllables) < 4 else len(syllables) - 1
        for at in range(1, min(inside + 1, len(syllables), 6)):
            for spelt in _spelt(syllables[at:]):
                found.setdefault("".join(spelt)[:LONGEST], 0)
    if simplified(name) != name:
        found.setdefault(simplified(name), 2)
    found.pop("", None)
    return found or {name: 2}


def _spelt(syllables: list[str]) -> list[list[str]]:
    """ü is typed as v, and as u by those who do not know: lv and lu, nv and nu."""
    if "v" not in "".join(syllables):
        return [syllables]
    ways = [[part, part.replace("v", "u")] if re.fullmatch("[ln]ve?", part) else [part] for part in syllables]
    return [list(way) for way in islice(product(*ways), MOST)]


def _plainly(name: str) -> list[str]:
    """The syllables of a name as they are read in its words, and what else stands in it."""
    said = " ".join([_of_word(word)[0] for word in _words(name)])
    return re.findall(r"[^\W_]+", said)


# Given names come again and again in a list, and so do the words and signs of names.
@lru_cache(maxsize=4096)
def _words(name: str) -> list[str]:
    """The words and single signs of a name, as the library tells them apart: what stands in a word is read by it."""
    from pypinyin.core import Pinyin

    words: list[str] = Pinyin().seg(name)
    return words


@lru_cache(maxsize=4096)
def _of_word(word: str) -> tuple[str, list[list[str]]]:
    """How a word or a sign is read, a space between two syllables; and for each of its signs the readings that it may have."""
    if word.isascii():
        return word, []
    from pypinyin import Style, lazy_pinyin, pinyin

    said = lazy_pinyin(word, style=Style.NORMAL, v_to_u=False, errors=lambda signs: f" {signs} ")
    signs = pinyin(word, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="ignore")
    return " ".join(said), signs


def _said(name: str) -> tuple[list[list[str]], list[list[str]]]:
    """The syllables of a name with Chinese signs, each way in which its surname may be read; and rare ways."""
    whole = _plainly(name)
    if COMPANY.search(name) or len(name) > 6 or not re.match(_CHINESE, name):
        return [whole], []
    family = surname(name)
    rest = _plainly(name[len(family) :])
    ways = [SURNAMES[family].split() if family in SURNAMES else whole[: len(family)]]
    if family in OTHERS:
        ways.append(OTHERS[family].split())
    if len(family) == 2 and name[0] in SURNAMES:
        ways.append([SURNAMES[name[0]], *whole[1:2]])
    common = _once([way + rest for way in ways] + ([whole] if family in SURNAMES else []))
    if len(name) > 4:
        return common, []
    signs = [ways for word in _words(name) for ways in _of_word(word)[1]]
    rare = _once([list(one) for one in islice(product(*signs), MOST)])
    return common, [one for one in rare if one not in common]


def _once(ways: list[list[str]]) -> list[list[str]]:
    return [list(one) for one in dict.fromkeys(tuple(way) for way in ways)][:MOST]
