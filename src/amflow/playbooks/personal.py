"""What nobody is to be chosen by unless the person who calls turns it on: age, sex, marriage, origin, belief, health.

A field of the file is known by the words of its key and its titles: that is all that a playbook says of it.
"""

import re
from typing import Any

from amflow.locale import _

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


def refused(key: str, title: Any) -> str:
    """Why no playbook learns from a field, as it writes key and title; empty where the field does not say what a person is, but
    what they do or want."""
    said = title if isinstance(title, dict) else {}
    words = set(re.findall(r"[a-z]+", f"{key} {said.get('en', '')}".lower()))
    if not words & set(_WORDS.split()) and not any(part in str(said.get("zh", "")) for part in _CHINESE.split()):
        return ""
    message = _(
        "no playbook learns from {key}: to choose people by age, sex, marriage or origin is unfair, and unlawful in places;"
        " whoever may do it turns it on by the setting learn_also"
    )
    return message.format(key=key)
