"""A book full of a believable trade, to look around in: made from the playbook, a seed and a day.

`build.py` says where it goes and makes it; `lives.py` says who somebody is, `people.py` what each is in it for, `deals.py`
has their deals, `talks.py` two months of talks, `schedule.py` tasks, plans and targets; `scene.py` reads what they all say.
"""
