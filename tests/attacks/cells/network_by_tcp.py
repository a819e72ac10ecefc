"""A connection to another machine, and to this one.

class: theft, network by TCP
tries: sends away what it has found, or fetches an answer
outcome: total 4, scaled 6
says: ['PermissionError', 'PermissionError']
"""

# %% first
import socket
import urllib.request


def tried(action):
    try:
        return action()
    except OSError as error:
        cause = getattr(error, "reason", error)
        return "PermissionError" if isinstance(cause, OSError) else str(error)


print(
    [
        tried(lambda: socket.create_connection(("127.0.0.1", 22), 2)),
        tried(lambda: urllib.request.urlopen("http://192.0.2.1/", timeout=2)),
    ]
)
