/** The page's style sheet: one column on a phone, two on a desk; colours follow the reader's light or dark setting. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #667085; --line: #d8dee6; --wash: #f4f6f9;
  --own: #1f6feb; --other: #8a94a3; --third: #b7791f; --good: #1a7f37; --bad: #c4312b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14171c; --soft: #98a2b3; --line: #333a45; --wash: #1c2129;
    --own: #6ea8fe; --other: #7d8796; --third: #e0b15e; --good: #56c271; --bad: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, figcaption { max-width: 46rem; } figcaption, .soft { color: var(--soft); font-size: .875rem; }
figure { margin: 1rem 0; } svg { display: block; width: 100%; max-width: 30rem; height: auto; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; } svg .soft { fill: var(--soft); font-size: 10px; }
svg .axis { stroke: var(--line); } svg .own { fill: var(--own); } svg .other { fill: var(--other); }
svg .third { fill: var(--third); } svg .whisker { stroke: var(--ink); fill: none; }
.charts { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; }
th, td { padding: .25rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--paper); }
td:first-child { max-width: 14rem; min-width: 7rem; white-space: normal; }
td small { display: block; color: var(--soft); font-size: .75rem; }
tr.served td { font-weight: 600; } tr.served td small { font-weight: 400; }
.better { color: var(--good); } .worse { color: var(--bad); } .note { background: var(--wash); padding: .6rem .8rem; }
`;
