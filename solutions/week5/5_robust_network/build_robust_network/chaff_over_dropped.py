"""Chaff: dropout leaves one value in twenty of every branch.

notebook: 5_robust_network
loses: build_robust_network.learns_digits, build_robust_network.learns_two_classes
mistake: -
told: of the spread of the predictions is drawn by dropout
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        branch = keras.layers.Dense(64, "relu", kernel_initializer="he_normal")(branch)
        x = x + keras.layers.Dropout(0.95)(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
