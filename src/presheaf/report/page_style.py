"""How the HTML report looks, and its filter: no file, font or address outside the page is named."""

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0757ba;
--good:#0b6b3a;--bad:#b3261e;--open:#7a4a00;--good-bg:#e3f4ea;--bad-bg:#fdeceb;--open-bg:#fdf3dc}
@media (prefers-color-scheme:dark){:root{--paper:#0f1419;--ink:#e6e9ec;--soft:#a3adb8;--line:#3a434d;--panel:#182028;--link:#7db7ff;
--good:#7fd6a2;--bad:#ff9c94;--open:#f0c36b;--good-bg:#12301f;--bad-bg:#3d1a18;--open-bg:#33270d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem 1.5rem 4rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:1rem 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1.05rem;margin:0;overflow-wrap:anywhere}h4{font-size:.95rem;margin:1rem 0 .25rem}
a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
code,pre{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.875rem}code{overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:.5rem 0;overflow-x:auto;line-height:1.4;tab-size:4}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{border-bottom:1px solid var(--line);padding:.3rem .9rem .3rem 0;text-align:left;vertical-align:top}
thead th{color:var(--soft);font-weight:600}tbody th{font-weight:500}td code{white-space:nowrap}
article{border:1px solid var(--line);border-left:5px solid var(--good);border-radius:6px;padding:.75rem 1rem;margin:1rem 0}
article[data-met=no]{border-left-color:var(--bad)}article[data-met=skipped]{border-left-color:var(--open)}
.head{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.verdict{border-radius:999px;padding:.05rem .65rem;font-size:.875rem;font-weight:600;background:var(--good-bg);color:var(--good);white-space:nowrap}
.verdict.no{background:var(--bad-bg);color:var(--bad)}.verdict.skipped{background:var(--open-bg);color:var(--open)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--link)}.alert{border:1px solid var(--bad);border-radius:6px;background:var(--bad-bg);padding:.5rem 1rem}
figure{margin:.75rem 0}figure img{display:block;width:45rem;
max-width:100%;height:auto;border:1px solid var(--line);border-radius:6px;background:#fff;padding:.5rem}figcaption{color:var(--soft);font-size:.9rem}
fieldset{border:1px solid var(--line);border-radius:6px;margin:1rem 0}
button{font:inherit;color:inherit;background:var(--panel);
border:1px solid var(--line);border-radius:999px;padding:.1rem .8rem;margin:.15rem .3rem .15rem 0;cursor:pointer}
button[aria-pressed=true]{background:var(--ink);color:var(--paper)}
[hidden]{display:none!important}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#999;--panel:#fff;--link:#000;
--good:#0b6b3a;--bad:#b3261e;--open:#7a4a00;--good-bg:#fff;--bad-bg:#fff;--open-bg:#fff}
body{max-width:none;padding:0;font-size:10pt}fieldset,.skip{display:none}pre{white-space:pre-wrap;overflow-wrap:anywhere}.wide{overflow:visible}
article,figure{break-inside:avoid-page}details::details-content{content-visibility:visible;height:auto}.verdict{border:1px solid}}
"""

SCRIPT = """
(function () {
  var box = document.getElementById("filter"), told = document.getElementById("shown");
  var all = document.querySelectorAll("[data-verdict]"), claims = document.querySelectorAll("article[data-verdict]");
  var buttons = box.querySelectorAll("button");
  function choose(key, value) {
    all.forEach(function (e) { e.hidden = key !== "" && e.getAttribute(key) !== value; });
    var n = 0;
    claims.forEach(function (e) { if (!e.hidden) n += 1; });
    told.textContent = n + " of " + claims.length + " claims shown";
  }
  buttons.forEach(function (b) {
    b.addEventListener("click", function () {
      buttons.forEach(function (other) { other.setAttribute("aria-pressed", String(other === b)); });
      choose(b.getAttribute("data-key"), b.getAttribute("data-value"));
    });
  });
  box.hidden = false;
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
})();
"""
