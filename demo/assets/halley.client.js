// Calls made before the snippet has loaded wait in `q`; the snippet answers them when it arrives.
window.halley ||= function queue() {
  // eslint-disable-next-line prefer-rest-params -- the documented stub; the snippet takes both.
  (window.halley.q ||= []).push(arguments);
};

/** Looked up on each call: the snippet replaces the stub. */
export const halley = (...call) => window.halley(...call);
