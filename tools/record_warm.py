"""What each process of the recorder begins with: the program read, every command built; nothing was asked of it yet."""

from typer.main import get_command

from tools.record_place import leaves, program

COMMANDS = len(list(leaves(get_command(program().app))))
