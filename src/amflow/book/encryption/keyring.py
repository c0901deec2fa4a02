"""Where the key of an encrypted book is kept, so that nobody types the passphrase for every command.

Two places: the memory of the Linux kernel, for the person's own programs, until they log out or half a day has passed;
and the system's keyring (Secret Service, macOS, Windows), which lasts, where it is one that protects what it keeps. The first
is asked in a fraction of a millisecond; what was found in the second is put there. Only the key is kept, never the passphrase,
and under the salt that the file begins with: the copies of a book have the same one.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from amflow.book import engine
from amflow.book.engine import Key
from amflow.errors import Refused
from amflow.locale import _
from amflow.records import NamedTuple

SERVICE = "amflow"

SECONDS = 12 * 3600
"""So long the kernel keeps a key: a working day."""

PLACES = ("system", "session", "never")
"""What the setting `keep_key` may be."""

_CALLS = {"x86_64": (248, 250), "aarch64": (217, 219), "riscv64": (217, 219)}
"""The numbers of add_key and keyctl."""

_SESSION, _USER = -3, -4
_LINK, _UNLINK, _SEARCH, _READ, _TIMEOUT = 8, 9, 10, 11, 15


def recall(salt: str, place: str) -> Key | None:
    """The key that is kept for a file with this salt, or None."""
    if place == "never":
        return None
    raw = _of_kernel(salt)
    if raw is None and place == "system":
        raw = _of_system(salt)
        if raw is not None:
            _into_kernel(salt, raw)
    return Key(raw, salt) if raw is not None and _is_key(raw) else None


class KeyPlace(NamedTuple):
    """Where a key is kept: `system`, `session`, or empty where there is no place for it; which program of the system keeps
    it, and which was not asked to, for it keeps what it is given where anybody can read it."""

    place: str
    by: str = ""
    not_by: str = ""


def keep(key: Key, place: str) -> KeyPlace:
    """Keep the key; gives where."""
    if place == "never":
        return KeyPlace("")
    in_kernel = "session" if _into_kernel(key.salt, key.raw) else ""
    if place != "system":
        return KeyPlace(in_kernel)
    plain = ""
    for ring in _rings():
        if not _protects(ring):
            # An earlier version gave it the key.
            _out_of(ring, key.salt)
            plain = plain or _named(ring)
        elif _into(ring, key):
            return KeyPlace("system", _named(ring))
    return KeyPlace(in_kernel, not_by=plain)


def forget(salt: str) -> None:
    """Take the key out of every place."""
    call = _kernel()
    if call is not None:
        found = call.control(_SEARCH, _SESSION, b"user", _name(salt), 0)
        if found > 0:
            call.control(_UNLINK, found, _USER)
            call.control(_UNLINK, found, _SESSION)
    for ring in _rings():
        _out_of(ring, salt)


def _is_key(raw: str) -> bool:
    return len(raw) == 64 and all(sign in "0123456789abcdef" for sign in raw)


def _name(salt: str) -> bytes:
    return f"{SERVICE}:{salt}".encode()


class _Kernel:
    """The three calls of the kernel's keyring that are needed."""

    def __init__(self, add: int, control: int) -> None:
        import ctypes

        self._c = ctypes
        self._call = ctypes.CDLL(None, use_errno=True).syscall
        self._add, self._control = add, control

    def control(self, *what: Any) -> int:
        """keyctl(2)."""
        return int(self._call(self._control, *what))

    def add(self, name: bytes, content: bytes) -> int:
        """add_key(2), into the person's own keyring."""
        return int(self._call(self._add, b"user", name, content, self._c.c_size_t(len(content)), _USER))

    def read(self, number: int) -> str | None:
        """What is kept under the number."""
        room = self._c.create_string_buffer(256)
        size = self.control(_READ, number, room, self._c.c_size_t(256))
        return room.raw[:size].decode("ascii", "replace") if 0 < size <= 256 else None


def _kernel() -> _Kernel | None:
    if sys.platform != "linux":
        return None
    from os import uname

    numbers = _CALLS.get(uname().machine)
    if numbers is None:
        return None
    try:
        call = _Kernel(*numbers)
    except (ImportError, OSError, AttributeError):
        return None
    # Without the link the person's own keyring may be written and not read.
    return call if call.control(_LINK, _USER, _SESSION) == 0 else None


def _of_kernel(salt: str) -> str | None:
    call = _kernel()
    if call is None:
        return None
    found = call.control(_SEARCH, _SESSION, b"user", _name(salt), 0)
    return call.read(found) if found > 0 else None


def _into_kernel(salt: str, raw: str) -> bool:
    call = _kernel()
    if call is None:
        return False
    number = call.add(_name(salt), raw.encode())
    return number > 0 and call.control(_TIMEOUT, number, SECONDS) == 0


def _rings() -> list[Any]:
    """The system's keyrings, those that protect nothing too. Python's own search for one takes as long as a whole command:
    where the system has only one it is named."""
    known = {"darwin": "keyring.backends.macOS", "win32": "keyring.backends.Windows"}.get(sys.platform)
    try:
        if known:
            from importlib import import_module

            module = import_module(known)
            return [module.Keyring() if known.endswith("macOS") else module.WinVaultKeyring()]
        import keyring

        ring = keyring.get_keyring()
        # Several in a chain would hand the key on from one to the next, whatever that does with it.
        return [one for one in getattr(ring, "backends", [ring]) if one.priority > 0]
    except Exception:  # noqa: BLE001 - whatever a system's keyring says, there is none then
        return []


_OPEN = ("plain", "null", "fail", "uncrypted")
"""What a keyring is called that keeps what it is given as it is, or nowhere."""


def _protects(ring: Any) -> bool:
    """Whether it keeps a secret: those that do and are meant for every day have a priority of 1 and more."""
    name = f"{type(ring).__module__}.{type(ring).__name__}".lower()
    return bool(ring.priority >= 1) and not any(word in name for word in _OPEN)


def _named(ring: Any) -> str:
    return str(getattr(ring, "name", "") or type(ring).__name__)


def _of_system(salt: str) -> str | None:
    for ring in filter(_protects, _rings()):
        with suppress(Exception):
            if raw := ring.get_password(SERVICE, salt):
                return str(raw)
    return None


def _into(ring: Any, key: Key) -> bool:
    with suppress(Exception):
        ring.set_password(SERVICE, key.salt, key.raw)
        return True
    return False


def _out_of(ring: Any, salt: str) -> None:
    with suppress(Exception):
        ring.delete_password(SERVICE, salt)


def find(path: Path, opens: Callable[[Key], bool], place: str, typed: Callable[[], str]) -> Key:
    """The key of the file: the one that is kept, else from the passphrase that `typed` asks for. Raises Refused where
    that is wrong."""
    salt = engine.salt(path)
    kept = recall(salt, place)
    # A file that was made anew with the same salt and another passphrase: what is kept is no use any more.
    if kept is not None and opens(kept):
        return kept
    key = engine.derive(typed(), salt)
    if not opens(key):
        raise Refused(_("the passphrase does not open {path}").format(path=path), _("say it again"), untouched=True)
    return key
