"""Tensors that fill the memory.

class: resources, memory by tensor
tries: takes all memory of the machine
outcome: total 4, scaled 6
says: OOM when allocating
"""

# %% first
import tensorflow as tf

hoard = []
while True:
    hoard.append(tf.ones(3 * 10**8))
