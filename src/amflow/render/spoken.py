"""Scripts and messages: a short text from its template, in the sandbox, the person's own folder winning by name."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.render import documents

if TYPE_CHECKING:
    from amflow.settings import Settings


def words(template: str, language: str, values: dict[str, Any], settings: "Settings", today: date) -> str:
    """The text of `template` (`script/first-call`) in the language. Raises Unusable with the template's file and line."""
    name = f"{template}.{language}.txt"
    environment = documents._environment(documents.Wanted("txt", None, None), settings.templates, today)
    with documents._blamed(name):
        return environment.get_template(name).render(values).strip()
