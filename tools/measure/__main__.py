"""make measure: how good amflow's own order and numbers are, a line a figure with what it is to reach.

    python -m tools.measure --only forecast --data ../shared/data

The data are imported by amflow's own import, and amflow's own commands are asked, with the clock of that day: what is measured is
what a person gets. Where the data are not there, small ones are generated: they show that it runs, and are held to nothing.
"""

import argparse
import sys
from importlib import import_module
from os import environ
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MEASURES = ("crm", "bank", "cdnow", "forecast")
"""The modules, each with `measured(bench)`, which gives its figures one by one, and `NEEDS`, the folders of data it asks for."""


def main(words: list[str]) -> int:
    """The command line; 1 where a figure of the real data is short."""
    there = [name for name in MEASURES if (Path(__file__).parent / f"{name}.py").exists()]
    parser = argparse.ArgumentParser(prog="measure", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", choices=there, action="append", help="this measure alone; may be given again")
    parser.add_argument("--data", type=Path, help="where the data are; none: generated ones")
    parser.add_argument("--quick", action="store_true", help="on generated data alone")
    given = parser.parse_args(words)
    data = given.data or Path(environ.get("AMFLOW_DATA", ROOT.parent / "shared" / "data"))
    from tools.measure.place import Bench  # it makes an environment of its own

    bench = Bench(None if given.quick else data.resolve(), lambda text: print(f"  {text} …", file=sys.stderr))
    short = 0
    try:
        for name in given.only or there:
            module = import_module(f"tools.measure.{name}")
            real = all(map(bench.real, module.NEEDS))
            print(f"{name}: {'' if real else 'generated '}{', '.join(module.NEEDS)}", flush=True)
            for figure in module.measured(bench):
                short += real and not figure.good
                print(figure.said(), flush=True)
    finally:
        bench.leave()
    print(f"{short} short" if short else "all reached")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
