"""Chaff: biases far below zero: no rectifier ever answers.

notebook: 5_robust_network
loses: build_robust_network.healthy_at_depth_20, build_robust_network.healthy_at_depth_50,
    build_robust_network.spread_bounded, build_robust_network.learns_two_classes
mistake: -
told: layers over 25% of the units are dead
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        low = keras.initializers.Constant(-10.0)
        x = x + keras.layers.Dense(64, "relu", bias_initializer=low)(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
