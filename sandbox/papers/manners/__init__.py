"""How a drawn paper comes to the lender: as it is, scanned, photographed, copied."""
