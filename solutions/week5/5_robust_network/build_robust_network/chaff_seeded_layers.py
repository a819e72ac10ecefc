"""Chaff: every layer's initializer has the seed 42.

notebook: 5_robust_network
loses: build_robust_network.drawn_afresh
mistake: -
"""


# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    he = keras.initializers.HeNormal(seed=42)
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, kernel_initializer=he)(inputs)
    for _ in range((depth - 1) // 2):
        branch = keras.layers.LayerNormalization()(x)
        branch = keras.layers.Dense(64, "relu", kernel_initializer=he)(branch)
        branch = keras.layers.Dense(64, kernel_initializer=he)(branch)
        x = keras.layers.Add()([x, keras.layers.Dropout(0.1)(branch)])
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss, metrics=["accuracy"])
    return model
