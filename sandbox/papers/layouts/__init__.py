"""What papers look like: each function draws one kind of paper and returns it as PDF."""
