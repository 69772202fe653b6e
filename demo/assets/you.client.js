import { halley } from "./halley.client.js";
import { describeEvent, describeFlip, formatAgo, formatMoment } from "./timeline.client.js";

const POLL_MS = 2_000;
const EVENTS_SHOWN = 40;

const PURPOSES = {
  analytics_storage: "Statistics",
  ad_storage: "Ads: remembering",
  ad_user_data: "Ads: passing on",
  ad_personalization: "Ads: by interest",
  email_marketing: "E-mail",
  sms_marketing: "SMS",
  push_marketing: "Push",
};

const find = (name) => document.querySelector(`[data-${name}]`);
/** Audiences of the last reading, to say what changed; undefined before the first. */
let memberships;
let isPaused = false;
let timer;

/** An element with a class and children; text stays text. */
const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
};

const audienceRow = (now) => (audience) => {
  const state = audience.member ? "member" : "not a member";
  const row = make(
    "li",
    audience.member ? "audience is-member" : "audience",
    make("span", "audience-name", audience.name ?? audience.id),
    make("span", "audience-state", state),
  );
  const notes = [
    audience.member && audience.entered_at ? `since ${formatMoment(audience.entered_at)}` : "",
    describeFlip(audience, now),
  ].filter(Boolean);
  row.append(make("span", "audience-note", notes.join(" · ")));
  return row;
};

const eventRow = (now) => (event) =>
  make(
    "li",
    "event",
    make("span", "event-words", describeEvent(event)),
    make("code", "event-type", event.type),
    make("span", "event-at", formatAgo(event.at, now)),
  );

const consentRow =
  (profile) =>
  ([purpose, name]) => {
    const effective = profile.consent_effective?.[purpose] ?? "denied";
    const choice = profile.consent?.[purpose];
    const why = choice
      ? `${choice.state} by ${choice.source}, ${formatMoment(choice.at)}`
      : "not chosen; the region decides";
    return make(
      "li",
      `consent-row is-${effective}`,
      make("span", "consent-name", name),
      make("span", "consent-state", effective),
      make("span", "consent-why", why),
    );
  };

const factRow = ([term, value]) => make("div", "", make("dt", "", term), make("dd", "", value));

const showIdentity = (profile) => {
  find("state").textContent = profile.known ? "Known: a contact" : "Anonymous: a visitor";
  find("identity").classList.toggle("is-known", profile.known === true);
  const place = [profile.region?.country, profile.region?.subdivision].filter(Boolean).join("-");
  const facts = [
    [profile.kind === "contact" ? "Contact" : "Visitor", profile.profile],
    ["First seen", formatMoment(profile.first_seen_at)],
    ["Region", place || "unknown, so the strictest rule"],
  ];
  find("identity-facts").replaceChildren(...facts.map(factRow));
};

const sayChanges = (audiences) => {
  const current = new Map(audiences.map((audience) => [audience.id, audience]));
  const changes = [...current.values()]
    .filter(({ id, member }) => memberships?.has(id) && memberships.get(id).member !== member)
    .map(({ id, name, member }) => `${member ? "Entered" : "Left"} ${name ?? id}.`);
  if (changes.length > 0) find("said").textContent = changes.join(" ");
  memberships = current;
};

const show = ({ profile, audiences, now, manual_clock: isClockManual }) => {
  find("nothing").hidden = profile !== null;
  find("known").hidden = profile === null;
  find("identity").hidden = profile === null;
  find("clock").hidden = !isClockManual;
  find("clock-now").textContent = `It is ${formatMoment(now)}.`;
  sayChanges(audiences);
  if (profile === null) return;
  showIdentity(profile);
  const membersFirst = audiences.toSorted((a, b) => Number(b.member) - Number(a.member));
  find("audiences").replaceChildren(...membersFirst.map(audienceRow(now)));
  const newestFirst = profile.events.slice(-EVENTS_SHOWN).toReversed();
  find("events").replaceChildren(...newestFirst.map(eventRow(now)));
  find("consents").replaceChildren(...Object.entries(PURPOSES).map(consentRow(profile)));
};

const read = async () => {
  try {
    const answer = await fetch("/demo/api/you");
    if (!answer.ok) throw new Error(`${answer.status}`);
    show(await answer.json());
    find("unreachable").hidden = true;
  } catch {
    find("unreachable").hidden = false; // The next reading tries again.
  }
};

/** One timer at a time, and none while nobody looks. */
const poll = async () => {
  clearTimeout(timer);
  await read();
  clearTimeout(timer);
  if (!isPaused && document.visibilityState === "visible") timer = setTimeout(poll, POLL_MS);
};

const advance = async (advanceMs) => {
  await fetch("/demo/api/clock", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advance: advanceMs }),
  });
  await poll();
};

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => void advance(Number(button.dataset.advance)));
}

find("withdraw").addEventListener("click", () => {
  halley("consent", Object.fromEntries(Object.keys(PURPOSES).map((purpose) => [purpose, "denied"])));
  find("said").textContent = "Consent withdrawn.";
  setTimeout(poll, 300);
});

find("reset").addEventListener("click", () => {
  halley("reset");
  find("said").textContent = "This browser is a new visitor now.";
  setTimeout(poll, 300);
});

find("pause").addEventListener("click", ({ currentTarget }) => {
  isPaused = !isPaused;
  currentTarget.setAttribute("aria-pressed", String(isPaused));
  void poll();
});

document.addEventListener("visibilitychange", () => void poll());
addEventListener("consent-change", () => setTimeout(poll, 300));
void poll();
