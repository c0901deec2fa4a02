"""What a score suggests doing next: said wherever one was written down."""

from amflow.locale import _


def suggested(ref: str, csat: int | None, nps: int | None) -> list[tuple[str, str]]:
    """What a score suggests: an introduction asked for, a case opened."""
    if (csat is not None and csat <= 2) or (nps is not None and nps <= 6):
        return [(_("dissatisfied"), f'amflow case open {ref} "…"')]
    if csat == 5 or (nps is not None and nps >= 9):
        return [
            (
                _("very satisfied"),
                _("ask whom they know: {command}").format(command=f"amflow lead add … --referrer {ref}"),
            )
        ]
    return []
