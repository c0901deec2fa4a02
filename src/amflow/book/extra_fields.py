"""Fields of the customer file that no playbook has to declare: what cards say of a person beyond a customer's columns."""

from amflow.locale import N_

BESIDE = {
    "phone2": N_("second phone"),
    "phone3": N_("more phones"),
    "email2": N_("second mail"),
    "website": N_("website"),
    "chat": N_("chat"),
    "dates": N_("other dates"),
}
"""Each with its title."""
