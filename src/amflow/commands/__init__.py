"""The commands: parse, call, show. No SQL, no Rich, no date arithmetic here."""
