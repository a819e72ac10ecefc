"""Which estimators can cross, and the module of each: what they have learnt is arrays alone."""

PIPELINE = "Pipeline"
KINDS = {
    "LinearRegression": "sklearn.linear_model",
    "Ridge": "sklearn.linear_model",
    "Lasso": "sklearn.linear_model",
    "ElasticNet": "sklearn.linear_model",
    "LogisticRegression": "sklearn.linear_model",
    "GaussianNB": "sklearn.naive_bayes",
    "KMeans": "sklearn.cluster",
    "PCA": "sklearn.decomposition",
    "StandardScaler": "sklearn.preprocessing",
    "MinMaxScaler": "sklearn.preprocessing",
    PIPELINE: "sklearn.pipeline",
}
METHODS = ("predict", "predict_proba", "decision_function", "transform")


def is_learnt(name: str) -> bool:
    """Whether an attribute is what fitting leaves behind, by the convention of scikit-learn."""
    return name.endswith("_") and not name.startswith("_")
