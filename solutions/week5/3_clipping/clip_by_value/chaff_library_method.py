"""Chaff: the clip method of NumPy's arrays.

notebook: 3_clipping
loses: clip_by_value.basic_operations
mistake: 25
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    return [
        None if gradient is None else tf.convert_to_tensor(gradient).numpy().clip(-limit, limit)
        for gradient in gradients
    ]
