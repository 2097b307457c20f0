"""What stands before Django: whole answers that are the same for all visitors."""
