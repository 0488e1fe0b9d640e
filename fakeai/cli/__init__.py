"""The command line, one command a module. Importing it costs no more than click."""
