import type { NoticeWords } from "./notice-words.ts";

export const PT: NoticeWords = {
  name: "Português",
  banner: {
    label: "Opções de privacidade",
    title: "Podemos lembrar a sua visita?",
    text: "Se aceitar, este site conta o que é visto e escolhe os seus próprios anúncios de acordo com o que viu, aqui e noutros sites. Se recusar, nada é guardado sobre a sua visita. O site funciona da mesma forma nos dois casos, e pode mudar de ideias a qualquer momento.",
    accept: "Aceitar",
    refuse: "Recusar",
    choose: "Escolher",
    save: "Guardar a minha escolha",
    close: "Fechar",
    honoured:
      "Pedido de exclusão respeitado: o seu navegador envia Global Privacy Control, por isso a publicidade está desligada, mesmo que aceite.",
    override:
      "Se ligar aqui a publicidade e guardar, isso prevalece sobre o pedido do seu navegador, apenas neste site.",
    page: "O que está guardado sobre si",
    policy: "Política de privacidade",
    announce: "As opções de privacidade estão no início desta página.",
    saved: "A sua escolha está guardada.",
    statistics: {
      title: "Estatísticas",
      text: "Contar que páginas e produtos são vistos.",
    },
    advertising: {
      title: "Publicidade neste site",
      text: "Lembrar o que viu, para lhe mostrar as nossas próprias ofertas, e não demasiadas vezes.",
    },
    platforms: {
      title: "Publicidade noutros sites",
      text: "Dizer a plataformas de publicidade que este navegador esteve aqui, para que lhe mostrem os nossos anúncios.",
    },
  },
  page: {
    title: "Os seus dados em {site}",
    lead: "O que este site guardou sobre este navegador e o que pode fazer com isso. Não é precisa uma conta: esta página só o reconhece por um cookie deste navegador.",
    languages: "Idiomas",
    nothing: "Nada está guardado que se possa ligar a este navegador.",
    linked:
      "Este navegador está ligado a um endereço de e-mail ou número de telefone que foi escrito neste site. Qualquer pessoa o pode ter escrito, por isso nada sobre essa pessoa é mostrado, entregue ou apagado aqui. Escreva ao responsável pelo site a partir desse endereço. As opções abaixo funcionam mesmo assim.",
    stored: "O que está guardado",
    first: "Visto pela primeira vez",
    last: "Visto pela última vez",
    events: "Eventos registados, como páginas, produtos, carrinhos e encomendas",
    audiences: "Grupos de publicidade em que este navegador está",
    none: "nenhum",
    rule: "Regra para a sua região",
    optIn: "{region}: nada é guardado sem o seu consentimento.",
    optOut: "{region}: as visitas são guardadas, a não ser que se oponha.",
    off: "{region}: as visitas são guardadas sem perguntar. Pode opor-se aqui.",
    unknownRegion: "Região desconhecida",
    honoured:
      "Pedido de exclusão respeitado: o seu navegador envia Global Privacy Control, por isso tudo o que diz respeito a publicidade está desligado.",
    ignored:
      "O seu navegador envia Global Privacy Control. Na sua região este site não o tem em conta; pode desligar a publicidade abaixo.",
    overridden:
      "O seu navegador envia Global Privacy Control; ainda assim, permitiu parte da publicidade. Pode retirar essa permissão abaixo.",
    choices: "As suas opções",
    allow: "Permitir",
    deny: "Não permitir",
    chosenGrant: "Permitido em {time} ({source}).",
    chosenDenial: "Recusado em {time} ({source}).",
    unsetGrant: "Ainda não escolheu. Até lá, é permitido.",
    unsetDenial: "Ainda não escolheu. Até lá, não é permitido.",
    unshown: "O que foi escolhido antes não é mostrado aqui.",
    offBySignal: "Desligado, porque o seu navegador envia Global Privacy Control.",
    sources: {
      banner: "no aviso",
      page: "nesta página",
      tool: "pela ferramenta de consentimento do site",
      signal: "por um sinal do navegador",
      site: "comunicado pelo site",
    },
    save: "Guardar as minhas opções",
    acceptAll: "Aceitar tudo",
    refuseAll: "Recusar tudo",
    saved: "As suas opções estão guardadas.",
    cleared: "O que estava registado sobre este navegador foi apagado, e o seu cookie também.",
    download: {
      title: "Leve os seus dados consigo",
      text: "Um ficheiro (JSON) com tudo o que está guardado sobre este navegador.",
    },
    erase: {
      title: "Apagar tudo",
      text: "Tudo o que está guardado sobre este navegador é apagado, e o seu cookie também.",
    },
    eraseAsk: {
      title: "Apagar tudo sobre este navegador?",
      text: "Não é possível desfazer. Se apenas apagar, as próximas visitas voltam a ser registadas na medida em que o permita.",
    },
    eraseYes: "Apagar",
    eraseAndRefuse: "Apagar e recusar tudo a partir de agora",
    eraseNo: "Não, manter",
    erased: {
      title: "Está tudo apagado",
      text: "Guarde este recibo, caso precise de provar o seu pedido.",
    },
    erasing: {
      title: "Os seus dados estão a ser apagados",
      text: "É certo e demora menos de um minuto. Guarde este recibo, caso precise de provar o seu pedido.",
    },
    receipt: "Recibo",
    time: "Hora",
    removed: "Registos apagados",
    back: "Voltar aos seus dados",
    purposes: {
      analytics_storage: {
        title: "Estatísticas",
        text: "Contar que páginas e produtos são vistos.",
      },
      ad_storage: {
        title: "Publicidade neste site",
        text: "Lembrar o que viu, para lhe mostrar as nossas próprias ofertas, e não demasiadas vezes.",
      },
      ad_user_data: {
        title: "Dados para plataformas de publicidade",
        text: "Dizer a plataformas de publicidade que este navegador esteve aqui.",
      },
      ad_personalization: {
        title: "Publicidade personalizada noutros sites",
        text: "Deixar que plataformas de publicidade escolham anúncios de acordo com o que viu aqui.",
      },
      email_marketing: { title: "E-mail", text: "Escrever-lhe com ofertas." },
      sms_marketing: { title: "SMS", text: "Enviar-lhe ofertas por SMS." },
      push_marketing: {
        title: "Notificações",
        text: "Mostrar-lhe ofertas como notificações do navegador.",
      },
    },
  },
  messages: {
    title: "Mensagens de {site}",
    lead: "Escolha o que esta loja lhe pode enviar. A sua escolha vale de imediato.",
    stop: {
      email: "Não receber mais e-mails",
      sms: "Não receber mais SMS",
      push: "Não receber mais notificações push",
    },
    stopped: {
      email: "Não receberá mais e-mails.",
      sms: "Não receberá mais SMS.",
      push: "Não receberá mais notificações push.",
    },
    choices: "O que deseja receber",
    topics: "Temas",
    ways: "Formas de o contactar",
    save: "Guardar as escolhas de mensagens",
    saved: "As suas escolhas de mensagens estão guardadas.",
    ads: "Aqui trata-se apenas de mensagens. A publicidade e o que está guardado sobre o seu navegador escolhem-se noutro lugar:",
    adsLink: "Os seus dados neste navegador",
    unknown: {
      title: "Esta ligação não funciona",
      text: "Foi cortada ou alterada pelo caminho, ou já nada é enviado para este endereço. Abra-a de novo a partir da mensagem.",
    },
  },
  confirm: {
    ask: {
      title: "Confirme o seu endereço em {site}",
      text: "Alguém, provavelmente você, indicou o seu endereço neste site e pediu as suas mensagens. Nada lhe é enviado antes de carregar no botão.",
    },
    button: "Confirmar o meu endereço",
    done: {
      title: "O seu endereço em {site} está confirmado",
      text: "Obrigado. Pode cancelar as mensagens a qualquer momento, por uma ligação em cada uma delas.",
    },
    invalid: {
      title: "Esta ligação de {site} não é válida",
      text: "Está incompleta, ou aquilo de que tratava já não está guardado. Se ainda quiser mensagens, indique de novo o seu endereço.",
    },
  },
};
