"""Wheat: a rate of the student's own that rises and falls, as in tutorials, and a scaled loss.

notebook: 5_robust_network
"""
# %% build_robust_network
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, units, warmup_steps=100):
        super().__init__()
        self.units = tf.cast(units, tf.float32)
        self.warmup_steps = warmup_steps

    def __call__(self, step):
        step = tf.cast(step, dtype=tf.float32)
        slope = tf.math.minimum(tf.math.rsqrt(step), step * self.warmup_steps**-1.5)
        return 0.2 * tf.math.rsqrt(self.units) * slope


def build_robust_network(input_shape, classes, depth=20):
    width = 96
    inputs = x = keras.Input(input_shape)
    x = keras.layers.Dense(width)(x)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        branch = keras.layers.Dense(width, "relu", kernel_initializer="he_normal")(branch)
        x = x + keras.layers.Dropout(0.1)(branch)
    x = keras.layers.LayerNormalization()(x)
    two = classes == 2
    outputs = keras.layers.Dense(1 if two else classes, "sigmoid" if two else "softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.Adam(WarmUp(width), loss_scale_factor=8.0, global_clipnorm=1.0),
        "binary_crossentropy" if two else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
