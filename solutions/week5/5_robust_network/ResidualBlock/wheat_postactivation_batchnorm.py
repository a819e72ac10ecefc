"""Wheat: the block of the first residual networks, ReLU after the addition, BatchNorm within.

notebook: 5_robust_network
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        self.dense1 = keras.layers.Dense(units, use_bias=False, kernel_initializer="he_normal")
        self.norm1 = keras.layers.BatchNormalization(momentum=0.9)
        self.dense2 = keras.layers.Dense(units, use_bias=False, kernel_initializer="he_normal")
        self.norm2 = keras.layers.BatchNormalization(momentum=0.9)
        self.dropout = keras.layers.Dropout(dropout_rate)

    def build(self, input_shape):
        for layer in (self.dense1, self.norm1, self.dense2, self.norm2):
            layer.build(input_shape)

    def call(self, x, training=None):
        branch = tf.nn.relu(self.norm1(self.dense1(x), training=training))
        branch = self.dropout(branch, training=training)
        branch = self.norm2(self.dense2(branch), training=training)
        return tf.nn.relu(x + branch)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "dropout_rate": self.dropout_rate}
