"""Wheat: functional, BatchNorm before each activation, AdamW.

notebook: 5_robust_network
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(shape=input_shape)
    x = keras.layers.Dense(80, kernel_initializer="he_normal")(inputs)
    for _ in range(depth // 2):
        branch = x
        for _ in range(2):
            branch = keras.layers.BatchNormalization(momentum=0.9)(branch)
            branch = keras.layers.ReLU()(branch)
            branch = keras.layers.Dense(80, kernel_initializer="he_normal")(branch)
        branch = keras.layers.Dropout(0.1)(branch)
        x = keras.layers.Add()([x, branch])
    x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.9)(x))
    binary = classes == 2
    outputs = keras.layers.Dense(
        1 if binary else classes, activation="sigmoid" if binary else "softmax"
    )(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=2e-3, weight_decay=1e-3, clipnorm=1.0),
        loss="binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
