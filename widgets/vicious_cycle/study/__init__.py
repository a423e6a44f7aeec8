"""Studies of the model: what its answers depend on, and what real data can say about its parameters."""
