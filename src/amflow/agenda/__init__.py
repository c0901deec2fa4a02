"""What is due and why: rules, references, cadence, checklists, the ledger of the plan, tasks."""
