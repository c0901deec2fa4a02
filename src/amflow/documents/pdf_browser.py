"""The person's own browser, which prints a page into a PDF: Chrome, Edge or Chromium, without a window or a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from amflow import tempfiles as loose
from amflow.errors import Unusable
from amflow.locale import _

SECONDS = 30
"""A browser that has not printed a page by then never will."""

VARIABLE = "AMFLOW_BROWSER"
"""Names another browser; `none` is none."""

_NAMES = (
    "google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable",
    "chrome", "msedge", "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")

_FLAGS = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-sync", "--disable-component-update", "--disable-default-apps",
    "--metrics-recording-only", "--disable-client-side-phishing-detection", "--disable-domain-reliability",
    "--disable-breakpad", "--no-pings", "--hide-scrollbars",
    # Nothing is fetched: there is no host that it could find, and no proxy that would find it.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
)  # fmt: skip


def found() -> Path | None:
    """The browser on this machine, or None."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen == "none":
        return None
    if chosen:
        path = shutil.which(chosen)
        if path is None:
            raise Unusable(
                _("{variable}: there is no program {name}").format(variable=VARIABLE, name=chosen),
                _("the path of Chrome, Edge or Chromium; or none"),
            )
        return Path(path)
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    windows = [Path(root) / place for root in roots if root for place in _WINDOWS]
    return next((place for place in (*map(Path, _PLACES), *windows) if place.is_file()), None)


def pdf(browser: Path, page: str) -> bytes:
    """The page, printed. Raises Unusable when the browser does not do it, or not in time."""
    with loose.folder() as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(page, "utf-8")
        words = [
            str(browser),
            *_FLAGS,
            # Chromium refuses to run as root with its sandbox: only there it goes without.
            *(["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []),
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        why = _run(words, str(folder))
        if not target.is_file() or not target.stat().st_size:
            raise Unusable(
                _("{browser} made no PDF: {why}").format(browser=browser, why=why or _("it says nothing")),
                _("take --format html and print it from the browser, or pip install 'amflow[pdf]'"),
            )
        return target.read_bytes()


def _run(words: list[str], folder: str) -> str:
    """Run the browser, and end it and what it started when it takes too long; gives its last word."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    try:
        process = subprocess.Popen(  # noqa: S603 - the browser that was found, with our own words
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=kept,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        return str(error.strerror or error)
    try:
        said = process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        _end(process)
        return _("it took longer than {n} seconds").format(n=SECONDS)
    except BaseException:
        _end(process)
        raise
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _end(process: "subprocess.Popen[bytes]") -> None:
    if os.name == "posix":
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
