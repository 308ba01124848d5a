"""The look of printed pages: calm, dark on white, system fonts; wide things scroll by themselves; A4 when printed."""

from __future__ import annotations

CSS = """
:root{--ink:#16222c;--soft:#4a5a67;--line:#c9d2d9;--pale:#f3f6f8;--deep:#1f4e5f;--link:#14506b;--mark:#fff6d6;--warm:#8a5a00}
*{box-sizing:border-box}
html{font-size:100%;scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:#fff;font:1.0625rem/1.6 Arial,Helvetica,"Liberation Sans",sans-serif}
.skip{position:absolute;left:-999rem;top:0;padding:.75rem 1rem;background:#fff;color:var(--link);z-index:2}
.skip:focus{left:.5rem;top:.5rem;outline:3px solid var(--warm)}
a{color:var(--link);text-underline-offset:.15em;overflow-wrap:anywhere}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--warm);outline-offset:2px}
.mast{background:var(--deep);color:#fff}
.mast p{max-width:76rem;margin:0 auto;padding:.7rem 1.25rem;font-size:1rem}
.mast b{margin-right:.35rem}
.page{max-width:76rem;margin:0 auto;padding:0 1.25rem 4rem}
.front{border-bottom:1px solid var(--line);padding:2.5rem 0 1.5rem;margin-bottom:1.5rem}
h1{font-size:clamp(1.9rem,1.3rem + 2.4vw,2.9rem);line-height:1.15;margin:0 0 .6rem;letter-spacing:-.01em;text-wrap:balance}
.front .sub{font-size:1.2rem;color:var(--soft);margin:0 0 1.2rem;max-width:44rem}
.notice{border-left:.35rem solid var(--warm);background:var(--mark);padding:.8rem 1rem;margin:0 0 1.2rem;max-width:46rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.4rem 1.5rem;margin:0;font-size:.95rem}
.facts div{border-top:1px solid var(--line);padding:.4rem 0}
.facts dt{color:var(--soft)}.facts dd{margin:0;font-weight:bold;overflow-wrap:anywhere}
main{min-width:0}
@media(min-width:72rem){
.page{display:grid;grid-template-columns:15rem minmax(0,1fr);column-gap:3rem}
.front{grid-column:1/-1}
nav.contents{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;border:0;padding:1rem 0}
nav.contents ol{columns:1;padding-left:1.4rem}
main>section:first-child>h2{margin-top:1rem}
}
nav.contents{font-size:.97rem;border-bottom:1px solid var(--line);padding-bottom:1.2rem;margin-bottom:1rem}
nav.contents ol{columns:3 15rem;column-gap:2rem;padding-left:1.6rem;margin:.5rem 0}
nav.contents li{margin:.15rem 0;break-inside:avoid}
h2{font-size:1.75rem;line-height:1.25;margin:3.2rem 0 .8rem;padding-top:1rem;border-top:.25rem solid var(--deep);
text-wrap:balance}
nav.contents h2,.front h2{border:0;padding:0;margin:1rem 0 .3rem;font-size:1.2rem}
h3{font-size:1.3rem;line-height:1.3;margin:2.2rem 0 .5rem;color:var(--deep)}
h4{font-size:1.08rem;margin:1.6rem 0 .4rem}
p,ul,ol,blockquote,.terms{max-width:44rem}
p{margin:.55rem 0 .9rem}
p b.lead{color:var(--deep)}
li{margin:.35rem 0}
a.ev{font-size:.78em;white-space:nowrap;color:var(--soft);text-decoration-color:var(--line);padding:.1em .1em;margin-left:.15em}
a.ev:hover,a.ev:focus-visible{color:var(--link);text-decoration-color:currentColor}
.direct{font-size:.8em;color:var(--soft)}.direct a{color:var(--soft)}
.edited{border-left:.2rem dotted var(--soft);padding-left:.9rem;margin:.8rem 0}
.edited .by{font-size:.88rem;color:var(--soft);margin:.2rem 0 .4rem}
.basis{font-size:.78em;color:var(--warm);white-space:nowrap}
blockquote{margin:1rem 0;padding:.2rem 0 .2rem 1rem;border-left:.25rem solid var(--deep)}
blockquote p{margin:.2rem 0;font-size:1.08rem;white-space:pre-line;overflow-wrap:anywhere}
blockquote footer{color:var(--soft);font-size:.95rem}
aside.note{background:var(--pale);border:1px solid var(--line);border-left:.35rem solid var(--deep);padding:.7rem 1.1rem;
margin:1.2rem 0;max-width:46rem}
aside.note h3,aside.note h4,aside.note .title{margin:.2rem 0 .3rem;font-size:1.05rem;font-weight:bold}
figure{margin:1.8rem 0;padding:1rem 0 .4rem;border-top:1px solid var(--line)}
figcaption b{display:block;font-size:1.08rem}
figcaption{color:var(--soft);font-size:.95rem;max-width:46rem}
figcaption b{color:var(--ink)}
.wide{overflow-x:auto;max-width:100%;background:linear-gradient(90deg,#fff 40%,#fff0) left/2.5rem 100% no-repeat local,
linear-gradient(-90deg,#fff 40%,#fff0) right/2.5rem 100% no-repeat local,
linear-gradient(90deg,#16222c38,#16222c00) left/.8rem 100% no-repeat scroll,
linear-gradient(-90deg,#16222c38,#16222c00) right/.8rem 100% no-repeat scroll}
svg.chart{display:block;max-width:none;height:auto;margin:.6rem 0}
@media(min-width:60rem){svg.chart{max-width:100%}}
table{border-collapse:collapse;font-size:.93rem;line-height:1.45;margin:.6rem 0 1rem}
caption{text-align:left;font-weight:bold;padding:.4rem 0;caption-side:top}
caption span{position:sticky;left:0;display:inline-block;max-width:min(46rem,calc(100vw - 3.5rem))}
th,td{border-bottom:1px solid var(--line);padding:.45rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
th:first-child{padding-left:0}
thead th{border-bottom:2px solid var(--deep);vertical-align:bottom}
thead .unit{display:block;font-weight:normal;color:var(--soft)}
tbody th{font-weight:bold;min-width:8rem;max-width:22rem}
td{max-width:26rem}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.e{font-size:.85em;min-width:6.5rem}
.tnote{font-size:.9rem;color:var(--soft)}
details{margin:.6rem 0 1.2rem}
summary{cursor:pointer;color:var(--link);padding:.3rem 0;max-width:46rem}
.terms dt{font-weight:bold;margin-top:.7rem}.terms dd{margin:.1rem 0 0}
.notes,.events{padding:0;list-style:none;max-width:60rem}
.notes li,.events li{border-top:1px solid var(--line);padding:.6rem 0;margin:0;overflow-wrap:anywhere;font-size:.93rem}
.notes ul{padding-left:1.2rem;margin:.3rem 0}.notes ul li{border:0;padding:.1rem 0;list-style:disc}
.notes .said{color:var(--soft)}
.events .head{color:var(--soft);margin:0}
.events .words{white-space:pre-line;border-left:.2rem solid var(--line);padding-left:.8rem;margin:.3rem 0;max-width:46rem}
:target{background:var(--mark);box-shadow:0 0 0 .4rem var(--mark)}
h2:target,h3:target{background:none;box-shadow:none}
.top{font-size:.95rem}
@media(max-width:34rem){body{font-size:1rem}.page,.mast p{padding-left:1rem;padding-right:1rem}h2{font-size:1.5rem}
th,td{padding-right:.6rem}tbody th{min-width:6.5rem}td{min-width:4.5rem}
td:last-child:not(.n):not(.e){min-width:15rem}
td[dir]:nth-last-child(2):not(.n){min-width:11rem}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
@page{size:A4;margin:18mm 16mm}
body{font-size:10.5pt;line-height:1.4}
.mast{background:#fff;color:#000;border-bottom:1pt solid #000}
.skip,nav.contents,.top,.wide:focus{display:none}
.page{padding:0;max-width:none;display:block}
h2,h3,h4{break-after:avoid}
h2{break-before:auto}
figure,aside.note,blockquote,tr,.short{break-inside:avoid}
p:has(+ul),p:has(+ol){break-after:avoid}
a{color:inherit;text-decoration:none}
a.ev .long{display:none}
a.ev .short{display:inline}
.wide{overflow:visible;background:none}
figure details:not([open]){display:none}
details:not([open])>summary::after{content:": in the copy that is read on a screen"}
svg.chart{max-width:100%;height:auto}
table{font-size:8.5pt}
.onscreen{display:none}
.onpaper{display:block}
}
@media screen{.onpaper{display:none}}
a.ev .short{display:none}
@media print{a.ev .short{display:inline}}
"""
