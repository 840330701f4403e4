"""The return server, over real sockets on loopback."""
