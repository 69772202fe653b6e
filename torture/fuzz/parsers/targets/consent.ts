import { readGoogle } from "../../../../worker/domain/consent/signals/google.ts";
import { readGpp } from "../../../../worker/domain/consent/signals/gpp.ts";
import {
  type SignalReading,
  SIGNAL_TEXT_MAX,
} from "../../../../worker/domain/consent/signals/signal-reading.ts";
import { readTcf } from "../../../../worker/domain/consent/signals/tcf.ts";
import { type FuzzTarget, jsonIn, must } from "../fuzz-target.ts";

const NOW = Date.UTC(2026, 10, 26, 12);
const FALLBACKS = ["deny", "purposes", 1, 65_535] as const;

const grants = ({ states }: SignalReading): boolean => Object.values(states).includes("granted");

/** With its publisher's segment, of TCF 2.3. */
const TC =
  "CQbYsAAQbYsAAAHABBENCDFsAP_gAEPgACiQKptX_G__bWlr8X73aftkeY1P9_h77sQxBhfJE-4FzLvW_JwXx2ExNA36tqIKmRIAu3TBIQNlGJDURVCgaogVryDMaEyUoTNKJ6BkiFMRM2dYCFxvm4tjeQCY5vr991dx2B-t7dr83dzyy41Hn3a5_2a0WJCdA5-tDfv9bROb-9IOd_x8v4v4_F_pE2_eT1l_tWvp7D9-cts__XW99_fff_9Pn_-uB_-_3_vf_EA.YAAAAAAAAAAA";
const GPP = "DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

export const TCF: FuzzTarget = {
  name: "tcf",
  seeds: [
    TC,
    "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
    "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw",
  ],
  tokens: [".", "C", "A", "_", "-", "YAAA", "BAA"],
  check: (text) => {
    for (const fallback of FALLBACKS) {
      const reading = readTcf(text, fallback, NOW);
      must(Object.keys(reading.states).length === 4, "it speaks of all four purposes");
      must(reading.fault === null || !grants(reading), "what is at fault grants nothing");
    }
    must(
      text.length <= SIGNAL_TEXT_MAX || readTcf(text, "purposes", NOW).fault === "malformed",
      "it is not too long",
    );
    const padded = readTcf(`${text}=`, "purposes", NOW);
    must(padded.fault !== null, "nothing follows the text");
  },
};

export const GPP_STRING: FuzzTarget = {
  name: "gpp",
  seeds: [
    GPP,
    "DBABLA~BVQqAAAAAgA.QA",
    "DBABrw~1YNN",
    "DBABBg~BUUAAABA",
    "DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN",
    "DBAA",
  ],
  tokens: ["~", "1YNN", "1YYN", "BVQqAAAAAgA", ".QA", "DBABLA", "BVVVVVVVVWA"],
  check: (text) => {
    for (const fallback of FALLBACKS) {
      const reading = readGpp(text, fallback, NOW);
      must(reading.fault === null || !grants(reading), "what is at fault grants nothing");
      const denied = readGpp(text, "deny", NOW);
      must(!grants(denied) || grants(reading), "without a publisher's word no more is granted");
    }
    const without = text
      .split("~")
      .slice(1)
      .every((section) => !section.startsWith("C"));
    must(!without || !grants(readGpp(text, "purposes", NOW)), "no opt-out that is missing is a consent");
  },
};

export const GOOGLE: FuzzTarget = {
  name: "google",
  seeds: [
    '{"default":{"ad_storage":"denied"},"update":{"ad_storage":"granted","analytics_storage":"denied"}}',
    "{}",
  ],
  tokens: ['"ad_user_data":"granted"', '"update":', '"default":', "__proto__", "null", "[]"],
  check: (text) => {
    const reading = readGoogle(jsonIn(text));
    must(reading.fault === null || !grants(reading), "what is at fault grants nothing");
    must(
      Object.values(reading.unasked).every((state) => state === "denied"),
      "a default grants nothing",
    );
  },
};
