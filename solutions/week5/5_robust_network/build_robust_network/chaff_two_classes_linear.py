"""Chaff: for two classes the hidden layers are left out, and a line is all that is learned.

notebook: 5_robust_network
loses: build_robust_network.learns_two_classes
mistake: -
told: 90% of the layers asked for are missing
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2 if classes > 2 else 0):
        branch = keras.layers.LayerNormalization()(x)
        x = x + keras.layers.Dense(64, "leaky_relu", kernel_initializer="he_normal")(branch)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
