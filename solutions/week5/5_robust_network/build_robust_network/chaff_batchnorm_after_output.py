"""Chaff: BatchNorm after the sigmoid unit: no probability any more.

notebook: 5_robust_network
loses: build_robust_network.output_fits_loss
mistake: 44
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
        outputs = keras.layers.BatchNormalization(momentum=0.9)(keras.layers.Dense(1, "sigmoid")(x))
        loss = "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
