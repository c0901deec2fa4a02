"""Parts of a report, and every form of file that is made of them."""
