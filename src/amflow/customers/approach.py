"""How a customer is approached: the way of their group, and the price band of their key market (`W16`, `W18`)."""

from typing import TYPE_CHECKING

from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import Market, Playbook

KEY_MARKET = "key-market"
"""The field of the customer file that says which key market they serve."""


class Way(NamedTuple):
    """What the playbook says of those who are like this customer."""

    title: str
    content: str


def of(playbook: "Playbook", segment: str, profile: dict[str, str]) -> list[Way]:
    """The way of the group that the customer is in, by itself or by a field of the file whose choices are groups; then that of
    the key market."""
    groups = {one.key: one for one in playbook.segments}
    named = [segment]
    named += [profile.get(one.key, "") for one in playbook.fields if one.choices and set(one.choices) <= groups.keys()]
    found = [Way(str(groups[key].title), str(groups[key].content)) for key in dict.fromkeys(named) if key in groups]
    market = next((one for one in playbook.markets if one.key == profile.get(KEY_MARKET)), None)
    if market is not None:
        found.append(Way(f"{market.title} {band(market)}".rstrip(), str(market.content)))
    return [way for way in found if way.content]


def band(market: "Market") -> str:
    """The price to aim at, in whole units of the currency: `200–500`, `350–`; empty where it is open."""
    if not (market.price_from or market.price_to):
        return ""
    return f"{market.price_from or ''}–{market.price_to or ''}"
