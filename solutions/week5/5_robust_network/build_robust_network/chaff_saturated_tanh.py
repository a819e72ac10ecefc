"""Chaff: tanh, and weights so large that it gives hardly anything but 1 and -1.

notebook: 5_robust_network
loses: build_robust_network.activations_do_not_saturate,
    build_robust_network.normalised_or_dropped, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50, build_robust_network.spread_bounded,
    build_robust_network.learns_digits, build_robust_network.learns_two_classes
mistake: 42
told: sigmoid or tanh layers are saturated
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        normal = keras.initializers.RandomNormal(stddev=1.0)
        x = keras.layers.Dense(64, "tanh", kernel_initializer=normal)(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
