import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { NOTICE_LANGUAGES, NOTICE_VERSION, NOTICES } from "../schemas/notice/notices.ts";
import { bundle, servedName, SETTINGS_NAME } from "./build-snippet.ts";

export interface BannerBuild {
  /** Body of a classic script that goes behind the snippet, to be wrapped with its settings. */
  loader: string;
  /** Code of the banner by the name under which it is served: one file for each language. */
  chunks: Record<string, string>;
  /** Those names by language. */
  names: Record<string, string>;
  /** Names code, style and words of the banner in all languages, for consent records: 16 hexadecimal digits of SHA-256. */
  hash: string;
  /** Version of what the banner says. */
  notice: string;
}

const readStyle = async (): Promise<string> => {
  const file = fileURLToPath(new URL("../snippet/banner/banner.css", import.meta.url));
  const { code } = await transform(await readFile(file, "utf8"), { loader: "css", minify: true });
  return code.trim();
};

export const buildBanner = async (): Promise<BannerBuild> => {
  const $STYLE = JSON.stringify(await readStyle());
  const built = await Promise.all(
    NOTICE_LANGUAGES.map(async (language) => {
      const $WORDS = JSON.stringify(NOTICES[language].banner);
      const code = await bundle("banner/banner", { $STYLE, $WORDS, $LANGUAGE: JSON.stringify(language) });
      return { language, code, name: servedName("b", code) };
    }),
  );
  const names = Object.fromEntries(built.map(({ language, name }) => [language, name]));
  const loader = await bundle("banner/loader", { $SETTINGS: SETTINGS_NAME, $BANNERS: JSON.stringify(names) });
  const everything = [loader, ...built.map(({ code }) => code)].join("\0");
  return {
    loader,
    chunks: Object.fromEntries(built.map(({ name, code }) => [name, code])),
    names,
    hash: createHash("sha256").update(everything).digest("hex").slice(0, 16),
    notice: NOTICE_VERSION,
  };
};

/** Body of the line that tells the snippet of a choice made on the visitor's own page. */
export const buildKeptChoice = (): Promise<string> => bundle("kept-choice", { $SETTINGS: SETTINGS_NAME });
