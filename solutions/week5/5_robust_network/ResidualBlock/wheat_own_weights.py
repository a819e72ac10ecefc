"""Wheat: kernels by add_weight, GELU, a branch that starts at zero, dropout by a seed generator.

notebook: 5_robust_network
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = int(units)
        self.dropout_rate = float(dropout_rate)
        self.seeds = keras.random.SeedGenerator()

    def build(self, input_shape):
        shape = (self.units, self.units)
        self.first = self.add_weight(shape=shape, initializer="glorot_normal", name="first")
        self.second = self.add_weight(shape=shape, initializer="zeros", name="second")
        self.scale = self.add_weight(shape=(self.units,), initializer="ones", name="scale")

    def call(self, x, training=None):
        centred = x - tf.reduce_mean(x, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(centred), axis=-1, keepdims=True)
        branch = self.scale * centred * tf.math.rsqrt(variance + 1e-3)
        branch = keras.activations.gelu(branch @ self.first) @ self.second
        if training and self.dropout_rate > 0:
            branch = keras.random.dropout(branch, self.dropout_rate, seed=self.seeds)
        return x + branch

    def get_config(self):
        config = super().get_config()
        config["units"] = self.units
        config["dropout_rate"] = self.dropout_rate
        return config
