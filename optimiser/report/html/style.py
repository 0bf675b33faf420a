"""How the HTML report looks: light and dark, on screens and on paper."""

STYLE = """
:root{--ink:#1f2933;--paper:#fff;--rule:#c6d0da;--head:#1f4e79;--on-head:#fff;--soft:#eef3f8;
--a:#5b9bd5;--b:#8fae8b;--bar:#1f4e79}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--paper:#151b22;--rule:#3a4653;
--head:#9cc3e8;--on-head:#10202f;--soft:#1e2731;--a:#3f74a8;--b:#5d7d5a;--bar:#9cc3e8}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:70rem;font:15px/1.5 system-ui,Arial,sans-serif;
color:var(--ink);background:var(--paper)}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:1.6rem 0 .5rem}
.figures{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}
.figures div{flex:1 1 9rem;background:var(--soft);padding:.6rem .8rem;
border-left:4px solid var(--head)}
dt{font-size:.85rem}dd{margin:0;font-size:1.15rem;font-weight:600}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem}
caption{text-align:left;padding:.2rem 0 .4rem;font-size:.85rem}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
thead th{background:var(--head);color:var(--on-head);font-weight:600}
tbody th{font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.heat td{text-align:right}
.h0{background:#fbe3d6;color:#1f2933}.h1{background:#fdf0d5;color:#1f2933}
.h2{background:#eef4dc;color:#1f2933}.h3{background:#d8ead3;color:#1f2933}
.h4{background:#bcdcbc;color:#1f2933}
ul{list-style:none;padding:0;margin:0}li{padding:.12rem 0}
figure{margin:0}svg{width:100%;height:auto}svg text{font-size:12px;fill:var(--ink)}
.bar{fill:var(--bar)}.ribbon{opacity:.55}.ribbon.a{fill:var(--a)}.ribbon.b{fill:var(--b)}
figcaption,footer{font-size:.85rem}
summary{cursor:pointer;margin-top:1.6rem;font-weight:600}
@media print{body{padding:0;max-width:none;font-size:10px}details{display:none}
section{break-inside:avoid-page}svg{max-height:110mm}h2{margin:.8rem 0 .3rem}
ul{columns:2}table{font-size:8px}td,th{padding:.12rem .4rem}thead{display:table-header-group}
@page{size:A4 landscape;margin:12mm}}
"""
