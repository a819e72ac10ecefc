"""Outputs forged past the cap of a cell.

class: tampering, forged replies
tries: fills the grader's memory with outputs that no cell has put out
outcome: total 4, scaled 6
says: broke the rules
"""

# %% first
import gc

channel = next(each for each in gc.get_objects() if type(each).__name__ == "Channel")
stream = {"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}
channel.send(
    {
        "id": 1,
        "outputs": [stream],
        "updates": [],
        "execution_count": 1,
        "error": None,
    }
)
