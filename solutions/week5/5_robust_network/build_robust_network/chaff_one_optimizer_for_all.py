"""Chaff: one optimizer, made beside the function, serves every network.

notebook: 5_robust_network
loses: build_robust_network.drawn_afresh
mistake: 48
"""

# %% build_robust_network
OPT = keras.optimizers.Adam(1e-3, clipnorm=1.0)


def block(x):
    b = keras.layers.LayerNormalization()(x)
    b = keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal")(b)
    b = keras.layers.Dense(64, kernel_initializer="he_normal")(b)
    return keras.layers.Add()([x, keras.layers.Dropout(0.1)(b)])


def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range((depth - 1) // 2):
        x = block(x)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        out, loss = keras.layers.Dense(1, activation="sigmoid")(x), "binary_crossentropy"
    else:
        out, loss = (
            keras.layers.Dense(classes, activation="softmax")(x),
            "sparse_categorical_crossentropy",
        )
    model = keras.Model(inputs, out)
    model.compile(optimizer=OPT, loss=loss, metrics=["accuracy"])
    return model
