"""A book in the worst of circumstances: killed, out of room, interrupted, used by many, behind links. One line a finding."""
