import { FEEDBACK_BODY_MAX_BYTES, FEEDBACK_PARALLEL_MAX } from "../../../schemas/limits.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { openChannelSecrets } from "../../crypto/channel-secret.ts";
import { type OpenedChannel, openedChannel } from "../../domain/channel/channel-parts.ts";
import { mediumOf } from "../../domain/channel/medium-of.ts";
import { phoneAddress } from "../../domain/identity/contact-address.ts";
import type { Feedback } from "../../domain/messaging-rpc.ts";
import { readText } from "../body.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { contactOf } from "../events/identifiers.ts";
import { isOurs } from "../shards/our-profile.ts";
import { findChannel } from "../server/channels/channels.ts";
import { hearMailgun } from "./mailgun.ts";
import { hearPostmark } from "./postmark.ts";
import type { ProviderRequest, Report } from "./report.ts";
import { hearResend } from "./resend.ts";
import { hearSendgrid } from "./sendgrid.ts";
import { hearTwilio, wantsTwiml } from "./twilio.ts";

/** Reports in a request; null where the channel's provider did not sign it. The other kinds have nobody who reports. */
const reportsIn = (
  request: ProviderRequest,
  channel: OpenedChannel,
  { secrets, snapshot }: SiteContext,
): Report[] | null => {
  switch (channel.kind) {
    case "resend":
      return hearResend(request, channel);
    case "postmark":
      return hearPostmark(request, channel);
    case "sendgrid":
      return hearSendgrid(request, channel);
    case "mailgun":
      return hearMailgun(request, channel);
    case "twilio":
      return hearTwilio(request, channel, (number) => {
        const address = phoneAddress(number, null);
        return address === null ? null : contactOf(address, secrets, snapshot.layout);
      });
    case "webhook":
    case "smtp":
    case "webpush":
    case "inbox":
      return null;
  }
};

const readRequest = async (c: HttpContext, { snapshot }: SiteContext): Promise<ProviderRequest> => {
  const { messaging, origins } = snapshot.configuration;
  const { pathname, search, searchParams } = new URL(c.req.url);
  const places = [messaging.base_url, origins[0]].filter((origin) => typeof origin === "string");
  return {
    headers: c.req.raw.headers,
    body: await readText(c.req.raw, FEEDBACK_BODY_MAX_BYTES),
    urls: [c.req.url, ...places.map((origin) => `${origin}${pathname}${search}`)],
    query: searchParams,
    now: Date.now(),
  };
};

/** Tells the shards, some at a time. What they were told is on disk when it resolves. */
const tell = async (c: HttpContext, { snapshot }: SiteContext, feedback: Feedback[]): Promise<void> => {
  for (let start = 0; start < feedback.length; start += FEEDBACK_PARALLEL_MAX) {
    const some = feedback.slice(start, start + FEEDBACK_PARALLEL_MAX);
    await Promise.all(
      some.map((one) => shardOfProfile(c.env, snapshot.id, one.contact).hearFeedback(one, snapshot.version)),
    );
  }
};

/** `POST /h/{site}/f/{channel}`: what a provider reports of messages. Repeats change nothing. */
export const hearProvider = async (c: HttpContext): Promise<Response> => {
  const site = await openSite(c);
  const { snapshot, secrets: keys, now } = site;
  const stored = findChannel(snapshot, c.req.param("channel") ?? "");
  const secrets = openChannelSecrets(keys.seal, stored.id, stored.sealed);
  // Sealed under a root secret that is no more. Providers try again for a day.
  if (secrets === null) throw new Refusal("storage_unavailable");
  const request = await readRequest(c, site);
  const reports = reportsIn(request, openedChannel(stored, secrets), site);
  if (reports === null) throw new Refusal("signature_invalid");
  const medium = mediumOf(stored.settings);
  const feedback = reports
    .filter(({ contact }) => isOurs(contact, snapshot, "contact"))
    .map((report) => ({ ...report, medium, at: Math.min(report.at, now) }));
  await tell(c, site, feedback);
  const headers = { "cache-control": "no-store" };
  if (stored.settings.kind === "twilio" && wantsTwiml(request)) {
    return c.body("<Response/>", 200, { ...headers, "content-type": "text/xml" });
  }
  return c.json({ heard: feedback.length }, 200, headers);
};
