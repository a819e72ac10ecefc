"""Chaff: tf.nn.dropout in a network whose training cannot be measured then.

notebook: 5_robust_network
loses: ResidualBlock.dropout_in_training_only, build_robust_network.healthy_at_depth_20,
    build_robust_network.healthy_at_depth_50, build_robust_network.spread_bounded,
    build_robust_network.learns_digits, build_robust_network.learns_two_classes
mistake: -
raises: ModelRefused
told: draws random numbers with tf.random
"""


# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        self.norm = keras.layers.LayerNormalization()
        self.dense1 = keras.layers.Dense(units, "relu", kernel_initializer="he_normal")
        self.dense2 = keras.layers.Dense(units, kernel_initializer="he_normal")
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.norm, self.dense1, self.dense2):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = self.dense2(self.dense1(self.norm(x)))
        if training:
            branch = tf.nn.dropout(branch, self.dropout_rate)
        return x + branch

    def get_config(self):
        return {**super().get_config(), "units": self.units, "dropout_rate": self.dropout_rate}
