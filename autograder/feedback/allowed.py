"""Which tags, attributes, styles and addresses a student's text may bring into a page."""

import re

URL = re.compile(r"https?:|mailto:|[^:]*(?:[/?#]|$)", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# tags that may be written in markdown: each stands by itself, outside of tables
MARKDOWN_TAGS = _words(
    "a b blockquote br center code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd"
    " li mark ol p pre q s small span strike strong sub summary sup tt u ul var"
)
# what nbconvert adds when it renders markdown
RENDERED_TAGS = MARKDOWN_TAGS | _words("table thead tbody tr th td input")
RENDERED_ATTRIBUTES = _words(
    "align alt checked class disabled height href id rel src start style title type width"
)
VOID_TAGS = _words("br hr img input wbr")

# no property moves an element out of its place or fetches a file
STYLES = _words(
    "background-color border border-collapse color font-family font-style font-weight line-height"
    " overflow-x padding text-align text-decoration vertical-align white-space width"
)

SVG_TAGS = _words(
    "svg g defs path rect circle ellipse line polyline polygon text tspan use clipPath image"
    " linearGradient radialGradient stop title desc"
)
_SVG_PAINT = _words(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity font-family"
    " font-size font-style font-weight text-anchor stop-color stop-opacity"
)
SVG_STYLES = _SVG_PAINT | {"font"}
SVG_ATTRIBUTES = _SVG_PAINT | _words(
    "xmlns version viewBox preserveAspectRatio id transform style clip-path x y x1 y1 x2 y2 cx cy"
    " r rx ry dx dy d points width height offset gradientUnits gradientTransform xlink:href href"
)

# MathML as latex2mathml writes it
MATH_TAGS = _words(
    "math mrow mi mn mo ms mtext mspace msub msup msubsup munder mover munderover mfrac msqrt mroot"
    " mtable mtr mtd mstyle mpadded mphantom menclose merror mmultiscripts mprescripts"
)
MATH_ATTRIBUTES = _words(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form"
    " frame height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation"
    " rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width"
)
