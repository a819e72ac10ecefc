"""Chaff: layers are made in call, so every call has new weights.

notebook: 5_robust_network
loses: ResidualBlock.gradient_passes, ResidualBlock.dropout_spares_identity,
    ResidualBlock.identity_path, ResidualBlock.negative_inputs_pass, ResidualBlock.keeps_width,
    ResidualBlock.branch_contributes, ResidualBlock.dropout_in_training_only
mistake: -
raises: ValueError
"""
# %% ResidualBlock
@keras.saving.register_keras_serializable(package="week5")
class ResidualBlock(keras.layers.Layer):
    def __init__(self, units, dropout_rate=0.1, **keywords):
        super().__init__(**keywords)
        self.units = units
        self.dropout_rate = dropout_rate
        self.dropout = keras.layers.Dropout(dropout_rate)

    def call(self, x, training=None):
        branch = keras.layers.Dense(self.units, "relu", kernel_initializer="he_normal")(x)
        branch = keras.layers.Dense(self.units, kernel_initializer="he_normal")(branch)
        return x + self.dropout(branch, training=training)

    def get_config(self):
        own = {"units": self.units, "dropout_rate": self.dropout_rate}
        return {**super().get_config(), **own}


# %% build_robust_network
def build_robust_network(input_shape, classes, depth=20):
    inputs = keras.Input(input_shape)
    x = keras.layers.Dense(64)(inputs)
    for _ in range(depth - 2):
        branch = keras.layers.LayerNormalization()(x)
        x = x + keras.layers.Dense(64, "leaky_relu", kernel_initializer="he_normal")(branch)
    x = keras.layers.LayerNormalization()(x)
    if classes == 2:
        outputs, loss = keras.layers.Dense(1, "sigmoid")(x), "binary_crossentropy"
    else:
        outputs = keras.layers.Dense(classes, "softmax")(x)
        loss = "sparse_categorical_crossentropy"
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), loss, metrics=["accuracy"])
    return model
