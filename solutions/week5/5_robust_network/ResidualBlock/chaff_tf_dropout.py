"""Chaff: dropout by tf.nn.dropout, which nobody can repeat.

notebook: 5_robust_network
loses: ResidualBlock.dropout_in_training_only
mistake: -
raises: ModelRefused
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


# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64, kernel_initializer="he_normal")(inputs)
    for _ in range((depth - 1) // 2):
        x = ResidualBlock(64, dropout_rate=0.0)(x)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss, metrics=["accuracy"])
    return model
