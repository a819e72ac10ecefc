"""Scripts in every kind of output that a page can hold.

class: notebook, script in outputs
tries: runs in the browser of whoever opens the page
outcome: total 4, scaled 6
says: displayed
"""

# %% first
from IPython.display import HTML, SVG, Javascript, display

display(Javascript("parent.document.title = 'taken'"))
display(HTML("<script>parent.document.title = 'taken'</script><img src=x onerror=alert(1)>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"))
display({"text/html": "<iframe src='javascript:alert(1)'></iframe>"}, raw=True)
display({"text/latex": "\\href{javascript:alert(1)}{x}", "application/x-any": "y"}, raw=True)
print("displayed")
