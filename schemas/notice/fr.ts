import type { NoticeWords } from "./notice-words.ts";

export const FR: NoticeWords = {
  name: "Français",
  banner: {
    label: "Choix de confidentialité",
    title: "Pouvons-nous nous souvenir de votre visite\u00a0?",
    text: "Si vous acceptez, ce site compte ce qui est consulté et choisit ses propres publicités d’après ce que vous avez regardé, ici et ailleurs. Si vous refusez, rien n’est conservé de votre visite. Le site fonctionne de la même façon dans les deux cas, et vous pouvez changer d’avis à tout moment.",
    accept: "Accepter",
    refuse: "Refuser",
    choose: "Choisir",
    save: "Enregistrer mon choix",
    close: "Fermer",
    honoured:
      "Opposition prise en compte\u00a0: votre navigateur envoie Global Privacy Control, la publicité est donc désactivée, même si vous acceptez.",
    override:
      "Si vous activez ici la publicité et enregistrez, cela prévaut sur la demande de votre navigateur, sur ce site uniquement.",
    page: "Ce qui est conservé sur vous",
    policy: "Politique de confidentialité",
    announce: "Les choix de confidentialité se trouvent au début de cette page.",
    saved: "Votre choix est enregistré.",
    statistics: {
      title: "Statistiques",
      text: "Compter les pages et les produits consultés.",
    },
    advertising: {
      title: "Publicité sur ce site",
      text: "Retenir ce que vous avez regardé, pour vous montrer nos propres offres, sans excès.",
    },
    platforms: {
      title: "Publicité ailleurs",
      text: "Indiquer aux plateformes publicitaires que ce navigateur est passé ici, pour qu’elles vous montrent nos publicités.",
    },
  },
  page: {
    title: "Vos données chez {site}",
    lead: "Ce que ce site a conservé sur ce navigateur, et ce que vous pouvez en faire. Aucun compte n’est nécessaire\u00a0: cette page ne vous reconnaît que par un cookie de ce navigateur.",
    languages: "Langues",
    nothing: "Rien n’est conservé qui puisse être rattaché à ce navigateur.",
    linked:
      "Ce navigateur est lié à une adresse e-mail ou à un numéro de téléphone saisi sur ce site. N’importe qui a pu le saisir\u00a0: rien sur cette personne n’est donc montré, remis ni effacé ici. Veuillez écrire à l’exploitant du site depuis cette adresse. Les choix ci-dessous fonctionnent néanmoins.",
    stored: "Ce qui est conservé",
    first: "Première visite",
    last: "Dernière visite",
    events: "Événements enregistrés\u00a0: pages, produits, paniers, commandes",
    audiences: "Groupes publicitaires où se trouve ce navigateur",
    none: "aucun",
    rule: "Règle pour votre région",
    optIn: "{region}\u00a0: rien n’est conservé sans votre accord.",
    optOut: "{region}\u00a0: les visites sont conservées sauf si vous vous y opposez.",
    off: "{region}\u00a0: les visites sont conservées sans demande préalable. Vous pouvez vous y opposer ici.",
    unknownRegion: "Région inconnue",
    honoured:
      "Opposition prise en compte\u00a0: votre navigateur envoie Global Privacy Control, tout ce qui concerne la publicité est donc désactivé.",
    ignored:
      "Votre navigateur envoie Global Privacy Control. Dans votre région, ce site n’en tient pas compte\u00a0; vous pouvez désactiver la publicité ci-dessous.",
    overridden:
      "Votre navigateur envoie Global Privacy Control\u00a0; vous avez malgré tout autorisé une partie de la publicité. Vous pouvez revenir sur ce choix ci-dessous.",
    choices: "Vos choix",
    allow: "Autoriser",
    deny: "Ne pas autoriser",
    chosenGrant: "Autorisé le {time} ({source}).",
    chosenDenial: "Refusé le {time} ({source}).",
    unsetGrant: "Vous n’avez pas encore choisi. D’ici là, c’est autorisé.",
    unsetDenial: "Vous n’avez pas encore choisi. D’ici là, ce n’est pas autorisé.",
    unshown: "Ce qui a été choisi auparavant n’est pas affiché ici.",
    offBySignal: "Désactivé, car votre navigateur envoie Global Privacy Control.",
    sources: {
      banner: "dans le bandeau",
      page: "sur cette page",
      tool: "par l’outil de consentement du site",
      signal: "par un signal du navigateur",
      site: "indiqué par le site",
    },
    save: "Enregistrer mes choix",
    acceptAll: "Tout accepter",
    refuseAll: "Tout refuser",
    saved: "Vos choix sont enregistrés.",
    cleared: "Ce qui était enregistré sur ce navigateur est supprimé, ainsi que son cookie.",
    download: {
      title: "Emporter vos données",
      text: "Un fichier (JSON) avec tout ce qui est conservé sur ce navigateur.",
    },
    erase: {
      title: "Tout effacer",
      text: "Tout ce qui est conservé sur ce navigateur est supprimé, ainsi que son cookie.",
    },
    eraseAsk: {
      title: "Effacer tout ce qui concerne ce navigateur\u00a0?",
      text: "Cette action est irréversible. Si vous effacez seulement, vos prochaines visites seront de nouveau enregistrées dans la mesure où vous l’autorisez.",
    },
    eraseYes: "Effacer",
    eraseAndRefuse: "Effacer et tout refuser désormais",
    eraseNo: "Non, conserver",
    erased: {
      title: "Tout est effacé",
      text: "Conservez ce reçu si vous devez un jour prouver votre demande.",
    },
    erasing: {
      title: "Vos données sont en cours d’effacement",
      text: "C’est certain, et fait en moins d’une minute. Conservez ce reçu si vous devez un jour prouver votre demande.",
    },
    receipt: "Reçu",
    time: "Heure",
    removed: "Enregistrements effacés",
    back: "Retour à vos données",
    purposes: {
      analytics_storage: {
        title: "Statistiques",
        text: "Compter les pages et les produits consultés.",
      },
      ad_storage: {
        title: "Publicité sur ce site",
        text: "Retenir ce que vous avez regardé, pour vous montrer nos propres offres, sans excès.",
      },
      ad_user_data: {
        title: "Données pour les plateformes publicitaires",
        text: "Indiquer aux plateformes publicitaires que ce navigateur est passé ici.",
      },
      ad_personalization: {
        title: "Publicité personnalisée ailleurs",
        text: "Laisser les plateformes publicitaires choisir des publicités d’après ce que vous avez regardé ici.",
      },
      email_marketing: { title: "E-mail", text: "Vous écrire pour vous proposer des offres." },
      sms_marketing: { title: "SMS", text: "Vous envoyer des offres par SMS." },
      push_marketing: {
        title: "Notifications",
        text: "Vous montrer des offres sous forme de notifications du navigateur.",
      },
    },
  },
  messages: {
    title: "Messages de {site}",
    lead: "Choisissez ce que cette boutique peut vous envoyer. Votre choix s’applique immédiatement.",
    stop: {
      email: "Ne plus recevoir d’e-mails",
      sms: "Ne plus recevoir de SMS",
      push: "Ne plus recevoir de notifications push",
    },
    stopped: {
      email: "Vous ne recevrez plus d’e-mails.",
      sms: "Vous ne recevrez plus de SMS.",
      push: "Vous ne recevrez plus de notifications push.",
    },
    choices: "Ce que vous souhaitez recevoir",
    topics: "Thèmes",
    ways: "Moyens de vous joindre",
    save: "Enregistrer mes choix de messages",
    saved: "Vos choix de messages sont enregistrés.",
    ads: "Il ne s’agit ici que des messages. La publicité et les données enregistrées sur votre navigateur se choisissent ailleurs :",
    adsLink: "Vos données dans ce navigateur",
    unknown: {
      title: "Ce lien ne fonctionne pas",
      text: "Il a été coupé ou modifié en chemin, ou plus rien n’est envoyé à cette adresse. Veuillez l’ouvrir à nouveau depuis le message.",
    },
  },
  confirm: {
    ask: {
      title: "Confirmer votre adresse chez {site}",
      text: "Quelqu’un, sans doute vous, a saisi votre adresse sur ce site et demandé ses messages. Rien ne vous est envoyé avant que vous n’appuyiez sur le bouton.",
    },
    button: "Confirmer mon adresse",
    done: {
      title: "Votre adresse chez {site} est confirmée",
      text: "Merci. Vous pouvez vous désabonner à tout moment, par un lien dans chaque message.",
    },
    invalid: {
      title: "Ce lien de {site} n’est pas valable",
      text: "Il est incomplet, ou ce dont il s’agissait n’est plus enregistré. Si vous souhaitez toujours des messages, saisissez à nouveau votre adresse.",
    },
  },
};
