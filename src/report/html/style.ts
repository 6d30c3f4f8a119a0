/** One sheet for screen and paper, light and dark. Nothing is fetched: system fonts, no pictures. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f3f5f7; --ink: #16202a; --quiet: #5b6875; --line: #dde3e9; --band: #f7f9fa;
  --accent: #0b6e6e; --good: #12703f; --good-band: #e3f4ea; --warn: #8a5300; --warn-band: #fdf1dc;
  --bad: #a32020; --bad-band: #fbe6e6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161c22; --ground: #0e1317; --ink: #e6ecf1; --quiet: #9aa8b5; --line: #2c363f; --band: #1b232a;
    --accent: #5cc8c0; --good: #6fd79b; --good-band: #15301f; --warn: #f0bd6a; --warn-band: #33270f;
    --bad: #f39a9a; --bad-band: #3a1a1a;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 66rem; padding: 2rem 1.25rem 3rem;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
}
main { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 2.25rem 2.5rem; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 1.25rem; margin-bottom: 1.5rem; }
.over { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .02em; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
h1 .arrow { color: var(--quiet); font-weight: 400; padding: 0 .35rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; break-after: avoid; display: flex; gap: .6rem; align-items: baseline; }
h2 .count { color: var(--quiet); font-weight: 400; font-size: .95rem; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.quiet, .none { color: var(--quiet); }
.badge {
  display: inline-block; border-radius: 999px; padding: .1rem .7rem; font-size: .85rem; font-weight: 600;
  color: var(--good); background: var(--good-band); white-space: nowrap;
}
.badge.warn { color: var(--warn); background: var(--warn-band); }
.badge.bad { color: var(--bad); background: var(--bad-band); }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .9rem 1.5rem; margin: 0; }
dl.facts dt { color: var(--quiet); font-size: .82rem; }
dl.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
dl.facts .wide { grid-column: 1 / -1; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
thead { display: table-header-group; }
th { text-align: start; color: var(--quiet); font-weight: 600; font-size: .82rem; border-bottom: 1px solid var(--line); }
th, td { padding: .42rem .7rem .42rem 0; vertical-align: top; overflow-wrap: break-word; }
td.name, td.id, td.prose, td.role, li { overflow-wrap: anywhere; }
td { border-bottom: 1px solid var(--line); }
tbody td { min-width: 3.5rem; }
tr { break-inside: avoid; }
th.number, td.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody td.prose { min-width: 9rem; }
tbody td.role { min-width: 6.5rem; }
tbody td.name { min-width: 9rem; }
tbody td.who { min-width: 14rem; }
td.kind { white-space: nowrap; }
td.id { max-width: 9rem; color: var(--quiet); font-size: .8rem; }
tbody td.sign { min-width: 1.5rem; width: 1.5rem; }
td > ul { padding-inline-start: 1rem; margin: 0; }
td.strong { font-weight: 600; }
.good { color: var(--good); } .warn-text { color: var(--warn); } .bad-text { color: var(--bad); }
.gain { color: var(--warn); font-weight: 600; }
ul { margin: .3rem 0; padding-inline-start: 1.2rem; }
li { margin: .2rem 0; }
code, .code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
code.line { display: block; background: var(--band); border: 1px solid var(--line); border-radius: 8px; padding: .5rem .8rem; }
.bar { display: block; height: .5rem; border-radius: 99px; background: var(--accent); min-width: 2px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
td.bars { width: 45%; vertical-align: middle; }
footer { color: var(--quiet); font-size: .85rem; margin: 1.25rem .25rem 0; }
@media (max-width: 40rem) { .badge { white-space: normal; } dl.facts { grid-template-columns: repeat(2, 1fr); } table { min-width: 36rem; } main { padding: 1.25rem 1.1rem; } body { padding: .75rem; } h1 { font-size: 1.4rem; } }
@page { size: A4; margin: 16mm 14mm 18mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ground: #ffffff; --ink: #000000; --quiet: #4a4a4a; --line: #c9c9c9; --band: #f5f5f5;
    --accent: #0b6e6e; --good: #12703f; --good-band: #ffffff; --warn: #6f4300; --warn-band: #ffffff;
    --bad: #8f1010; --bad-band: #ffffff;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 8.5pt; }
  main { border: 0; border-radius: 0; padding: 0; }
  .badge { border: 1px solid currentColor; }
  .scroll { overflow: visible; }
  h1 { font-size: 17pt; } h2 { font-size: 12pt; margin-top: 1.4rem; }
}
`
