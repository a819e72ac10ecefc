"""Wheat: SELU with LeCun initialisation, scaled shortcuts, dropout and no normalisation.

notebook: 5_robust_network
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    layers = keras.layers
    inputs = x = keras.Input(input_shape)
    x = layers.Dense(64, kernel_initializer="lecun_normal")(x)
    for _ in range(depth - 1):
        branch = layers.Dense(64, "selu", kernel_initializer="lecun_normal")(x)
        x = 0.9 * x + 0.4 * layers.Dropout(0.05)(branch)
    if classes == 2:
        head, loss = layers.Dense(1, "sigmoid"), "binary_crossentropy"
    else:
        head, loss = layers.Dense(classes, "softmax"), "sparse_categorical_crossentropy"
    model = keras.Model(inputs, head(x))
    model.compile(keras.optimizers.Nadam(1e-3, clipvalue=0.5), loss, metrics=["accuracy"])
    return model
