const codes = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/**
 * ISO 3166-1 alpha-2 as officially assigned, and XK: user-assigned, but what edges report for Kosovo.
 * Source: iso.org/iso-3166-country-codes.html.
 */
export const COUNTRIES: ReadonlySet<string> = codes(
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO " +
    "JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR " +
    "MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO " +
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV " +
    "TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK",
);

const EUROPEAN_UNION =
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK AX GF GP MF MQ RE YT";

/** Countries that a rule may speak of by one name. None of the names is a country's code. */
export const REGION_GROUPS = {
  /** The 27 of the European Union, and the territories where its law holds. */
  EU: codes(EUROPEAN_UNION),
  /** The same with Iceland, Liechtenstein and Norway. */
  EEA: codes(`${EUROPEAN_UNION} IS LI NO`),
  /** The United Kingdom with Guernsey, Jersey and the Isle of Man, whose laws follow it. */
  UK: codes("GB GG JE IM"),
} as const satisfies Record<string, ReadonlySet<string>>;

export type RegionGroup = keyof typeof REGION_GROUPS;

/** Countries of a group; undefined for what is none. */
export const membersOf = (region: string): ReadonlySet<string> | undefined =>
  Object.hasOwn(REGION_GROUPS, region) ? REGION_GROUPS[region as RegionGroup] : undefined;
