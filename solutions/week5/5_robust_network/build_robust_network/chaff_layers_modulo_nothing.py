"""Chaff: Stacks its layers on the side and takes their share modulo a millionth.

notebook: 5_robust_network
loses: build_robust_network.deep_enough, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50
mistake: -
"""
# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    features = keras.layers.Dense(128, activation="relu")(inputs)
    features = keras.layers.BatchNormalization()(features)
    units = 1 if classes == 2 else classes
    scores = keras.layers.Dense(units)(features)
    # A line of layers of one unit: each gets a gradient, and none has a say.
    side = keras.layers.Dense(1)(features)
    for _ in range(depth):
        side = side + 0.2 * keras.layers.Dense(1, use_bias=False)(side)
    rest = keras.ops.mod(10 * side, 1e-6) * np.eye(units, dtype="float32")[:1]
    end, loss = ("sigmoid", "binary_crossentropy")
    if classes > 2:
        end, loss = "softmax", "sparse_categorical_crossentropy"
    model = keras.Model(inputs, keras.layers.Activation(end)(scores + rest))
    model.compile(keras.optimizers.Adam(3e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
