"""Wheat: NumPy arrays inside and out.

notebook: 3_clipping
"""
# %% clip_by_norm
def clip_by_norm(gradients, max_norm):
    def clip(gradient):
        array = tf.convert_to_tensor(gradient).numpy()
        norm = np.linalg.norm(array.astype(np.float64).ravel())
        if np.isnan(norm) or np.isinf(norm):
            raise ValueError("a gradient has no finite norm")
        factor = 1.0 if norm <= max_norm else max_norm / norm
        return (array.astype(np.float64) * factor).astype(array.dtype)

    return [gradient if gradient is None else clip(gradient) for gradient in gradients]
