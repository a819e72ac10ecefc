"""The operations that a graph may hold, and how many: pure functions of inputs, by a list.

TensorFlow's own mark "stateful" is no guide: `ReadFile` and `PyFuncStateless` do not carry it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

GRAPH_BYTES = 16_000_000
NODES = 20_000

ARITHMETIC = """
Abs Acos Acosh Add AddN AddV2 Asin Asinh Atan Atan2 Atanh Ceil Cos Cosh Cross Cumprod Cumsum
Digamma Div DivNoNan Erf Erfc Erfinv Exp Expm1 Floor FloorDiv FloorMod Inv Lgamma Log Log1p Maximum
Minimum Mod Mul MulNoNan Neg Pow RealDiv Reciprocal Rint Round Rsqrt Sign Sin Sinh Sqrt Square
SquaredDifference Sub Tan TruncateDiv TruncateMod Xdivy Xlog1py Xlogy ClipByValue
"""
COMPARISON = """
All Any ApproximateEqual BitwiseAnd BitwiseOr BitwiseXor Equal Greater GreaterEqual Invert IsFinite
IsInf IsNan LeftShift Less LessEqual LogicalAnd LogicalNot LogicalOr NotEqual RightShift Select
SelectV2
"""
REDUCTION = """
ArgMax ArgMin Bincount CumulativeLogsumexp DenseBincount EuclideanNorm InTopKV2 Max Mean Min Prod
SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum Sum TopKV2 UnsortedSegmentMax
UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum
"""
SHAPE = """
BatchToSpaceND Bitcast BroadcastArgs BroadcastTo Cast Concat ConcatV2 Const DepthToSpace
DynamicPartition DynamicStitch EnsureShape ExpandDims Fill Gather GatherNd GatherV2 Identity
IdentityN InvertPermutation LinSpace MatrixBandPart MatrixDiagPartV3 MatrixDiagV3 MirrorPad NoOp
OneHot OnesLike Pack Pad PadV2 ParallelConcat Placeholder PreventGradient Range Rank Reshape
ResizeBicubic ResizeBilinear ResizeNearestNeighbor Reverse ReverseSequence ReverseV2 Roll ScatterNd
Shape ShapeN Size Slice SpaceToBatchND SpaceToDepth Split SplitV Squeeze StopGradient StridedSlice
TensorScatterAdd TensorScatterUpdate Tile Transpose Unpack UniqueV2 Where ZerosLike
LowerBound UpperBound Snapshot
"""
LINEAR = """
BatchMatMul BatchMatMulV2 BatchMatMulV3 Cholesky Diag DiagPart Einsum MatMul MatrixDeterminant
MatrixDiag MatrixDiagPart MatrixInverse MatrixSetDiag MatrixSetDiagV3 MatrixSolve
MatrixTriangularSolve Qr SelfAdjointEigV2 Svd
"""
NETWORK = """
AvgPool AvgPool3D BiasAdd BiasAddV1 Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D
Conv3DBackpropInputV2 DepthwiseConv2dNative Dilation2D Elu FusedBatchNorm FusedBatchNormV2
FusedBatchNormV3 L2Loss LeakyRelu LogSoftmax MaxPool MaxPool3D MaxPoolV2 Relu Relu6 Selu Sigmoid
Softmax SoftmaxCrossEntropyWithLogits Softplus Softsign SparseSoftmaxCrossEntropyWithLogits Tanh LRN
"""
RANDOM = """
StatelessMultinomial StatelessRandomBinomial StatelessRandomGammaV2 StatelessRandomGammaV3
StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg
StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomPoisson StatelessRandomUniform
StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomUniformInt
StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessShuffle StatelessTruncatedNormal
StatelessTruncatedNormalV2 StatelessParameterizedTruncatedNormal
"""
# What these call is checked as well: their bodies stand in the graph's library.
CONTROL = """
Case If PartitionedCall StatefulPartitionedCall StatelessCase StatelessIf StatelessWhile While
EmptyTensorList TensorListConcatV2 TensorListElementShape TensorListFromTensor TensorListGather
TensorListGetItem TensorListLength TensorListPopBack TensorListPushBack TensorListReserve
TensorListResize TensorListSetItem TensorListStack Assert
"""

# These tell what values are and leave them as they are: the auditor passes them over.
WITHOUT_EFFECT = frozenset(("Print", "PrintV2", "StringFormat", "CheckNumerics", "CheckNumericsV2"))
PURE = frozenset(
    f"{ARITHMETIC} {COMPARISON} {REDUCTION} {SHAPE} {LINEAR} {NETWORK} {RANDOM} {CONTROL}".split()
)
ALLOWED = PURE | WITHOUT_EFFECT

_PYTHON = "runs Python (tf.py_function or tf.numpy_function): use tensor operations"
_CHANCE = (
    "draws random numbers with tf.random: use a Keras layer, or keras.random with a "
    "SeedGenerator made in __init__"
)
_VARIABLE = "uses a bare tf.Variable: create weights with self.add_weight"
_FILES = "reads or writes files, which no model needs to"

_REASONS = {
    _PYTHON: "EagerPyFunc PyFunc PyFuncStateless",
    _CHANCE: """RandomStandardNormal RandomUniform RandomUniformInt TruncatedNormal RandomShuffle
        ParameterizedTruncatedNormal Multinomial RandomGamma RandomPoissonV2
        StatefulStandardNormalV2 StatefulUniform StatefulUniformInt StatefulUniformFullInt
        StatefulTruncatedNormal RngReadAndSkip""",
    _VARIABLE: """VarHandleOp VariableV2 Variable ReadVariableOp AssignVariableOp ResourceGather
        AssignAddVariableOp AssignSubVariableOp ResourceScatterUpdate""",
    _FILES: "ReadFile WriteFile MatchingFiles SaveV2 RestoreV2 MergeV2Checkpoints",
}
_WORDS = {name: reason for reason, names in _REASONS.items() for name in names.split()}


def objection_to_graph(graph: Any, constants: Iterable[Any], what: str) -> str | None:
    """Return what is wrong with a GraphDef, in words for its author; None if nothing is.

    `constants` are arrays that go with it; `what` begins the sentence, such as "the model".
    """
    nodes = list(nodes_of(graph))
    if len(nodes) > NODES:
        return f"{what}'s graph has {len(nodes):,} operations, {NODES:,} are allowed"
    for operation in dict.fromkeys(node.op for node in nodes):
        if operation not in ALLOWED:
            return f"{what} {_reason(operation)}"
    size = graph.ByteSize() + sum(value.nbytes for value in constants)
    if size <= GRAPH_BYTES:
        return None
    allowed = f"{GRAPH_BYTES:,} are allowed: are data stored in it?"
    return f"{what}'s graph takes {size:,} bytes, {allowed}"


def nodes_of(graph: Any) -> Iterator[Any]:
    """Yield every node, those of the functions in the library included."""
    yield from graph.node
    for function in graph.library.function:
        yield from function.node_def


def _reason(operation: str) -> str:
    return _WORDS.get(operation, f"uses the operation {operation!r}, which is not measured")
