"""The live room: teachers' phones join, predict together, and see the room's answer when it is revealed."""
