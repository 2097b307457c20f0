"""The map of a district: pure, drawn from its boundary, no tile and no server."""
