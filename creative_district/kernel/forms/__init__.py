"""Form fields of the kernel's values."""
