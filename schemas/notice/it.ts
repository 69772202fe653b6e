import type { NoticeWords } from "./notice-words.ts";

export const IT: NoticeWords = {
  name: "Italiano",
  banner: {
    label: "Scelte sulla privacy",
    title: "Possiamo ricordare la sua visita?",
    text: "Se accetta, questo sito conta ciò che viene guardato e sceglie le proprie pubblicità in base a ciò che ha guardato, qui e altrove. Se rifiuta, non viene conservato nulla della sua visita. Il sito funziona allo stesso modo in entrambi i casi, e può cambiare idea in qualsiasi momento.",
    accept: "Accetta",
    refuse: "Rifiuta",
    choose: "Scegli",
    save: "Salva la mia scelta",
    close: "Chiudi",
    honoured:
      "Richiesta di opposizione rispettata: il suo browser invia Global Privacy Control, quindi la pubblicità è disattivata, anche se accetta.",
    override:
      "Se attiva qui la pubblicità e salva, questo prevale sulla richiesta del suo browser, solo su questo sito.",
    page: "Che cosa è conservato su di lei",
    policy: "Informativa sulla privacy",
    announce: "Le scelte sulla privacy si trovano all’inizio di questa pagina.",
    saved: "La sua scelta è salvata.",
    statistics: {
      title: "Statistiche",
      text: "Contare quali pagine e prodotti vengono guardati.",
    },
    advertising: {
      title: "Pubblicità su questo sito",
      text: "Ricordare ciò che ha guardato, per mostrarle le nostre offerte e non troppo spesso.",
    },
    platforms: {
      title: "Pubblicità altrove",
      text: "Comunicare alle piattaforme pubblicitarie che questo browser è stato qui, perché le mostrino le nostre pubblicità.",
    },
  },
  page: {
    title: "I suoi dati presso {site}",
    lead: "Che cosa questo sito ha conservato su questo browser e che cosa può farne lei. Non serve un account: questa pagina la riconosce solo da un cookie di questo browser.",
    languages: "Lingue",
    nothing: "Non è conservato nulla che si possa collegare a questo browser.",
    linked:
      "Questo browser è collegato a un indirizzo e-mail o a un numero di telefono digitato su questo sito. Chiunque può averlo digitato: per questo qui non si mostra, consegna o cancella nulla di quella persona. Scriva al gestore del sito da quell’indirizzo. Le scelte qui sotto funzionano comunque.",
    stored: "Che cosa è conservato",
    first: "Visto la prima volta",
    last: "Visto l’ultima volta",
    events: "Eventi registrati, come pagine, prodotti, carrelli e ordini",
    audiences: "Gruppi pubblicitari in cui si trova questo browser",
    none: "nessuno",
    rule: "Regola per la sua regione",
    optIn: "{region}: non viene conservato nulla senza il suo consenso.",
    optOut: "{region}: le visite vengono conservate salvo sua opposizione.",
    off: "{region}: le visite vengono conservate senza chiedere. Qui può opporsi.",
    unknownRegion: "Regione sconosciuta",
    honoured:
      "Richiesta di opposizione rispettata: il suo browser invia Global Privacy Control, quindi tutto ciò che riguarda la pubblicità è disattivato.",
    ignored:
      "Il suo browser invia Global Privacy Control. Nella sua regione questo sito non ne tiene conto; qui sotto può disattivare la pubblicità.",
    overridden:
      "Il suo browser invia Global Privacy Control; lei ha comunque consentito una parte della pubblicità. Qui sotto può revocarlo.",
    choices: "Le sue scelte",
    allow: "Consenti",
    deny: "Non consentire",
    chosenGrant: "Consentito il {time} ({source}).",
    chosenDenial: "Rifiutato il {time} ({source}).",
    unsetGrant: "Non ha ancora scelto. Fino ad allora è consentito.",
    unsetDenial: "Non ha ancora scelto. Fino ad allora non è consentito.",
    unshown: "Ciò che è stato scelto prima non viene mostrato qui.",
    offBySignal: "Disattivato, perché il suo browser invia Global Privacy Control.",
    sources: {
      banner: "nel banner",
      page: "in questa pagina",
      tool: "con lo strumento di consenso del sito",
      signal: "con un segnale del browser",
      site: "comunicato dal sito",
    },
    save: "Salva le mie scelte",
    acceptAll: "Accetta tutto",
    refuseAll: "Rifiuta tutto",
    saved: "Le sue scelte sono salvate.",
    cleared: "Ciò che era registrato su questo browser è cancellato, insieme al suo cookie.",
    download: {
      title: "Porti con sé i suoi dati",
      text: "Un file (JSON) con tutto ciò che è conservato su questo browser.",
    },
    erase: {
      title: "Cancella tutto",
      text: "Tutto ciò che è conservato su questo browser viene eliminato, insieme al suo cookie.",
    },
    eraseAsk: {
      title: "Cancellare tutto su questo browser?",
      text: "Non si può annullare. Se cancella soltanto, le visite successive saranno di nuovo registrate nella misura in cui lo consente.",
    },
    eraseYes: "Cancella",
    eraseAndRefuse: "Cancella e rifiuta tutto d’ora in poi",
    eraseNo: "No, conserva",
    erased: {
      title: "Tutto è cancellato",
      text: "Conservi questa ricevuta se dovesse dimostrare la sua richiesta.",
    },
    erasing: {
      title: "I suoi dati sono in corso di cancellazione",
      text: "È certo e richiede meno di un minuto. Conservi questa ricevuta se dovesse dimostrare la sua richiesta.",
    },
    receipt: "Ricevuta",
    time: "Ora",
    removed: "Registrazioni cancellate",
    back: "Torna ai suoi dati",
    purposes: {
      analytics_storage: {
        title: "Statistiche",
        text: "Contare quali pagine e prodotti vengono guardati.",
      },
      ad_storage: {
        title: "Pubblicità su questo sito",
        text: "Ricordare ciò che ha guardato, per mostrarle le nostre offerte e non troppo spesso.",
      },
      ad_user_data: {
        title: "Dati per le piattaforme pubblicitarie",
        text: "Comunicare alle piattaforme pubblicitarie che questo browser è stato qui.",
      },
      ad_personalization: {
        title: "Pubblicità personalizzata altrove",
        text: "Lasciare che le piattaforme pubblicitarie scelgano le pubblicità in base a ciò che ha guardato qui.",
      },
      email_marketing: { title: "E-mail", text: "Scriverle con offerte." },
      sms_marketing: { title: "SMS", text: "Inviarle offerte per SMS." },
      push_marketing: {
        title: "Notifiche",
        text: "Mostrarle offerte come notifiche del browser.",
      },
    },
  },
  messages: {
    title: "Messaggi da {site}",
    lead: "Scelga che cosa questo negozio può inviarle. La scelta vale da subito.",
    stop: {
      email: "Non ricevere più e-mail",
      sms: "Non ricevere più SMS",
      push: "Non ricevere più notifiche push",
    },
    stopped: {
      email: "Non riceverà più e-mail.",
      sms: "Non riceverà più SMS.",
      push: "Non riceverà più notifiche push.",
    },
    choices: "Che cosa desidera ricevere",
    topics: "Argomenti",
    ways: "Modi per raggiungerla",
    save: "Salva le scelte sui messaggi",
    saved: "Le sue scelte sui messaggi sono salvate.",
    ads: "Qui si tratta solo dei messaggi. La pubblicità e ciò che è conservato sul suo browser si scelgono altrove:",
    adsLink: "I suoi dati in questo browser",
    unknown: {
      title: "Questo link non funziona",
      text: "È stato troncato o modificato lungo il percorso, oppure a questo indirizzo non viene più inviato nulla. Lo apra di nuovo dal messaggio.",
    },
  },
  confirm: {
    ask: {
      title: "Confermi il suo indirizzo presso {site}",
      text: "Qualcuno, probabilmente lei, ha inserito il suo indirizzo in questo sito e chiesto i suoi messaggi. Prima che prema il pulsante non le viene inviato nulla.",
    },
    button: "Confermare il mio indirizzo",
    done: {
      title: "Il suo indirizzo presso {site} è confermato",
      text: "Grazie. Può disdire i messaggi in qualsiasi momento, con un link in ciascuno di essi.",
    },
    invalid: {
      title: "Questo link di {site} non è valido",
      text: "È incompleto, oppure ciò di cui si trattava non è più conservato. Se desidera ancora i messaggi, inserisca di nuovo il suo indirizzo.",
    },
  },
};
