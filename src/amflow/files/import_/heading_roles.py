"""What a column is by its heading, for finding the heading of a file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow.book.values import folded
from amflow.files.forms import layout
from amflow.files.forms.units import of_heading
from amflow.files.import_.column_map import Map, columns_of, kind_of, names_in, profile_headings
from amflow.files.import_.fields import RecordKind, bare_heading, by_heading, is_key, role_of
from amflow.files.import_.shipped import signatures

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook


def heading_roles(kind: RecordKind | None, playbook: "Playbook | None", the_map: Map | None) -> Callable[[str], str]:
    """What says of a heading what its column is: by the map, or by the kind and the headings that shipped maps have."""
    if the_map is not None:
        rules = (*the_map.rules, *the_map.profile)
        known = {folded(column): layout.OTHER for column in the_map.key}
        for rule in rules:
            known |= {folded(column): role_of(rule.field, the_map.kind) for column in columns_of(rule)}
            known |= {folded(name): layout.OTHER for name in names_in(rule.text)}
        return lambda heading: known.get(folded(heading)) or known.get(folded(of_heading(heading)[0]), "")
    kind = kind or kind_of("customer")
    beside = profile_headings(kind, playbook)
    others = {folded(column) for one in signatures() for column in one.columns}

    def role(heading: str) -> str:
        field = by_heading(kind, heading)
        if field:
            return role_of(field, kind)
        bare = bare_heading(heading)
        names = {folded(heading), folded(of_heading(heading)[0])}
        known = is_key(kind, heading) or bare in beside or not names.isdisjoint({*beside, *others})
        return layout.OTHER if known else ""

    return role
