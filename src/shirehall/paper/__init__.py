"""What is printed: one document tree, the report built on it, its charts, and the printers."""
