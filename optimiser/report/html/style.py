"""How the HTML report looks: light and dark, on screens and on paper."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.report import palette

_LIGHT = {"ink": palette.INK, "paper": palette.WHITE, "rule": palette.RULE, "head": palette.BLUE,
          "on-head": palette.WHITE, "soft": palette.SOFT, "a": palette.MID_BLUE,
          "b": palette.GREEN, "bar": palette.BLUE}
_DARK = {"ink": palette.DARK_INK, "paper": palette.DARK_PAPER, "rule": palette.DARK_RULE,
         "head": palette.DARK_HEAD, "on-head": palette.DARK_ON_HEAD, "soft": palette.DARK_SOFT,
         "a": palette.DARK_BLUE, "b": palette.DARK_GREEN, "bar": palette.DARK_HEAD}


def _root(colours: Mapping[str, str]) -> str:
    return ":root{" + ";".join(f"--{name}:{colour}" for name, colour in colours.items()) + "}"


STYLE = f"""
{_root(_LIGHT)}
@media (prefers-color-scheme:dark){{{_root(_DARK)}}}
""" + """\
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:70rem;font:15px/1.5 system-ui,Arial,sans-serif;
color:var(--ink);background:var(--paper)}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
.figures{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}
.figures div{flex:1 1 8rem;background:var(--soft);padding:.6rem .8rem;
border-left:4px solid var(--head)}
dt{font-size:.85rem}dd{margin:0;font-size:1rem;font-weight:600;white-space:nowrap}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem}
caption{text-align:left;padding:.2rem 0 .4rem;font-size:.85rem}
th,td{padding:.25rem .4rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
thead th{background:var(--head);color:var(--on-head);font-weight:600}
tbody th{font-weight:500;min-width:8rem}
th.n{text-align:right}td.w{min-width:22rem}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.heat td{text-align:right}
ul{list-style:none;padding:0;margin:0}li{padding:.12rem 0}
figure{margin:0}svg{width:100%}svg:not([height]){height:auto}
svg text{font-size:12px;fill:var(--ink)}
.flow{display:flex;flex-direction:column;gap:1.5rem}
.half{position:relative}.half svg{display:block}
.names{position:absolute;left:0;top:0;pointer-events:none}.names a{pointer-events:all}
.names text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
.from text{transform:translateX(14px)}.to text{transform:translateX(-14px);text-anchor:end}
@media (min-width:40.01rem){.flow{flex-direction:row;gap:0}.half{flex:1 1 0;min-width:0}
.half.last{margin-left:-1px}.bands{width:calc(100% - 11.5rem)}
.first .bands{margin-left:11.5rem}.first .to{display:none}
.first .from text{transform:translateX(11.1rem);text-anchor:end}
.last .to text{transform:translateX(-11.1rem);text-anchor:start}}
.bar{fill:var(--bar)}.ribbon{opacity:.55}.ribbon.a{fill:var(--a)}.ribbon.b{fill:var(--b)}
figcaption,footer{font-size:.85rem}
summary{cursor:pointer;margin-top:1.6rem;font-weight:600}
@media (max-width:62rem){th,td{padding:.25rem .3rem}tbody th{min-width:5rem}
td.w{min-width:8rem}table{font-size:.8rem}}
@media (max-width:40rem){.blocks,.blocks caption,.blocks tbody,.blocks tr,.blocks td.w{
display:block}
.blocks tbody th,.blocks td{display:inline-block;margin-right:.9rem}
.blocks thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.blocks tr{border-bottom:1px solid var(--rule);padding:.5rem 0}
.blocks th,.blocks td{border:0;padding:.1rem 0;font-size:.9rem;text-align:left;min-width:0}
.blocks tbody th{font-weight:600}.blocks td:empty{display:none}
.blocks [data-of]::before{content:attr(data-of) ": ";font-weight:500;opacity:.85}}
@media print{body{padding:0;max-width:none;font-size:10px}details{display:none}
section{break-inside:avoid-page}.flow{zoom:.75}h2{margin:.8rem 0 .3rem}
ul{columns:2}table{font-size:8px}td.w{min-width:0}
td,th{padding:.12rem .4rem}thead{display:table-header-group}
thead th{background:none;color:var(--ink);border-bottom:2px solid var(--ink)}
@page{size:A4 landscape;margin:12mm}}
""" + "\n".join(f".h{step}{{background:{colour};color:{palette.INK}}}"
                    for step, colour in enumerate(palette.STEPS)) + "\n"
