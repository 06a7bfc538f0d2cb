"""How the human page looks; its hash stands in the page's policy, so no other style is used."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--line:light-dark(#d9dde3,#3a3f47);--soft:light-dark(#f4f6f8,#22262c);
--link:light-dark(#0b5cad,#7db7f5)}
*{box-sizing:border-box}
body{margin:0;display:grid;grid-template-columns:16rem minmax(0,1fr);font:15px/1.5 system-ui,sans-serif}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;border-right:1px solid var(--line)}
nav ul{list-style:none;margin:0;padding:0}nav ul ul{padding-left:.8rem;font-size:.9em}
main{padding:1.5rem 2rem;max-width:72rem}
h1 small{font-weight:400;font-size:.5em}h2{margin-top:2.5rem}h3{margin:2rem 0 .3rem}h4{margin:.8rem 0 .2rem}
a{color:var(--link)}code{font:.92em ui-monospace,monospace;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0;padding:.4rem .7rem}
details details{background:var(--soft)}
summary{cursor:pointer}summary span:last-child{display:block;padding-left:1.1rem;opacity:.8}
.get,.post,.put,.delete{display:inline-block;min-width:3.8em;font-weight:700}
table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:.25rem .6rem .25rem 0;
vertical-align:top}td:first-child{width:16rem}td:nth-child(2){width:18rem}
@media(max-width:48rem){body{display:block}nav{position:static;height:auto;border:0}td{display:block;border:0;width:auto
}tr{display:block;border-top:1px solid var(--line)}main{padding:1rem}}
"""
