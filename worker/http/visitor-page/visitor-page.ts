import type { ConsentStamp } from "../../../schemas/consent.ts";
import { VISITOR_FORM_MAX_BYTES } from "../../../schemas/limits.ts";
import { NOTICES } from "../../../schemas/notice/notices.ts";
import { VisitorPageForm, VisitorPageQuery } from "../../../schemas/visitor-page.ts";
import { choicesOf, mergeChoices } from "../../domain/consent/choices.ts";
import { parse, readText } from "../body.ts";
import { type HttpContext, openSite } from "../context.ts";
import { accessSubject, eraseSubject } from "../privacy/subject.ts";
import { Refusal } from "../refusal.ts";
import { hasGlobalPrivacyControl, requestRegion } from "../sender/region.ts";
import { clearedVisitorCookie } from "../sender/visitor-cookie.ts";
import { choicesOfBrowser, readBrowserRecord } from "./browser-record.ts";
import { chooseOnPage } from "./choose.ts";
import { requireOwnPage } from "./own-page.ts";
import { answerFile, answerPage } from "./page-answer.ts";
import { erasedPage, erasePage, visitorPage } from "./page-html.ts";
import { pageLanguage } from "./page-language.ts";
import {
  heldPurposes,
  isOverridden,
  type PageInput,
  pageModel,
  purposesOnPage,
  timeIn,
} from "./page-model.ts";

/** All that the page depends on: the site, the browser, and what both say. */
const openPage = async (c: HttpContext): Promise<PageInput> => {
  const site = await openSite(c);
  const record = await readBrowserRecord(c, site);
  return {
    site,
    language: pageLanguage(c),
    region: requestRegion(c.req.raw, c.env),
    gpc: hasGlobalPrivacyControl(c.req.raw),
    record,
    choices: choicesOfBrowser(c.req.raw, site, record),
  };
};

/** `GET /h/{site}/p`: what is stored about this browser, in the visitor's language. */
export const showVisitorPage = async (c: HttpContext): Promise<Response> => {
  const input = await openPage(c);
  const model = pageModel(input, null);
  const { ask } = VisitorPageQuery.parse(c.req.query());
  const isAsking = ask === "erase" && input.record.kind === "visitor";
  return answerPage(isAsking ? erasePage(model) : visitorPage(model));
};

const readForm = async (request: Request): Promise<VisitorPageForm> => {
  const text = await readText(request, VISITOR_FORM_MAX_BYTES);
  return parse(VisitorPageForm, Object.fromEntries(new URLSearchParams(text)), "body_invalid");
};

/** The choices that a form makes: only of purposes that stand on the page. */
const consentOf = (form: VisitorPageForm, input: PageInput): ConsentStamp => {
  const { site, region, choices } = input;
  const held = heldPurposes(input, site.rules.ruleFor(region, site.now));
  const consent: ConsentStamp = {};
  for (const purpose of purposesOnPage(choices)) {
    const isHeld = held.includes(purpose);
    const chosen = form.do === "choose" ? form[purpose] : form.do === "accept" ? "granted" : "denied";
    // What a signal of the browser holds back was not on offer, so accepting everything does not accept it.
    const state =
      isHeld && form.do === "accept" ? "denied" : isHeld && form.do === "choose" ? undefined : chosen;
    const isSaidAgain = state === "granted" && isOverridden(choices[purpose]);
    if (state !== undefined && !isSaidAgain) consent[purpose] = state;
  }
  return consent;
};

/** Everything that is held on this browser, as a file. */
const download = async (c: HttpContext, { site, record }: PageInput): Promise<Response> => {
  if (record.kind !== "visitor") throw new Refusal("profile_unknown");
  return answerFile(`${site.snapshot.id}.json`, await accessSubject(c, site, record.visitor, "visitor"));
};

/** Erases this browser, and where the visitor wants no more of it, refuses everything from now on. */
const erase = async (c: HttpContext, input: PageInput, refused: ConsentStamp | null): Promise<Response> => {
  const { site, record } = input;
  if (record.kind !== "visitor") throw new Refusal("profile_unknown");
  const receipt = await eraseSubject(c, site, record.visitor, null);
  const cookies = refused === null ? [] : (await chooseOnPage(c, site, null, {}, refused)).cookies;
  const after: PageInput = { ...input, record: { kind: "none" } };
  const page = erasedPage(
    pageModel(after, null),
    receipt,
    timeIn(input.language, receipt.requested_at, site),
  );
  return answerPage(page, [...new Set([...cookies, clearedVisitorCookie(site.snapshot.id)])]);
};

/** `POST /h/{site}/p`: does what the visitor pressed, and answers with the page as it is then. */
export const actOnVisitorPage = async (c: HttpContext): Promise<Response> => {
  requireOwnPage(c.req.raw);
  const form = await readForm(c.req.raw);
  const input = await openPage(c);
  const { site, record, choices, language } = input;
  if (form.do === "download") return download(c, input);
  const consent = consentOf(form, input);
  if (form.do === "erase" || form.do === "erase_and_refuse") {
    return erase(c, input, form.do === "erase" ? null : consent);
  }
  const visitor = record.kind === "none" ? null : record.visitor;
  const { cookies, isCleared } = await chooseOnPage(c, site, visitor, choices, consent);
  const words = NOTICES[language].page;
  const after: PageInput = {
    ...input,
    record: isCleared ? { kind: "none" } : await readBrowserRecord(c, site),
    choices: mergeChoices(choices, choicesOf(consent, "page", site.now)),
  };
  const news = isCleared ? `${words.saved} ${words.cleared}` : words.saved;
  return answerPage(visitorPage(pageModel(after, news)), cookies);
};
