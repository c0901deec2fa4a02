"""A lead that is merged with a firm of which only the name is known stays a lead, and counts when it is won."""

from typing import Any

import pytest

OUTLOOK = "First Name,Last Name,Company,E-mail Address,Job Title,Mobile Phone\nDave,Pike,Severn Marine,dave@severn.example,,\n"


@pytest.mark.parametrize("order", [("c1", "c2"), ("c2", "c1")])
def test_a_lead_that_is_merged_with_a_mere_name_stays_a_lead(run: Any, file: Any, book: Any, order: Any) -> None:
    run("lead", "add", "Severn Marine Supplies", "--organisation")
    run("import", file("outlook.csv", OUTLOOK))

    shown = run("customer", "merge", *order, "--dry-run").stdout
    run("customer", "merge", *order, "--yes")

    assert "status customer" not in shown
    assert book.one("SELECT status FROM customer WHERE kind = 'organisation'")[0] == "lead"
    run("deal", "add", "--for", order[0], "--amount", "305000")
    run("deal", "win", "d1", "--force", "--why", "signed")
    assert tuple(book.one("SELECT status, converted_on FROM customer WHERE kind = 'organisation'")) == (
        "customer",
        "2026-11-25",
    )


def test_a_lead_that_is_merged_with_a_customer_is_one(run: Any, book: Any) -> None:
    run("lead", "add", "Severn Marine Supplies", "--organisation")
    run("customer", "add", "Severn Marine", "--organisation", "--phone", "010-88881234")

    run("customer", "merge", "c1", "c2", "--yes")

    assert [row["status"] for row in book.all("SELECT status FROM customer")] == ["customer"]
