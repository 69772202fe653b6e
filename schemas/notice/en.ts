import type { NoticeWords } from "./notice-words.ts";

export const EN: NoticeWords = {
  name: "English",
  banner: {
    label: "Privacy choices",
    title: "May we remember your visit?",
    text: "If you accept, this site counts what is looked at and picks its own ads by what you looked at, here and elsewhere. If you refuse, nothing about your visit is kept. The site works the same either way, and you can change your mind at any time.",
    accept: "Accept",
    refuse: "Refuse",
    choose: "Choose",
    save: "Save my choice",
    close: "Close",
    honoured:
      "Opt-out request honored: your browser sends Global Privacy Control, so advertising is off, also if you accept.",
    override:
      "Switching advertising on here and saving overrides the request of your browser, on this site only.",
    page: "What is stored about you",
    policy: "Privacy policy",
    announce: "Privacy choices are at the start of this page.",
    saved: "Your choice is saved.",
    statistics: {
      title: "Statistics",
      text: "Counting which pages and products are looked at.",
    },
    advertising: {
      title: "Advertising on this site",
      text: "Remembering what you looked at, to show you our own offers and not to show them too often.",
    },
    platforms: {
      title: "Advertising elsewhere",
      text: "Telling ad platforms that this browser was here, so that they show you our ads.",
    },
  },
  page: {
    title: "Your data at {site}",
    lead: "What this site has stored about this browser, and what you can do about it. No account is needed: this page knows you only by a cookie in this browser.",
    languages: "Languages",
    nothing: "Nothing is stored that could be linked to this browser.",
    linked:
      "This browser is linked to an e-mail address or phone number that was typed on this site. Anybody could have typed it, so nothing about that person is shown, handed out or erased here. Please write to the operator of this site from that address. The choices below work nevertheless.",
    stored: "What is stored",
    first: "First seen",
    last: "Last seen",
    events: "Recorded events, such as pages, products, carts and orders",
    audiences: "Groups for advertising that this browser is in",
    none: "none",
    rule: "Rule for your region",
    optIn: "{region}: nothing is kept unless you agree.",
    optOut: "{region}: visits are kept unless you object.",
    off: "{region}: visits are kept without asking. You can object here.",
    unknownRegion: "Unknown region",
    honoured:
      "Opt-out request honored: your browser sends Global Privacy Control, so everything about advertising is off.",
    ignored:
      "Your browser sends Global Privacy Control. In your region this site does not act on it; you can switch advertising off below.",
    overridden:
      "Your browser sends Global Privacy Control; you have allowed some advertising in spite of it. You can take that back below.",
    choices: "Your choices",
    allow: "Allow",
    deny: "Do not allow",
    chosenGrant: "Allowed on {time} ({source}).",
    chosenDenial: "Refused on {time} ({source}).",
    unsetGrant: "You have not chosen yet. Until you do, this is allowed.",
    unsetDenial: "You have not chosen yet. Until you do, this is not allowed.",
    unshown: "What was chosen before is not shown here.",
    offBySignal: "Off, because your browser sends Global Privacy Control.",
    sources: {
      banner: "on the banner",
      page: "on this page",
      tool: "by the consent tool of the site",
      signal: "by a signal of the browser",
      site: "told us by the site",
    },
    save: "Save my choices",
    acceptAll: "Accept all",
    refuseAll: "Refuse all",
    saved: "Your choices are saved.",
    cleared: "What was recorded about this browser is deleted, and so is its cookie.",
    download: {
      title: "Take your data with you",
      text: "One file (JSON) with everything that is stored about this browser.",
    },
    erase: {
      title: "Erase everything",
      text: "Everything that is stored about this browser is deleted, and its cookie with it.",
    },
    eraseAsk: {
      title: "Erase everything about this browser?",
      text: "This cannot be undone. If you only erase, later visits are recorded again as far as you allow it.",
    },
    eraseYes: "Erase",
    eraseAndRefuse: "Erase, and refuse everything from now on",
    eraseNo: "No, keep it",
    erased: {
      title: "Everything is erased",
      text: "Keep this receipt if you may need to prove your request.",
    },
    erasing: {
      title: "Your data is being erased",
      text: "It is certain, and done within a minute. Keep this receipt if you may need to prove your request.",
    },
    receipt: "Receipt",
    time: "Time",
    removed: "Records deleted",
    back: "Back to your data",
    purposes: {
      analytics_storage: {
        title: "Statistics",
        text: "Counting which pages and products are looked at.",
      },
      ad_storage: {
        title: "Advertising on this site",
        text: "Remembering what you looked at, to show you our own offers and not to show them too often.",
      },
      ad_user_data: {
        title: "Data for ad platforms",
        text: "Telling ad platforms that this browser was here.",
      },
      ad_personalization: {
        title: "Personal advertising elsewhere",
        text: "Letting ad platforms pick ads by what you looked at here.",
      },
      email_marketing: { title: "E-mail", text: "Writing to you with offers." },
      sms_marketing: { title: "Text messages", text: "Sending you offers by SMS." },
      push_marketing: { title: "Push messages", text: "Showing you offers as messages of the browser." },
    },
  },
  messages: {
    title: "Messages from {site}",
    lead: "Choose what this shop may send you. What you choose holds at once.",
    stop: { email: "Stop e-mails", sms: "Stop text messages", push: "Stop push messages" },
    stopped: {
      email: "You will get no more e-mails.",
      sms: "You will get no more text messages.",
      push: "You will get no more push messages.",
    },
    choices: "What you want to get",
    topics: "Topics",
    ways: "Ways to reach you",
    save: "Save my choices for messages",
    saved: "Your choices for messages are saved.",
    ads: "This is about messages only. Advertising and what is stored about your browser are chosen elsewhere:",
    adsLink: "Your data in this browser",
    unknown: {
      title: "This link does not work",
      text: "It was cut off or changed on its way, or nothing is sent to this address any more. Please open it from the message once more.",
    },
  },
  confirm: {
    ask: {
      title: "Confirm your address at {site}",
      text: "Somebody, probably you, entered your address at this site and asked for its messages. Nothing is sent to you before you press the button.",
    },
    button: "Confirm my address",
    done: {
      title: "Your address at {site} is confirmed",
      text: "Thank you. You can turn the messages off again at any time, by a link in each of them.",
    },
    invalid: {
      title: "This link from {site} is not valid",
      text: "It is incomplete, or what it was about is not stored any more. If you still want messages, please enter your address again.",
    },
  },
};
