"""A socket of the machine's own, to a service that runs on it.

class: theft, unix socket
tries: asks a service outside of the sandbox to act for it
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
import socket

line = socket.socket(socket.AF_UNIX)
line.connect("/run/docker.sock")
