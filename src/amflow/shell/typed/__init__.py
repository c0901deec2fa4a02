"""What was typed: in the words of before, in other words than ours."""
