"""Chaff: the model is compiled without metrics.

notebook: 5_robust_network
loses: build_robust_network.reports_accuracy
mistake: -
"""


# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range((depth - 1) // 2):
        x = ResidualBlock(64)(x)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss)
    return model
