"""A stand-in for the hosted Atlas API: a process of its own, reached over HTTP only. It is not Atlas."""
