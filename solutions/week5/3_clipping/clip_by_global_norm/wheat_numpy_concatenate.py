"""Wheat: one long NumPy vector of all entries.

notebook: 3_clipping
"""
# %% clip_by_global_norm
def clip_by_global_norm(gradients, max_norm):
    arrays = [None if g is None else np.array(tf.convert_to_tensor(g)) for g in gradients]
    flat = [a.ravel().astype("float64") for a in arrays if a is not None]
    norm = np.linalg.norm(np.concatenate([np.zeros(1), *flat]))
    if not np.isfinite(norm):
        raise ValueError("gradients with NaN or infinity")
    factor = max_norm / max(norm, max_norm)
    clipped = []
    for array in arrays:
        if array is not None:
            array = (array.astype("float64") * factor).astype(array.dtype)
        clipped.append(array)
    return clipped, norm
