"""What the usual stages of HubSpot, Salesforce and Pipedrive are in a pipeline of the playbook."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.book.values import folded

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


class StageWords:
    """What the words of a file are among the stages of these pipelines."""

    def __init__(self, pipelines: "Sequence[Pipeline]") -> None:
        self._first = pipelines[0] if pipelines else None
        self._known = {folded(name) for one in pipelines for stage in one.stages for name in (stage.key, *stage.title)}
        self.elsewhere: dict[str, str] = {}
        """The words that are stages in other programs, and the titles of the playbook's stages."""

    def meant(self, text: str) -> str | None:
        """The text where the playbook has it, the key of the stage that is called so elsewhere, or None."""
        if folded(text) in self._known or self._first is None:
            return text
        stage = self._first.stage(meant(text, self._first))
        if stage is None:
            return None
        self.elsewhere[text] = str(stage.title)
        return stage.key
