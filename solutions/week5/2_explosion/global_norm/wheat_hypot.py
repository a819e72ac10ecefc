"""Wheat: math.hypot of the norms, after division by the largest entry.

notebook: 2_explosion
"""
# %% global_norm
def norm_of_one(gradient):
    dense = tf.convert_to_tensor(gradient).numpy().astype(np.float64)
    largest = np.max(np.abs(dense), initial=0.0)
    if largest == 0 or not np.isfinite(largest):
        return float(largest)
    return float(largest * np.sqrt(np.sum((dense / largest) ** 2)))


def global_norm(gradients):
    norms = [norm_of_one(gradient) for gradient in gradients if gradient is not None]
    # math.hypot(inf, nan) is inf, but a NaN among the entries has the last word here.
    return math.nan if any(map(math.isnan, norms)) else math.hypot(*norms)
