"""The scripts that make bash, zsh and fish ask amflow what may come next, and where each shell looks for its own."""

import os
from pathlib import Path

from amflow.errors import Unusable, Usage
from amflow.locale import _
from amflow.records import NamedTuple

SHELLS = ("bash", "zsh", "fish")

MARK = "# amflow completion"

BASH = """# amflow completion: bash asks amflow itself
_amflow() {
    local line IFS=$'\\n'
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == __files__* ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        [[ -n $line ]] && COMPREPLY+=("${line%%$'\\t'*}")
    done < <(command amflow completion words bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
}
complete -F _amflow amflow
"""

ZSH = """#compdef amflow
# amflow completion: zsh asks amflow itself
_amflow() {
    local line
    local -a values shown
    for line in ${(f)"$(command amflow completion words zsh "${(@)words[2,CURRENT]}" 2>/dev/null)"}; do
        if [[ $line == __files__* ]]; then
            _files
            return
        fi
        values+=("${line%%$'\\t'*}")
        shown+=("${line%%$'\\t'*}  ${line#*$'\\t'}")
    done
    (( ${#values} )) || return 1
    compadd -U -l -d shown -a values
    # What was typed (pinyin) need not be how the answers begin: several are offered, not merged into nothing.
    if (( ${#values} > 1 )) && [[ ${values[1]} != ${(Q)PREFIX}* ]]; then
        compstate[insert]=menu
    fi
    compstate[list]='list force'
}
if [[ ${funcstack[1]} == _amflow ]]; then
    _amflow "$@"
else
    compdef _amflow amflow
fi
"""

FISH = """# amflow completion: fish asks amflow itself
function __amflow_words
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l answers (command amflow completion words fish $before[2..-1] "$current" 2>/dev/null)
    if string match -q '__files__*' -- $answers
        __fish_complete_path "$current"
    else
        printf '%s\\n' $answers
    end
end
complete -c amflow -f -a '(__amflow_words)'
"""


class Installed(NamedTuple):
    """What was written: the script's file, and the start-up file with the lines put into it; empty where none was."""

    shell: str
    file: Path
    changed: bool
    start_file: str
    lines: str


def named(shell: str) -> str:
    """The shell that is meant: by its name, else the one of the person. Raises Usage."""
    found = shell or Path(os.environ.get("SHELL", "")).name
    if found not in SHELLS:
        raise Usage(
            _("there is no completion for “{shell}”").format(shell=found or "?"),
            _("one of: {choices}").format(choices=", ".join(SHELLS)),
        )
    return found


def script(shell: str) -> str:
    """The script for this shell."""
    return {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell]


def install(shell: str) -> Installed:
    """Write the script where the shell looks; a start-up file gets its lines once. Raises Unusable."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    start, lines = None, ""
    if shell == "fish":
        file = config / "fish/completions/amflow.fish"
    elif shell == "bash":
        file = data / "bash-completion/completions/amflow"
        start, lines = home / ".bashrc", f'[ -r "{file}" ] && . "{file}"'
    else:
        file = data / "amflow/zsh/_amflow"
        start = Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
        lines = f'fpath=("{file.parent}" $fpath); autoload -Uz compinit && compinit'
    try:
        changed = _written(file, script(shell))
        added = bool(start) and _added(start, lines) if start else False
    except OSError as error:
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=error.filename or file, why=error.strerror),
            _("amflow config completion --dry-run prints the script"),
        ) from error
    return Installed(shell, file, changed, str(start) if added else "", lines if added else "")


def _written(file: Path, text: str) -> bool:
    if file.exists() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return True


def _added(start: Path, lines: str) -> bool:
    """Put the lines at the end of a start-up file, unless they were put there before."""
    before = start.read_text("utf-8", "surrogateescape") if start.exists() else ""
    if MARK in before:
        return False
    gap = "" if not before or before.endswith("\n") else "\n"
    with start.open("a", encoding="utf-8") as file:
        file.write(f"{gap}{MARK}\n{lines}\n")
    return True
