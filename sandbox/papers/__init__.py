"""Specimen papers of people who do not exist: drawn, scanned, photographed and labelled by script."""
