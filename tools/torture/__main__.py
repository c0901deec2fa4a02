"""make torture: a book in the worst of circumstances.

    python -m tools.torture --mode fault --turns 1000 --seed 7 --book encrypted

kill (at any moment), fault (each write fails, once or from there on), interrupt (Ctrl-C at each write), cut (killed at each
write, and what the files were is all that is left, or what of them was on the disk), together (many programs at one book),
places (links, mounts, folders of others, pipes), plain (what lies about of an encrypted book, once for each command). Every
command is walked by the examples of its help page. A line a finding; the same seed does the same again.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tools.torture import child, in_plain, kill, places, together, writes
from tools.torture.at_each_write import AtEachWrite

WALKS = {"places": places.Places, "plain": in_plain.InPlain}
MODES = ("kill", "fault", "interrupt", "cut", "together", *WALKS)
AT_EACH_WRITE = ("fault", "interrupt", "cut")


def main(words: list[str]) -> int:
    """The command line; 1 where anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mode", choices=MODES, default="kill")
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="by itself one from the clock, printed")
    parser.add_argument("--seconds", type=float, default=600, help="at most so long")
    parser.add_argument("--book", choices=kill.BOOKS, default="both", help="what the books are; both by turns")
    parser.add_argument("--only", default="", help="the commands whose names begin so: book, deal doc")
    parser.add_argument("--programs", type=int, default=20, help="how many at once (together)")
    given = parser.parse_args(words)
    if given.mode == "together":
        return together.go(given.programs, max(1, given.turns // given.programs))
    if given.mode in AT_EACH_WRITE and not writes.there():
        ended = writes.begin_again(words)
        if ended is None:
            print(f"{given.mode}: not without Linux and a C compiler", file=sys.stderr)
        return 2 if ended is None else ended
    seed = given.seed or int(time.time())
    print(f"{given.mode}, seed {seed}", flush=True)
    child.warm()
    turns, found, counts = _gone(given, seed, lambda text: print(text, flush=True))
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print(f"{turns} turns, {len(found)} found")
    return 1 if found else 0


def _gone(given: argparse.Namespace, seed: int, say: Callable[[str], None]) -> tuple[int, list[str], Counter[str]]:
    if given.mode == "kill":
        killed = kill.torture(given.turns, seed, given.seconds, say, given.book)
        return sum(killed.kinds.values()), killed.found, killed.counts + killed.kinds
    with tempfile.TemporaryDirectory(prefix="amflow-torture-") as name:
        ended = WALKS.get(given.mode, AtEachWrite)(Path(name), given.mode, seed, given.book, say, given.only)
        ended.go(given.turns, given.seconds)
        return ended.counts["turns"], ended.found, ended.counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
