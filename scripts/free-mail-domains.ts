import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const LIST = fileURLToPath(new URL("../node_modules/freemail/data/free.txt", import.meta.url));

/**
 * Providers of private mailboxes that the list of the `freemail` package does not have: newer ones, European and Asian
 * internet access providers, and relays that hide an address.
 */
const MISSING = `
aliceadsl.fr aol.de au.com azet.sk bbox.fr blueyonder.co.uk bluewin.ch bredband.net btinternet.com citromail.hu
comhem.se daum.net disroot.org docomo.ne.jp duck.com email.de ezweb.ne.jp fastwebnet.it globo.com globomail.com gmx.ch
gmx.us hey.com hispeed.ch hotmail.dk hotmail.se interia.eu internet.ru kabelmail.de kakao.com keemail.me magenta.de
mail.dk mailbox.org mailfence.com meta.ua mozmail.com nate.com neuf.fr ntlworld.com online.no outlook.co.uk pm.me
posteo.de posteo.net privaterelay.appleid.com proton.me protonmail.ch proximus.be riseup.net sfr.fr shaw.ca skynet.be
softbank.jp softbank.ne.jp startmail.com sunrise.ch sympatico.ca talktalk.net telenet.be telus.net tim.it tin.it tlen.pl
tuta.com tuta.io tutamail.com tutanota.com tutanota.de virginmedia.com vodafone.de volny.cz yandex.by yandex.kz
zoznam.sk 21cn.com zohomail.com zohomail.eu
`;

/** Lines that are domains: the list has an error message and some words among them. */
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Domains under which anybody can have an e-mail address, in alphabetical order. */
export const readFreeMailDomains = async (): Promise<string[]> => {
  const listed = (await readFile(LIST, "utf8")).split(/\r?\n/);
  const domains = [...listed, ...MISSING.split(/\s+/)].filter((line) => DOMAIN.test(line));
  return [...new Set(domains)].toSorted();
};
