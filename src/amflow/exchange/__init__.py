"""Files in and out: what a file says, which record of the book it becomes, and what was refused and why."""
