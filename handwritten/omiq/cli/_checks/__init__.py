"""What `omiq doctor` looks at: this machine, what is kept on it, the way to the server, and the sign-in."""
