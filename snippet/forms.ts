import type { ConsentStamp, Purpose } from "../schemas/consent.ts";
import type { SnippetVerbs } from "../schemas/snippet-settings.ts";
import { listen } from "./page-life.ts";

/** A form with one of these holds secrets: nothing of it is read. Card fields are rarely of type password. */
const SECRET =
  "[type=password],[name*=passw i],[autocomplete*=passw i],[autocomplete*=cc- i],[autocomplete*=one-time i]";

/** Hears opted-in forms when they are submitted; never a keystroke before. */
export const hearForms = (verbs: SnippetVerbs): void =>
  listen("submit", ({ target }) => {
    const form = target as HTMLFormElement;
    const wanted = form.dataset["halleyIdentify"];
    const inputs = [...form.elements] as HTMLInputElement[];
    if (wanted === undefined || inputs.some((input) => input.matches(SECRET))) return;

    /** The one valid and filled in field that fits. */
    const read = (fits: (input: HTMLInputElement) => boolean): string | undefined => {
      const [input, another] = inputs.filter(fits);
      return input && !another && input.validity.valid ? input.value.trim() : undefined;
    };
    const email = read(({ type, name }) => (wanted ? name === wanted : type === "email"));
    if (!/^\S+@\S+\.\S+$/.test(email!)) return;

    const consent: ConsentStamp = {};
    for (const { checked, dataset } of inputs) {
      if (checked && dataset["halleyConsent"]) consent[dataset["halleyConsent"] as Purpose] = "granted";
    }
    verbs.identify({
      consent,
      email: email!.toLowerCase(),
      phone: read(({ type, value }) => type === "tel" && !!value),
      // Not the properties: a field of that name stands before them.
      form_id: form.getAttribute("id") ?? form.getAttribute("name") ?? undefined,
    });
  });
