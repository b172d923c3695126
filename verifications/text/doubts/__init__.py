"""Whether a link is the link: what became of it on its way, and where it leads."""
