"""Every command once on an encrypted book: what it leaves beside the book and in the home tells of nobody in plain."""

from tools.torture import sight
from tools.torture.at_each_write import AtEachWrite, Clean, Ground, Line, in_plain


class InPlain(AtEachWrite):
    """One turn with each line of the help pages."""

    def go(self, turns: int, seconds: float) -> None:
        """All lines once, or as far as turns and time go."""
        super().go(min(turns, len(self._lines)), seconds)
        self.counts["commands"] = len({line.path for line in self._lines})

    def _clean(self, _start: Ground, _line: Line, _before: sight.Seen) -> Clean:
        # What it is like when all goes well is what is looked at.
        return Clean(1, 0, set(), done=True, said="", files=set())

    def _turns(self, _clean: Clean) -> int:
        return 1

    def _turn(self, start: Ground, line: Line, _before: sight.Seen, _clean: Clean) -> None:
        ground = start.copy()
        ended = ground.run(line.words)
        self.counts[f"ended with {ended.code}"] += 1
        self._told(line.named, in_plain(ground))
