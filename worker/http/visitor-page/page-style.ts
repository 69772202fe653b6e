/** The page's only style sheet; its digest is in the page's security policy. */
export const PAGE_STYLE = `
:root {
  --paper: #fff; --ink: #1a1d21; --soft: #4a5058; --line: #c4c9d0; --edge: #7b828c; --button: #1f2a37; --on-button: #fff; --note: #eef2f7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --ink: #f2f3f5; --soft: #c3c8cf; --line: #3d434c; --edge: #8c939d; --button: #e9edf2; --on-button: #14171a; --note: #262b33;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 100%/1.55 system-ui, sans-serif; overflow-wrap: break-word;
}
main, footer { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1.25rem; }
main { padding-top: 2.5rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 0.5rem; }
p { margin: 0 0 0.75rem; }
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
dl { margin: 0 0 1rem; }
dl div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1.25rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
dl div:last-child { border-bottom: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.note, .news { padding: 0.625rem 0.875rem; border-inline-start: 0.25rem solid var(--edge); background: var(--note); }
.news { font-weight: 600; }
.small { color: var(--soft); font-size: 0.9375rem; margin: 0; }
fieldset { margin: 0 0 1rem; padding: 0.75rem 1rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; min-width: 0; }
legend { padding: 0 0.375rem; margin-inline-start: -0.375rem; font-weight: 600; }
.options { display: flex; flex-wrap: wrap; gap: 0.25rem 1.75rem; margin-bottom: 0.5rem; }
.options:last-child { margin-bottom: 0; }
.options label { display: inline-flex; align-items: center; gap: 0.5rem; min-height: 2rem; cursor: pointer; }
input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--button); }
.buttons { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: 0.75rem; margin: 0; }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; text-align: center;
  font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
  min-height: 2.75rem; padding: 0.5rem 1.125rem; border: 2px solid var(--button); border-radius: 0.5rem;
  background: var(--button); color: var(--on-button);
}
.button { background: none; color: var(--ink); }
a { color: inherit; text-underline-offset: 0.2em; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.75rem; padding: 0; list-style: none; }
nav a, nav span { display: inline-block; padding: 0.25rem 0; }
[aria-current] { font-weight: 600; }
footer { color: var(--soft); padding-top: 0; }
footer nav { padding-top: 1.5rem; border-top: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
@media (max-width: 30rem) { dl div { grid-template-columns: 1fr; } }
`;
