"""The day on one page: what each of the seven steps has waiting."""
