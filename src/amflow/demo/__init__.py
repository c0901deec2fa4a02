"""A book full of a believable trade, to look around in: made from the playbook, a seed and a day.

`place.py` says where it goes and makes it; `lives.py` says who somebody is, `cast.py` what each is in it for, `dealings.py`
has their deals, `diary.py` two months of talks, `schedule.py` tasks, plans and targets; `words.py` reads what they all say.
"""
