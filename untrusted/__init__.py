"""What reads things from outside, in connections and processes of its own; knows nothing of Django."""
