"""Wheat: One long NumPy vector of all entries.

notebook: 2_explosion
"""
# %% global_norm
def global_norm(gradients):
    arrays = [np.array(tf.convert_to_tensor(g)) for g in gradients if g is not None]
    flat = [array.ravel().astype("float64") for array in arrays]
    return float(np.linalg.norm(np.concatenate([*flat, np.zeros(1)])))
