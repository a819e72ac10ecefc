"""Chaff: NumPy's clip under another name, kept before the function is defined.

notebook: 3_clipping
loses: clip_by_value.basic_operations
mistake: 25
"""
# %% clip_by_value
limited = np.clip


def clip_by_value(gradients, limit):
    return [
        None if gradient is None else limited(tf.convert_to_tensor(gradient).numpy(), -limit, limit)
        for gradient in gradients
    ]
