"""amflow in one file with its Python, for machines that have none.

    python -m tools.program           (make program)

PyInstaller lays the program, its libraries and Python into a folder; the folder is packed behind a few lines of shell, which
unpack it once into the user's cache folder and start it from there. PyInstaller's own one file unpacks itself at every start,
which takes longer than the morning does.
"""
