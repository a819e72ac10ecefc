"""IndexedSlices that graders hand over behave as TensorFlow's own."""

import numpy as np
from worker.calls import call, define

from autograder.sandbox.process import Process
from autograder.worker.wire import IndexedSlices


def test_indexed_slices_come_back(typed: Process) -> None:
    """Indexed slices return with values, indices and shape."""
    slices = IndexedSlices(np.ones((1, 2)), np.array([3]), (5, 2))
    back = call(typed, "same", slices)
    assert back.dense_shape == (5, 2)
    np.testing.assert_array_equal(back.indices, [3])


SLICES_AS_TENSORFLOWS = """
def rows(table):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.gather(table, [3, 1, 3]) ** 2)
    return tape.gradient(loss, table)

def facts(slices):
    return [tuple(slices.shape), slices.dense_shape.numpy().tolist(), slices.dense_shape.dtype.name]

def compared(given):
    own = rows(tf.Variable(tf.ones((5, 2))))
    norm = tf.function(lambda slices: tf.norm(tf.convert_to_tensor(slices)))
    return facts(given) == facts(own), float(norm(given)), float(norm(own))
"""


def test_indexed_slices_behave_as_tensorflows_own(worker: Process) -> None:
    """Shape, dense shape and use inside `tf.function` are those of a gradient of `tf.gather`."""
    define(worker, SLICES_AS_TENSORFLOWS)
    slices = IndexedSlices(np.full((3, 2), 2, "float32"), np.array([3, 1, 3], "int32"), (5, 2))
    same, given, own = call(worker, "compared", slices)
    assert same
    assert given == own


def test_indexed_slices_without_a_shape_stay_without(typed: Process) -> None:
    """A dense shape that is not known is not made up."""
    assert (
        call(typed, "same", IndexedSlices(np.ones((1, 2)), np.array([3]), None)).dense_shape is None
    )
