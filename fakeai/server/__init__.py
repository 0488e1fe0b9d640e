"""The only code with sockets, threads and sleeping: it puts an engine on a port."""
