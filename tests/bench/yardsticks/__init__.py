"""What the portal is measured beside: limits to come near, and what is usual."""
