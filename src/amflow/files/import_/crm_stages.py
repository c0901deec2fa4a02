"""What the usual stages of HubSpot, Salesforce and Pipedrive are in a pipeline of the playbook."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amflow.playbooks.model import Pipeline

_FIRST = "appointment scheduled|prospecting|lead in|contact made"
"""With these every sale begins: the first stage of any pipeline."""

_MEANT = {
    ("engaging", "needs"): "qualified|qualified to buy|qualification|needs analysis",
    ("proposal", "solution"): (
        "presentation scheduled|demo scheduled|value proposition|id decision makers|perception analysis"
        "|decision maker bought in|proposal made|proposal price quote"
    ),
    ("negotiation",): "contract sent|negotiation review|negotiations started",
}
"""By the keys of stages what they are called elsewhere: of a stage that lies between two the one that was surely reached."""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.casefold())


_FIRSTS = {_plain(word) for word in _FIRST.split("|")}
_KEYS = {_plain(word): keys for keys, said in _MEANT.items() for word in said.split("|")}


def meant(text: str, pipeline: "Pipeline") -> str:
    """The key of the stage that another program's word is in this pipeline; empty where that is not certain."""
    plain = _plain(text)
    if plain in _FIRSTS:
        return pipeline.stages[0].key
    return next((stage.key for stage in pipeline.stages if stage.key in _KEYS.get(plain, ())), "")
