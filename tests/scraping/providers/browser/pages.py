"""Pages for a browser, and what they say of themselves."""

HEAD = "<!doctype html><html><head><meta charset=utf-8><title>A lamp</title></head><body><div id=place></div>"


DRAWN = (
    HEAD
    + """<script>
setTimeout(async () => {
  const lamp = await (await fetch("/lamp.json")).json();
  document.title = lamp.name;
  document.getElementById("place").innerHTML =
    `<h1>${lamp.name}</h1><p class="price">${lamp.price} SAR</p><img src="/lamp.jpg" alt="${lamp.name}">
     <button>Add to cart</button>`;
}, 300);
</script></body></html>"""
)


LAMP_JSON = '{"name": "Brass lamp", "price": "129.50"}'


CHALLENGE = "<title>Just a moment...</title><h1>Checking</h1><script>window._cf_chl_opt={}</script>"


def tried(script: str) -> str:
    """A page that runs ``script`` and then shows what it returns."""
    return (
        HEAD
        + f"""<script>
(async () => {{
  let said;
  try {{ said = await (async () => {{ {script} }})(); }} catch (error) {{ said = "failed " + error.name; }}
  document.getElementById("place").innerHTML = `<h1>A lamp</h1><p>12.00 SAR</p><pre id=said>${{said}}</pre>`;
}})();
</script></body></html>"""
    )


def said(page) -> str:
    return page.document.body.decode().partition('<pre id="said">')[2].partition("</pre>")[0]
