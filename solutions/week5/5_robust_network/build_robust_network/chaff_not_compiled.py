"""Chaff: gives its network back as it stands, and leaves `compile` to others.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.small_enough,
    build_robust_network.output_fits_loss, build_robust_network.optimizer_clips,
    build_robust_network.reports_accuracy,
    build_robust_network.activations_do_not_saturate, build_robust_network.normalised_or_dropped,
    build_robust_network.healthy_at_depth_20, build_robust_network.healthy_at_depth_50,
    build_robust_network.spread_bounded, build_robust_network.learns_digits,
    build_robust_network.learns_two_classes
raises: ModelRefused
mistake: -
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        x = x + keras.layers.Dense(64, "leaky_relu", kernel_initializer="he_normal")(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    return keras.Model(inputs, outputs)
