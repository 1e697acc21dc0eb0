"""What the tests of the client stand on: a server that follows a script, a clock, both clients as one."""
