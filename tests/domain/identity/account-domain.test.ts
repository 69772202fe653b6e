import { beforeAll, describe, expect, test } from "vitest";
import { readFreeMailDomains } from "../../../scripts/free-mail-domains.ts";
import { accountDomainIn, accountDomainOf } from "../../../worker/domain/identity/account-domain.ts";
import { emailAddress, phoneAddress } from "../../../worker/domain/identity/contact-address.ts";

let freeMail: ReadonlySet<string>;
beforeAll(async () => {
  freeMail = new Set(await readFreeMailDomains());
});

const accountOf = (typed: string): string | null => {
  const address = emailAddress(typed);
  if (address === null) throw new Error("the sample is no address");
  return accountDomainOf(address, freeMail);
};

describe("the account of an e-mail address", () => {
  test.each([
    ["ada@acme.example", "acme.example"],
    ["  Ada.Lovelace+shop@ACME.Example ", "acme.example"],
    ["ada@mail.acme.example", "mail.acme.example"],
    ["ada@siemens.com", "siemens.com"],
    ["ada@bosch.co.uk", "bosch.co.uk"],
    ["ada@Müller-Söhne.de", "müller-söhne.de"],
    ["ada@xn--mller-kva.de", "xn--mller-kva.de"],
    ["ada@firma.xn--p1ai", "firma.xn--p1ai"],
    ["ada@notgmail.com", "notgmail.com"],
    ["ada@gmail.com.acme.example", "gmail.com.acme.example"],
    ["gmail.com@acme.example", "acme.example"],
  ])("%s is %s", (typed, domain) => {
    expect(accountOf(typed)).toBe(domain);
  });

  test.each([
    ["Google", "gmail.com googlemail.com"],
    [
      "Microsoft",
      "outlook.com outlook.de outlook.fr outlook.co.uk hotmail.com hotmail.de hotmail.se live.com msn.com",
    ],
    ["Apple", "icloud.com me.com mac.com privaterelay.appleid.com"],
    [
      "Yahoo",
      "yahoo.com yahoo.de yahoo.co.uk yahoo.fr yahoo.co.jp yahoo.com.br ymail.com rocketmail.com aol.com aol.de",
    ],
    ["GMX", "gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr web.de"],
    ["Germany", "t-online.de freenet.de arcor.de mailbox.org posteo.de posteo.net tutanota.com tuta.com"],
    ["Switzerland", "bluewin.ch hispeed.ch sunrise.ch proton.me pm.me protonmail.com protonmail.ch"],
    ["France", "orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr"],
    ["Italy", "libero.it virgilio.it tiscali.it alice.it tin.it"],
    ["Benelux", "ziggo.nl xs4all.nl planet.nl telenet.be skynet.be"],
    ["Nordics", "online.no spray.se mail.dk hotmail.dk"],
    [
      "Poland and its neighbours",
      "wp.pl o2.pl onet.pl interia.pl seznam.cz email.cz azet.sk freemail.hu abv.bg",
    ],
    [
      "Russia and Ukraine",
      "mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua",
    ],
    ["China", "qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com 139.com 21cn.com"],
    ["Japan and Korea", "docomo.ne.jp ezweb.ne.jp naver.com daum.net hanmail.net nate.com"],
    ["Britain", "btinternet.com virginmedia.com sky.com talktalk.net ntlworld.com"],
    [
      "America",
      "comcast.net verizon.net att.net cox.net shaw.ca rogers.com uol.com.br bol.com.br terra.com.br",
    ],
    [
      "others",
      "hey.com fastmail.com zoho.com duck.com mozmail.com rediffmail.com mail.com bigpond.com xtra.co.nz",
    ],
  ])("is not told by providers that serve everybody: %s", (_, domains) => {
    const told = domains.split(" ").filter((domain) => accountOf(`ada@${domain}`) !== null);
    expect(told).toEqual([]);
  });

  test.each(["ada@mx.gmail.com", "ada@a.b.c.web.de", "ada@GoogleMail.com"])(
    "is not told below such a provider: %s",
    (typed) => {
      expect(accountOf(typed)).toBeNull();
    },
  );

  test.each(["ada@192.168.0.1", "ada@server.1", "ada@acme.x", "ada@acme.-com", "ada@acme.c0m"])(
    "is not told by what no registry sells: %s",
    (typed) => {
      expect(accountOf(typed)).toBeNull();
    },
  );

  test("is not told by a telephone number", () => {
    const phone = phoneAddress("+49 30 1234567", null);
    expect(phone && accountDomainOf(phone, freeMail)).toBeNull();
  });
});

describe("the account of several identifiers", () => {
  const [acme, none] = [{ accountDomain: "acme.example" }, { accountDomain: null }];

  test.each([
    [[], null],
    [[none], null],
    [[acme], "acme.example"],
    [[none, acme], "acme.example"],
    [[acme, none], "acme.example"],
  ])("%j is %s", (identifiers, domain) => {
    expect(accountDomainIn(identifiers)).toBe(domain);
  });
});

describe("the list of free-mail domains", () => {
  test("holds domains only, each once and in order", () => {
    const domains = [...freeMail];
    expect(domains.length).toBeGreaterThan(4_000);
    expect(domains.filter((domain) => !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain))).toEqual([]);
    expect(domains).toEqual([...new Set(domains)].toSorted());
  });

  test("holds no domain below which organisations have theirs", () => {
    const shared = ["co.uk", "com.br", "co.jp", "com.au", "co.za", "com.cn", "org.uk", "ac.uk", "github.io"];
    expect(shared.filter((domain) => freeMail.has(domain))).toEqual([]);
  });
});
