"""Chaff: one layer is called again and again: deep to walk through, with one kernel.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50
mistake: 46
told: one layer is called again and again
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    norm = keras.layers.LayerNormalization()
    dense = keras.layers.Dense(64, "relu", kernel_initializer="he_normal")
    for _ in range(depth - 2):
        x = x + dense(norm(x))
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
