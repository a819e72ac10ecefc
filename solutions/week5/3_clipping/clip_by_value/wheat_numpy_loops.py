"""Wheat: NumPy and loops over single entries.

notebook: 3_clipping
"""
# %% clip_by_value
def clip_by_value(gradients, limit):
    result = []
    for gradient in gradients:
        if gradient is None:
            result.append(None)
            continue
        array = tf.convert_to_tensor(gradient).numpy()
        flat = array.flatten()
        for position in range(flat.size):
            if flat[position] > limit:
                flat[position] = limit
            elif flat[position] < -limit:
                flat[position] = -limit
        result.append(flat.reshape(array.shape))
    return result
