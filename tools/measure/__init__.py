"""How good amflow's own order and numbers are, measured on books that it imports and asks itself."""
