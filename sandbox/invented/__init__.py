"""Results made up from file names, for tests and demos that must not wait for reading."""
