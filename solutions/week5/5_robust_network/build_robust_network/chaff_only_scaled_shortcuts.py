"""Chaff: branches scaled by hand keep the signal steady, nothing is normalised or dropped.

notebook: 5_robust_network
loses: build_robust_network.normalised_or_dropped
mistake: -
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.Dense(64, "leaky_relu", kernel_initializer="he_normal")(x)
        x = x + branch / depth
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
