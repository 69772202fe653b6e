/** The page's only style sheet; its digest is in the page's security policy. */
export const REFERENCE_STYLE = `
:root {
  --paper: #fbfbfd; --card: #fff; --ink: #14161b; --soft: #4d5461; --line: #e1e4ea; --edge: #757d8c; --accent: #3b3fd6; --tint: #eef0fd;
  --code: #12151c; --code-ink: #e6e9f0; --code-soft: #a3acbd;
  --get: #0b6b4f; --post: #1d4fc4; --put: #8a4b00; --delete: #b3261e; --ok: #0b6b4f; --bad: #a8322a;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1116; --card: #151820; --ink: #eef0f4; --soft: #b1b8c4; --line: #272c37; --edge: #8a92a1; --accent: #a5acff; --tint: #1d2140;
    --code: #0a0c11; --code-ink: #e2e6ee; --code-soft: #98a1b3;
    --get: #5fd0a8; --post: #8fb1ff; --put: #f0b266; --delete: #ff9a91; --ok: #5fd0a8; --bad: #ff9a91;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
[hidden] { display: none !important; }
code, pre { font-family: var(--mono); font-size: 0.875em; }
p code, li p code { background: var(--tint); padding: 0.1em 0.35em; border-radius: 0.3em; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 0.25rem; }
.skip { position: absolute; left: -100rem; top: 0.5rem; padding: 0.5rem 1rem; background: var(--card); z-index: 3; }
.skip:focus { left: 0.5rem; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; justify-content: space-between; gap: 1rem; height: 3.5rem; padding: 0 1.5rem; background: var(--card); border-bottom: 1px solid var(--line); }
.bar p { margin: 0; }
.brand { display: flex; align-items: center; gap: 0.6rem; font-weight: 700; font-size: 1.0625rem; letter-spacing: -0.01em; }
.brand > span:last-child { color: var(--soft); font-weight: 400; }
.comet { width: 1.5rem; height: 0.75rem; border-radius: 1rem; background: radial-gradient(circle at 82% 50%, var(--accent) 0 28%, transparent 30%), linear-gradient(90deg, transparent, var(--accent)); background-size: 100% 100%, 82% 40%; background-repeat: no-repeat; background-position: 0 0, 0 50%; }
.frame { display: grid; grid-template-columns: 18rem minmax(0, 1fr); }
nav { border-right: 1px solid var(--line); }
.contents { position: sticky; top: 3.5rem; max-height: calc(100vh - 3.5rem); overflow-y: auto; padding: 1.25rem 1rem 2rem 1.5rem; font-size: 0.875rem; scrollbar-width: thin; }
.contents > summary { display: none; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents > ul > li { margin-bottom: 1rem; }
.contents a { color: var(--soft); text-decoration: none; }
.contents a:hover { color: var(--ink); text-decoration: underline; }
.contents .tag { font-weight: 650; color: var(--ink); display: block; padding: 0.25rem 0; }
.contents li li a { display: grid; grid-template-columns: 3.1rem 1fr; gap: 0.4rem; padding: 0.2rem 0; line-height: 1.35; }
.contents li li .method { font-size: 0.625rem; padding-top: 0.18rem; }
.find { width: 100%; margin-bottom: 1rem; }
.unfound { margin: 0; color: var(--soft); }
.method { font-family: var(--mono); font-weight: 700; font-size: 0.75rem; letter-spacing: 0.02em; }
.m-get { color: var(--get); } .m-post { color: var(--post); } .m-put { color: var(--put); } .m-delete { color: var(--delete); }
main { padding: 2.5rem clamp(1.25rem, 4vw, 4rem) 6rem; max-width: 92rem; }
main:focus { outline: none; }
h1, h2, h3 { letter-spacing: -0.015em; line-height: 1.2; }
h1 { font-size: 2.25rem; margin: 0 0 1rem; }
h2 { font-size: 1.625rem; margin: 4.5rem 0 0.25rem; }
h3 { font-size: 1.1875rem; margin: 0; }
h4 { margin: 1.5rem 0 0; font-size: 0.8125rem; font-weight: 650; color: var(--soft); }
p { margin: 0.6rem 0; }
.intro p { max-width: 44rem; }
.intro p:first-of-type { font-size: 1.1875rem; color: var(--soft); margin-bottom: 1.25rem; }
.lead { color: var(--soft); margin: 0 0 1rem; max-width: 44rem; }
.operation { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 28rem); gap: 1.5rem 3rem; padding: 2rem 0; border-top: 1px solid var(--line); }
.operation h3 a { color: inherit; text-decoration: none; }
.operation h3 a:hover { text-decoration: underline; }
.route { margin: 0.4rem 0; }
.route code { font-size: 0.9375rem; margin-left: 0.35rem; background: none; padding: 0; }
.facts { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.5rem 0 0.75rem; }
.access { font-size: 0.8125rem; color: var(--soft); border: 1px solid var(--line); border-radius: 1rem; padding: 0.05rem 0.65rem; background: var(--card); }
.access code { background: none; padding: 0; color: var(--ink); }
.fields { list-style: none; margin: 0; padding: 0; }
.fields > li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); font-size: 0.9375rem; }
.fields > li:last-child { border-bottom: 0; }
.fields p { margin: 0.2rem 0 0; color: var(--soft); }
.row { display: flex; flex-wrap: wrap; gap: 0.1rem 0.7rem; align-items: baseline; }
.name { font-weight: 650; }
.type, .place, .limits { color: var(--soft); font-size: 0.875rem; }
.type code { font-size: 0.8125rem; }
.needed { font-size: 0.75rem; font-weight: 650; color: var(--bad); }
.whole { font-size: 0.9375rem; }
.status { font-family: var(--mono); font-weight: 700; font-size: 0.8125rem; min-width: 2.25rem; }
.s2, .s3 { color: var(--ok); } .s4, .s5 { color: var(--bad); }
.row > .status + span { flex: 1 1 12rem; }
.fields > li > .row:has(.status) ~ * { margin-left: 2.95rem; }
.inner { margin-top: 0.35rem; }
.inner > summary { display: inline-block; cursor: pointer; color: var(--accent); font-size: 0.875rem; }
.inner > summary::before { content: "+ "; font-family: var(--mono); }
.inner[open] > summary::before { content: "− "; }
.inner > .fields { margin: 0.35rem 0 0.35rem 0.15rem; padding-left: 1rem; border-left: 2px solid var(--line); }
.how { position: sticky; top: 4.75rem; align-self: start; }
.caption { margin: 0 0 0.35rem; font-size: 0.8125rem; font-weight: 650; color: var(--soft); }
pre { margin: 0 0 1.1rem; padding: 0.9rem 1.1rem; background: var(--code); color: var(--code-ink); border-radius: 0.6rem; overflow: auto; line-height: 1.55; max-height: 26rem; border: 1px solid var(--line); overflow-wrap: normal; scrollbar-width: thin; }
pre code { font-size: 0.8125rem; }
.schema { border-top: 1px solid var(--line); padding: 0.7rem 0; max-width: 56rem; }
.schema > summary { cursor: pointer; list-style: none; display: flex; gap: 0.6rem; align-items: baseline; }
.schema > summary::-webkit-details-marker { display: none; }
.schema > summary::before { content: "+"; font-family: var(--mono); color: var(--accent); width: 0.75rem; }
.schema[open] > summary::before { content: "−"; }
.schema h3 { font: 650 0.9375rem/1.5 var(--mono); letter-spacing: 0; }
.schema > :not(summary) { margin-left: 1.35rem; }
input, textarea { font: inherit; font-weight: 400; color: var(--ink); background: var(--card); border: 1px solid var(--edge); border-radius: 0.45rem; padding: 0.45rem 0.65rem; min-width: 0; width: 100%; }
textarea { font: 0.8125rem/1.5 var(--mono); min-height: 9rem; resize: vertical; }
label { display: grid; gap: 0.2rem; font-size: 0.8125rem; font-weight: 650; color: var(--soft); }
.key { display: grid; grid-template-columns: minmax(0, 12rem) minmax(0, 22rem); gap: 0.5rem 1rem; margin-top: 1.75rem; padding: 1.1rem 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); max-width: 44rem; }
.intro .key p { grid-column: 1 / -1; margin: 0; font-size: 0.8125rem; color: var(--soft); }
.try { border: 1px solid var(--line); border-radius: 0.6rem; background: var(--card); }
.try > summary { cursor: pointer; padding: 0.6rem 1rem; font-weight: 650; color: var(--accent); font-size: 0.9375rem; }
.try form { display: grid; gap: 0.75rem; padding: 0.25rem 1rem 1rem; }
.try output { display: grid; gap: 0.5rem; padding: 0 1rem 1rem; }
.try output p { margin: 0; font-size: 0.8125rem; color: var(--soft); }
.try pre { margin: 0; }
button { font: inherit; font-weight: 650; cursor: pointer; min-height: 2.5rem; padding: 0.4rem 1.1rem; border: 0; border-radius: 0.5rem; background: var(--accent); color: var(--card); justify-self: start; }
button:disabled { opacity: 0.6; cursor: default; }
@media (max-width: 75rem) {
  .operation { grid-template-columns: minmax(0, 1fr); }
  .how { position: static; }
}
@media (max-width: 52rem) {
  .frame { display: block; }
  nav { border: 0; border-bottom: 1px solid var(--line); position: sticky; top: 3.5rem; background: var(--card); z-index: 1; }
  .contents { position: static; padding: 0 1.25rem; max-height: calc(100vh - 3.5rem); }
  .contents > summary { display: list-item; padding: 0.7rem 0; font-weight: 650; cursor: pointer; }
  .contents[open] { padding-bottom: 1.25rem; }
  .bar { padding: 0 1.25rem; }
  html { scroll-padding-top: 7rem; }
  main { padding-top: 1.75rem; }
  h1 { font-size: 1.875rem; }
  .key { grid-template-columns: minmax(0, 1fr); }
}
`;
