"""What all pages share: lists, form keys, words for times. Knows nothing of verifications."""
