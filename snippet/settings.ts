import type { SnippetSettings } from "../schemas/snippet-settings.ts";

/** What the Worker declares in front of the script; the build shortens the name. */
declare const $SETTINGS: SnippetSettings;
export const settings = $SETTINGS;

/** Names this site's things in the browser: the choice, the lock, the database. */
export const ownName = `h.${settings.site}`;

/**
 * Where events go and the chunk comes from: the script's own address, so that a proxied path keeps working. Read while
 * the script is evaluated, because `currentScript` is null ever after.
 */
export const base = (document.currentScript as HTMLScriptElement | null)?.src.replace(/\.js(\?.*)?$/, "");
