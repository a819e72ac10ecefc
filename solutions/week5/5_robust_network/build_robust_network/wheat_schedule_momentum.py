"""Wheat: post-activation shortcuts, SGD with momentum and a learning-rate schedule.

notebook: 5_robust_network
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    width = 72
    model_input = keras.Input(input_shape)
    x = keras.layers.Dense(width, "leaky_relu", kernel_initializer="he_uniform")(model_input)
    for _ in range((depth + 1) // 2):
        shortcut = x
        x = keras.layers.Dense(width, use_bias=False, kernel_initializer="he_uniform")(x)
        x = keras.layers.BatchNormalization(momentum=0.8)(x)
        x = keras.layers.Activation("leaky_relu")(x)
        x = keras.layers.Dense(width, use_bias=False, kernel_initializer="he_uniform")(x)
        x = keras.layers.BatchNormalization(momentum=0.8, gamma_initializer="zeros")(x)
        x = keras.layers.LeakyReLU()(keras.layers.add([shortcut, x]))
    x = keras.layers.Dropout(0.2)(x)
    if classes > 2:
        outputs = keras.layers.Dense(classes, activation="softmax")(x)
    else:
        outputs = keras.layers.Dense(1, activation="sigmoid")(x)
    model = keras.Model(model_input, outputs)
    schedule = keras.optimizers.schedules.CosineDecay(0.05, decay_steps=2000)
    model.compile(
        keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True, global_clipnorm=2.0),
        "sparse_categorical_crossentropy" if classes > 2 else "binary_crossentropy",
        metrics=["accuracy"],
    )
    return model
