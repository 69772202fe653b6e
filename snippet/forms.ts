import type { ChunkApi } from "./chunks.ts";

/** A form with one of these holds secrets: nothing of it is read. Card fields are rarely of type password. */
const SECRET = [
  "[type=password i]",
  '[autocomplete*="cc-" i]',
  '[autocomplete*="password" i]',
  '[autocomplete*="one-time-code" i]',
  "[name*=passw i]",
].join();
const ADDRESS = /^\S+@\S+\.\S+$/;

const onlyOne = <T>(found: T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

const filledIn = (input: HTMLInputElement): boolean => input.validity.valid && !!input.value && !input.disabled;

/** Reads the one address of an opted-in form, and nothing else. */
const hear = (form: HTMLFormElement, { track, consent }: ChunkApi): void => {
  const wanted = form.getAttribute("data-halley-identify");
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement);
  if (wanted === null || inputs.some((input) => input.matches(SECRET))) return;

  const isWanted = (input: HTMLInputElement): boolean =>
    wanted ? input.name === wanted && ["email", "text"].includes(input.type) : input.type === "email";
  const email = onlyOne(inputs.filter(isWanted).filter(filledIn))?.value.trim().toLowerCase();
  if (!email || !ADDRESS.test(email)) return;
  const phone = onlyOne(inputs.filter((input) => input.type === "tel").filter(filledIn))?.value.trim();

  for (const box of inputs) {
    const purpose = box.type === "checkbox" && box.checked && box.getAttribute("data-halley-consent");
    if (purpose) consent({ [purpose]: "granted" });
  }
  track("identify", { email, phone, form_id: form.getAttribute("id") ?? form.getAttribute("name") ?? undefined });
};

/** Hears opted-in forms when they are submitted; never a keystroke before. */
export default (api: ChunkApi): void =>
  document.addEventListener(
    "submit",
    (event) => {
      try {
        hear(event.target as HTMLFormElement, api);
      } catch {
        // The visitor's form goes its way.
      }
    },
    { capture: true, passive: true, signal: api.signal },
  );
