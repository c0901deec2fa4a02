"""What nobody is to be chosen by unless the person who calls turns it on: age, sex, marriage, origin, belief, health.

A field of the file is known by the words of its key and its titles: that is all that a playbook says of it.
"""

import re
from typing import Any

_WORDS = """
age aged born birth birthday birthdate sex gender marital marriage married single spouse husband wife divorced
child children son daughter family kids pregnant origin ethnic ethnicity race nation nationality citizenship birthplace
hometown native religion faith belief health illness disabled disability
"""
"""Whole words of a key or an English title."""

_CHINESE = """
年龄 岁 出生 生日 性别 婚 配偶 子女 孩子 家庭 籍贯 民族 国籍 户籍 宗教 信仰 政治面貌 健康 残疾 怀孕
"""
"""Parts of a Chinese title."""


def is_personal(key: str, title: Any) -> bool:
    """Whether a field, as a playbook writes it, says what a person is rather than what they do or want."""
    said = title if isinstance(title, dict) else {}
    words = set(re.findall(r"[a-z]+", f"{key} {said.get('en', '')}".lower()))
    return bool(words & set(_WORDS.split())) or any(part in str(said.get("zh", "")) for part in _CHINESE.split())
