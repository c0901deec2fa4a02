"""The seven steps of the day and the records they are about: questions, records and rules live together. No Rich here."""
