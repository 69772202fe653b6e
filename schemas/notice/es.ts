import type { NoticeWords } from "./notice-words.ts";

export const ES: NoticeWords = {
  name: "Español",
  banner: {
    label: "Opciones de privacidad",
    title: "¿Podemos recordar su visita?",
    text: "Si acepta, este sitio cuenta lo que se mira y elige sus propios anuncios según lo que usted ha mirado, aquí y en otros sitios. Si rechaza, no se guarda nada de su visita. El sitio funciona igual en ambos casos, y puede cambiar de opinión en cualquier momento.",
    accept: "Aceptar",
    refuse: "Rechazar",
    choose: "Elegir",
    save: "Guardar mi elección",
    close: "Cerrar",
    honoured:
      "Solicitud de exclusión atendida: su navegador envía Global Privacy Control, por lo que la publicidad está desactivada, también si acepta.",
    override:
      "Si activa aquí la publicidad y guarda, prevalece sobre la petición de su navegador, solo en este sitio.",
    page: "Qué se guarda sobre usted",
    policy: "Política de privacidad",
    announce: "Las opciones de privacidad están al principio de esta página.",
    saved: "Su elección se ha guardado.",
    statistics: {
      title: "Estadísticas",
      text: "Contar qué páginas y productos se miran.",
    },
    advertising: {
      title: "Publicidad en este sitio",
      text: "Recordar lo que ha mirado, para mostrarle nuestras propias ofertas y no hacerlo demasiado a menudo.",
    },
    platforms: {
      title: "Publicidad en otros sitios",
      text: "Comunicar a plataformas publicitarias que este navegador estuvo aquí, para que le muestren nuestros anuncios.",
    },
  },
  page: {
    title: "Sus datos en {site}",
    lead: "Qué ha guardado este sitio sobre este navegador y qué puede hacer usted con ello. No hace falta una cuenta: esta página le reconoce solo por una cookie de este navegador.",
    languages: "Idiomas",
    nothing: "No se guarda nada que pueda vincularse con este navegador.",
    linked:
      "Este navegador está vinculado a una dirección de correo o a un número de teléfono que se escribió en este sitio. Cualquiera pudo escribirlo, por eso aquí no se muestra, entrega ni borra nada sobre esa persona. Escriba al responsable del sitio desde esa dirección. Las opciones de abajo funcionan igualmente.",
    stored: "Qué se guarda",
    first: "Visto por primera vez",
    last: "Visto por última vez",
    events: "Eventos registrados, como páginas, productos, carritos y pedidos",
    audiences: "Grupos publicitarios en los que está este navegador",
    none: "ninguno",
    rule: "Regla para su región",
    optIn: "{region}: no se guarda nada sin su consentimiento.",
    optOut: "{region}: las visitas se guardan salvo que usted se oponga.",
    off: "{region}: las visitas se guardan sin preguntar. Puede oponerse aquí.",
    unknownRegion: "Región desconocida",
    honoured:
      "Solicitud de exclusión atendida: su navegador envía Global Privacy Control, por lo que todo lo relativo a la publicidad está desactivado.",
    ignored:
      "Su navegador envía Global Privacy Control. En su región este sitio no lo tiene en cuenta; puede desactivar la publicidad más abajo.",
    overridden:
      "Su navegador envía Global Privacy Control; aun así, usted ha permitido parte de la publicidad. Puede retirarlo más abajo.",
    choices: "Sus opciones",
    allow: "Permitir",
    deny: "No permitir",
    chosenGrant: "Permitido el {time} ({source}).",
    chosenDenial: "Rechazado el {time} ({source}).",
    unsetGrant: "Todavía no ha elegido. Mientras tanto, está permitido.",
    unsetDenial: "Todavía no ha elegido. Mientras tanto, no está permitido.",
    unshown: "Lo que se eligió antes no se muestra aquí.",
    offBySignal: "Desactivado, porque su navegador envía Global Privacy Control.",
    sources: {
      banner: "en el aviso",
      page: "en esta página",
      tool: "mediante la herramienta de consentimiento del sitio",
      signal: "mediante una señal del navegador",
      site: "comunicado por el sitio",
    },
    save: "Guardar mis opciones",
    acceptAll: "Aceptar todo",
    refuseAll: "Rechazar todo",
    saved: "Sus opciones se han guardado.",
    cleared: "Lo que se había registrado sobre este navegador se ha borrado, y también su cookie.",
    download: {
      title: "Llévese sus datos",
      text: "Un archivo (JSON) con todo lo que se guarda sobre este navegador.",
    },
    erase: {
      title: "Borrarlo todo",
      text: "Se borra todo lo que se guarda sobre este navegador, y también su cookie.",
    },
    eraseAsk: {
      title: "¿Borrar todo sobre este navegador?",
      text: "No se puede deshacer. Si solo borra, las próximas visitas se registrarán de nuevo en la medida en que lo permita.",
    },
    eraseYes: "Borrar",
    eraseAndRefuse: "Borrar y rechazarlo todo a partir de ahora",
    eraseNo: "No, conservarlo",
    erased: {
      title: "Todo está borrado",
      text: "Conserve este recibo por si necesita probar su solicitud.",
    },
    erasing: {
      title: "Sus datos se están borrando",
      text: "Es seguro y tarda menos de un minuto. Conserve este recibo por si necesita probar su solicitud.",
    },
    receipt: "Recibo",
    time: "Hora",
    removed: "Registros borrados",
    back: "Volver a sus datos",
    purposes: {
      analytics_storage: {
        title: "Estadísticas",
        text: "Contar qué páginas y productos se miran.",
      },
      ad_storage: {
        title: "Publicidad en este sitio",
        text: "Recordar lo que ha mirado, para mostrarle nuestras propias ofertas y no hacerlo demasiado a menudo.",
      },
      ad_user_data: {
        title: "Datos para plataformas publicitarias",
        text: "Comunicar a plataformas publicitarias que este navegador estuvo aquí.",
      },
      ad_personalization: {
        title: "Publicidad personalizada en otros sitios",
        text: "Permitir que las plataformas publicitarias elijan anuncios según lo que ha mirado aquí.",
      },
      email_marketing: { title: "Correo electrónico", text: "Escribirle con ofertas." },
      sms_marketing: { title: "SMS", text: "Enviarle ofertas por SMS." },
      push_marketing: {
        title: "Notificaciones",
        text: "Mostrarle ofertas como notificaciones del navegador.",
      },
    },
  },
  messages: {
    title: "Mensajes de {site}",
    lead: "Elija qué puede enviarle esta tienda. Su elección se aplica de inmediato.",
    stop: {
      email: "No recibir más correos",
      sms: "No recibir más SMS",
      push: "No recibir más notificaciones push",
    },
    stopped: {
      email: "Ya no recibirá más correos.",
      sms: "Ya no recibirá más SMS.",
      push: "Ya no recibirá más notificaciones push.",
    },
    choices: "Qué desea recibir",
    topics: "Temas",
    ways: "Formas de contactarle",
    save: "Guardar mi elección de mensajes",
    saved: "Su elección de mensajes se ha guardado.",
    ads: "Esto solo afecta a los mensajes. La publicidad y lo que se guarda sobre su navegador se eligen en otra página:",
    adsLink: "Sus datos en este navegador",
    unknown: {
      title: "Este enlace no funciona",
      text: "Se cortó o se modificó por el camino, o ya no se envía nada a esta dirección. Ábralo de nuevo desde el mensaje.",
    },
  },
  confirm: {
    ask: {
      title: "Confirme su dirección en {site}",
      text: "Alguien, probablemente usted, ha introducido su dirección en este sitio y ha pedido sus mensajes. No se le envía nada antes de que pulse el botón.",
    },
    button: "Confirmar mi dirección",
    done: {
      title: "Su dirección en {site} está confirmada",
      text: "Gracias. Puede darse de baja en cualquier momento, con un enlace en cada mensaje.",
    },
    invalid: {
      title: "Este enlace de {site} no es válido",
      text: "Está incompleto, o aquello de lo que trataba ya no está guardado. Si todavía quiere recibir mensajes, introduzca su dirección de nuevo.",
    },
  },
};
