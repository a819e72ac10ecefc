"""Optimizers and losses from their configs: Keras's own classes by name, never a class path."""

from collections.abc import Mapping
from typing import Any

import keras

from autograder.adapters.keras.engine.refusal import refuse, refuse_unless, refusing
from autograder.adapters.keras.engine.schedule import GraphSchedule
from autograder.adapters.keras.export import settings

# The training loop does these itself.
_OURS = {"clipnorm": None, "loss_scale_factor": None}


def build_optimizer(given: Any) -> Any:
    """Return a fresh Keras optimizer for `{"class_name": …, "config": {…}}`.

    `clipnorm` and `loss_scale_factor` are left out of it: the training loop divides by the
    factor, and clips each weight by itself, whatever the vector that holds it.
    """
    name, config = _name_and_config(given, "optimizer")
    refuse(settings.objection_to_optimizer(name, config))
    if isinstance(config.get("learning_rate"), dict):
        config["learning_rate"] = _build_schedule(config["learning_rate"])
    _check_plain({**config, "learning_rate": None})
    with refusing(f"the optimizer {name} cannot be made"):
        return getattr(keras.optimizers, name)(**{**config, **_OURS})


def is_elementwise(given: Any) -> bool:
    """Tell whether an optimizer updates each entry of a weight by itself."""
    return _name_and_config(given, "optimizer")[0] in settings.ELEMENTWISE


def clipnorm(given: Any) -> float | None:
    """Return the norm that each weight's gradient is clipped to; None for no clipping."""
    value = _number(given, "clipnorm")
    return value if value and value > 0 else None


def loss_scale(given: Any) -> float:
    """Return the factor that the loss is multiplied by before it is differentiated."""
    value = _number(given, "loss_scale_factor")
    return 1.0 if value is None else value


def _number(given: Any, key: str) -> float | None:
    value = _name_and_config(given, "optimizer")[1].get(key)
    refuse_unless(
        value is None or type(value) in (int, float), f"the optimizer's {key} is not a number"
    )
    return None if value is None else float(value)


def _build_schedule(given: Any) -> Any:
    name, config = _name_and_config(given, "learning-rate schedule")
    if "graph" in given:
        return GraphSchedule(given["graph"])
    refuse(settings.objection_to_schedule(name))
    _check_plain(config)
    with refusing(f"the schedule {name} cannot be made"):
        return getattr(keras.optimizers.schedules, name)(**config)


def described(given: Any) -> dict[str, Any]:
    """Return the name and config of an optimizer without the graph that a schedule may hold."""
    name, config = _name_and_config(given, "optimizer")
    rate = config.get("learning_rate")
    if isinstance(rate, dict):
        config["learning_rate"] = {key: rate[key] for key in ("class_name", "config")}
    return {"class_name": name, "config": config}


def build_loss(given: Any) -> Any:
    """Return a Keras loss for a class name or the name of a loss function, and its config."""
    name, config = _name_and_config(given, "loss")
    refuse(settings.objection_to_loss(name, config))
    _check_plain(config)
    with refusing(f"the loss {name} cannot be made"):
        return getattr(keras.losses, settings.loss_class(name))(**config)


def _name_and_config(given: Any, what: str) -> tuple[str, dict[str, Any]]:
    valid = isinstance(given, Mapping) and isinstance(given.get("class_name"), str)
    refuse_unless(valid and isinstance(given.get("config"), dict), f"the {what} has no config")
    return given["class_name"], dict(given["config"])


def _check_plain(value: Any) -> None:
    if isinstance(value, dict):
        refuse_unless(all(type(key) is str for key in value), "a config with odd names")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _check_plain(item)
        return
    refuse_unless(
        value is None or type(value) in (bool, int, float, str),
        f"a config holds an object of type {type(value).__name__}, where a number is expected",
    )
