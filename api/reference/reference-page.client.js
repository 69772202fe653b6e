// What the page can do more with a script: find an operation, open what a link leads to, and try things out. The key stays in
// its field: it is sent to this instance and stored nowhere.
const shown = (element) => {
  element.hidden = false;
  return element;
};
const made = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const contents = document.querySelector(".contents");
const isWide = matchMedia("(min-width: 52.01rem)");
const settle = () => {
  contents.open = isWide.matches;
};
isWide.addEventListener("change", settle);
settle();
contents.addEventListener("click", (event) => {
  if (!isWide.matches && event.target.closest("a") !== null) contents.open = false;
});

const unfound = document.querySelector(".unfound");
const find = shown(document.querySelector(".find"));
find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const item of contents.querySelectorAll("[data-find]"))
    item.hidden = !words.every((word) => item.dataset.find.includes(word));
  for (const group of contents.querySelectorAll(":scope > ul > li")) {
    const items = [...group.querySelectorAll("[data-find]")];
    if (items.length > 0) group.hidden = items.every((item) => item.hidden);
  }
  unfound.textContent = contents.querySelector("[data-find]:not([hidden])") ? "" : "Nothing is called that.";
});

const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.matches("details.schema")) return;
  target.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", openTarget);
openTarget();

const settings = shown(document.querySelector(".key"));
settings.addEventListener("submit", (event) => event.preventDefault());

const readable = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const field = (form, name, label) =>
  made("label", {}, label, made("input", { name, autocomplete: "off", spellcheck: false }));

const formOf = (data) => {
  const names = data.params.split(" ").filter((name) => name !== "" && name !== "site");
  const query = data.query.split(" ").filter((name) => name !== "");
  const form = made("form", { noValidate: true });
  for (const name of names) form.append(field(form, `path ${name}`, name));
  for (const name of query) form.append(field(form, `query ${name}`, `${name} (query)`));
  if (data.body !== undefined)
    form.append(
      made(
        "label",
        {},
        "Body",
        made("textarea", { name: "body", value: readable(data.body), spellcheck: false }),
      ),
    );
  form.append(made("button", { type: "submit" }, `Send ${data.method}`));
  return form;
};

const requestOf = ({ method, path, query, key }, values) => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(name === "site" ? settings.elements.site.value : values.get(`path ${name}`)),
  );
  const url = new URL(filled, location.origin);
  for (const name of query.split(" ")) {
    const value = values.get(`query ${name}`);
    if (value) url.searchParams.set(name, value);
  }
  const headers = key === "true" ? { authorization: `Bearer ${settings.elements.key.value}` } : {};
  const body = values.get("body");
  return new Request(url, { method, headers, redirect: "manual", ...(body === null ? {} : { body }) });
};

const LENGTH_MAX = 50_000;

const answer = async (data, form) => {
  const began = performance.now();
  const response = await fetch(requestOf(data, new FormData(form)));
  const text = readable(await response.text());
  const took = Math.round(performance.now() - began);
  const named = ["request-id", "ratelimit", "halley-cursor"].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [`${name}: ${value}`];
  });
  const status = `${response.status} · ${took} ms · ${named.join(" · ")}`;
  return [
    made("p", {}, status),
    ...(text === ""
      ? []
      : [
          made(
            "pre",
            { tabIndex: 0, ariaLabel: "Answer", role: "region" },
            made("code", {}, text.slice(0, LENGTH_MAX)),
          ),
        ]),
  ];
};

for (const panel of document.querySelectorAll(".try")) {
  shown(panel).addEventListener(
    "toggle",
    () => {
      const form = formOf(panel.dataset);
      const output = made("output", {});
      panel.append(form, output);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const button = form.querySelector("button");
        button.disabled = true;
        try {
          output.replaceChildren(...(await answer(panel.dataset, form)));
        } catch {
          output.replaceChildren(made("p", {}, "No answer. Is the instance running?"));
        } finally {
          button.disabled = false;
        }
      });
    },
    { once: true },
  );
}
