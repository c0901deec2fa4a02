"""What may be said of a sale, in the talk in which it was agreed or where its deal is won."""

SALE = ("product", "amount", "units", "promised", "replaces", "why", "anyway")
