import type { NoticeWords } from "./notice-words.ts";

export const DE: NoticeWords = {
  name: "Deutsch",
  banner: {
    label: "Datenschutz-Auswahl",
    title: "Dürfen wir uns Ihren Besuch merken?",
    text: "Wenn Sie zustimmen, zählt diese Website, was angesehen wird, und wählt ihre eigene Werbung danach aus, hier und anderswo. Wenn Sie ablehnen, wird nichts über Ihren Besuch gespeichert. Die Website funktioniert in beiden Fällen gleich, und Sie können sich jederzeit anders entscheiden.",
    accept: "Zustimmen",
    refuse: "Ablehnen",
    choose: "Auswählen",
    save: "Auswahl speichern",
    close: "Schließen",
    honoured:
      "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control, daher ist Werbung aus, auch wenn Sie zustimmen.",
    override:
      "Wenn Sie Werbung hier einschalten und speichern, gilt das trotz der Bitte Ihres Browsers, nur auf dieser Website.",
    page: "Was über Sie gespeichert ist",
    policy: "Datenschutzerklärung",
    announce: "Die Datenschutz-Auswahl steht am Anfang dieser Seite.",
    saved: "Ihre Auswahl ist gespeichert.",
    statistics: {
      title: "Statistik",
      text: "Zählen, welche Seiten und Produkte angesehen werden.",
    },
    advertising: {
      title: "Werbung auf dieser Website",
      text: "Merken, was Sie angesehen haben, um Ihnen unsere eigenen Angebote zu zeigen, und nicht zu oft.",
    },
    platforms: {
      title: "Werbung anderswo",
      text: "Werbeplattformen mitteilen, dass dieser Browser hier war, damit sie Ihnen unsere Werbung zeigen.",
    },
  },
  page: {
    title: "Ihre Daten bei {site}",
    lead: "Was diese Website über diesen Browser gespeichert hat und was Sie damit tun können. Ein Konto ist nicht nötig: Diese Seite kennt Sie nur durch ein Cookie in diesem Browser.",
    languages: "Sprachen",
    nothing: "Es ist nichts gespeichert, was sich diesem Browser zuordnen ließe.",
    linked:
      "Dieser Browser ist mit einer E-Mail-Adresse oder Telefonnummer verbunden, die auf dieser Website eingegeben wurde. Das könnte jeder gewesen sein, deshalb wird hier nichts über diese Person gezeigt, herausgegeben oder gelöscht. Bitte schreiben Sie von dieser Adresse aus an den Betreiber der Website. Die Auswahl unten wirkt trotzdem.",
    stored: "Was gespeichert ist",
    first: "Zuerst gesehen",
    last: "Zuletzt gesehen",
    events: "Aufgezeichnete Ereignisse wie Seiten, Produkte, Warenkörbe und Bestellungen",
    audiences: "Werbegruppen, in denen dieser Browser ist",
    none: "keine",
    rule: "Regel für Ihre Region",
    optIn: "{region}: Nichts wird gespeichert, solange Sie nicht zustimmen.",
    optOut: "{region}: Besuche werden gespeichert, solange Sie nicht widersprechen.",
    off: "{region}: Besuche werden ohne Nachfrage gespeichert. Hier können Sie widersprechen.",
    unknownRegion: "Unbekannte Region",
    honoured:
      "Widerspruch beachtet: Ihr Browser sendet Global Privacy Control, daher ist alles aus, was Werbung betrifft.",
    ignored:
      "Ihr Browser sendet Global Privacy Control. In Ihrer Region richtet sich diese Website nicht danach; unten können Sie Werbung abschalten.",
    overridden:
      "Ihr Browser sendet Global Privacy Control; Sie haben Werbung dennoch teilweise erlaubt. Unten können Sie das zurücknehmen.",
    choices: "Ihre Auswahl",
    allow: "Erlauben",
    deny: "Nicht erlauben",
    chosenGrant: "Erlaubt am {time} ({source}).",
    chosenDenial: "Abgelehnt am {time} ({source}).",
    unsetGrant: "Sie haben noch nicht gewählt. Bis dahin ist dies erlaubt.",
    unsetDenial: "Sie haben noch nicht gewählt. Bis dahin ist dies nicht erlaubt.",
    unshown: "Was früher gewählt wurde, wird hier nicht angezeigt.",
    offBySignal: "Aus, weil Ihr Browser Global Privacy Control sendet.",
    sources: {
      banner: "im Banner",
      page: "auf dieser Seite",
      tool: "durch das Einwilligungs-Werkzeug der Website",
      signal: "durch ein Signal des Browsers",
      site: "von der Website mitgeteilt",
    },
    save: "Auswahl speichern",
    acceptAll: "Allem zustimmen",
    refuseAll: "Alles ablehnen",
    saved: "Ihre Auswahl ist gespeichert.",
    cleared: "Was über diesen Browser aufgezeichnet war, ist gelöscht, sein Cookie ebenfalls.",
    download: {
      title: "Ihre Daten mitnehmen",
      text: "Eine Datei (JSON) mit allem, was über diesen Browser gespeichert ist.",
    },
    erase: {
      title: "Alles löschen",
      text: "Alles, was über diesen Browser gespeichert ist, wird gelöscht, sein Cookie ebenfalls.",
    },
    eraseAsk: {
      title: "Alles über diesen Browser löschen?",
      text: "Das lässt sich nicht rückgängig machen. Wenn Sie nur löschen, werden spätere Besuche wieder aufgezeichnet, soweit Sie es erlauben.",
    },
    eraseYes: "Löschen",
    eraseAndRefuse: "Löschen und künftig alles ablehnen",
    eraseNo: "Nein, behalten",
    erased: {
      title: "Alles ist gelöscht",
      text: "Bewahren Sie diese Quittung auf, falls Sie Ihren Antrag nachweisen müssen.",
    },
    erasing: {
      title: "Ihre Daten werden gelöscht",
      text: "Das ist sicher und dauert höchstens eine Minute. Bewahren Sie diese Quittung auf, falls Sie Ihren Antrag nachweisen müssen.",
    },
    receipt: "Quittung",
    time: "Zeit",
    removed: "Gelöschte Datensätze",
    back: "Zurück zu Ihren Daten",
    purposes: {
      analytics_storage: {
        title: "Statistik",
        text: "Zählen, welche Seiten und Produkte angesehen werden.",
      },
      ad_storage: {
        title: "Werbung auf dieser Website",
        text: "Merken, was Sie angesehen haben, um Ihnen unsere eigenen Angebote zu zeigen, und nicht zu oft.",
      },
      ad_user_data: {
        title: "Daten für Werbeplattformen",
        text: "Werbeplattformen mitteilen, dass dieser Browser hier war.",
      },
      ad_personalization: {
        title: "Persönliche Werbung anderswo",
        text: "Werbeplattformen Werbung danach auswählen lassen, was Sie hier angesehen haben.",
      },
      email_marketing: { title: "E-Mail", text: "Ihnen Angebote schreiben." },
      sms_marketing: { title: "SMS", text: "Ihnen Angebote als SMS schicken." },
      push_marketing: {
        title: "Push-Nachrichten",
        text: "Ihnen Angebote als Nachrichten des Browsers zeigen.",
      },
    },
  },
  messages: {
    title: "Nachrichten von {site}",
    lead: "Wählen Sie, was dieser Shop Ihnen schicken darf. Ihre Auswahl gilt sofort.",
    stop: { email: "Keine E-Mails mehr", sms: "Keine SMS mehr", push: "Keine Push-Nachrichten mehr" },
    stopped: {
      email: "Sie bekommen keine E-Mails mehr.",
      sms: "Sie bekommen keine SMS mehr.",
      push: "Sie bekommen keine Push-Nachrichten mehr.",
    },
    choices: "Was Sie bekommen möchten",
    topics: "Themen",
    ways: "Wege zu Ihnen",
    save: "Auswahl für Nachrichten speichern",
    saved: "Ihre Auswahl für Nachrichten ist gespeichert.",
    ads: "Hier geht es nur um Nachrichten. Werbung und was über Ihren Browser gespeichert ist, wählen Sie an anderer Stelle:",
    adsLink: "Ihre Daten in diesem Browser",
    unknown: {
      title: "Dieser Link funktioniert nicht",
      text: "Er wurde unterwegs abgeschnitten oder verändert, oder an diese Adresse wird nichts mehr geschickt. Bitte öffnen Sie ihn noch einmal aus der Nachricht.",
    },
  },
  confirm: {
    ask: {
      title: "Adresse bei {site} bestätigen",
      text: "Jemand, vermutlich Sie, hat Ihre Adresse auf dieser Website eingegeben und Nachrichten bestellt. Bevor Sie auf den Knopf drücken, wird Ihnen nichts geschickt.",
    },
    button: "Adresse bestätigen",
    done: {
      title: "Ihre Adresse bei {site} ist bestätigt",
      text: "Vielen Dank. Sie können die Nachrichten jederzeit wieder abbestellen, über einen Link in jeder von ihnen.",
    },
    invalid: {
      title: "Dieser Link von {site} ist ungültig",
      text: "Er ist unvollständig, oder das, worum es ging, ist nicht mehr gespeichert. Wenn Sie weiterhin Nachrichten möchten, geben Sie Ihre Adresse bitte noch einmal ein.",
    },
  },
};
