"""The Vicious Cycle workshop kit: a model of failure, stories and effort, and the views that show it."""
