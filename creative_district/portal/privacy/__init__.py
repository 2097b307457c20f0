"""What the portal holds on a person: told in one file, erased in one action."""
