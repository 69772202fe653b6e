export const CATEGORIES = {
  boots: { name: "Boots", line: "For peat, scree and the puddle you did not see." },
  jackets: { name: "Jackets", line: "Layers that earn their peg by the door." },
  packs: { name: "Packs", line: "From a sandwich to a week away." },
  camp: { name: "Camp", line: "Light, water and a dry place to sleep." },
} as const;

export type Category = keyof typeof CATEGORIES;

export const TRAITS = {
  waterproof: "Waterproof",
  light: "Light",
  recycled: "Recycled",
} as const;

export type Trait = keyof typeof TRAITS;

/** The colour of the plate behind a picture, by the name of its CSS class. */
type Tint = "lichen" | "rain" | "heather" | "gorse" | "bracken" | "mist";

export interface Product {
  slug: string;
  name: string;
  category: Category;
  /** Minor units, EUR. */
  priceCents: number;
  line: string;
  story: string;
  /** GA4's `item_variant`: a size or a colour. */
  variants: readonly string[];
  variantLabel: "Size" | "Fit" | "Colour";
  traits: readonly Trait[];
  weight: string;
  material: string;
  /** Where we tried it, with its grid reference. */
  testedAt: string;
  gridReference: string;
  tint: Tint;
  pictureAlt: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    slug: "scarth-boot",
    name: "Scarth Boot",
    category: "boots",
    priceCents: 18_900,
    line: "A leather boot that gets better for ten years.",
    story:
      "One piece of waxed leather, a stitched welt and a rubber rand where the rocks are. It takes a week to break in, and we resole it for the price of a good dinner.",
    variants: ["38", "39", "40", "41", "42", "43", "44", "45"],
    variantLabel: "Size",
    traits: ["waterproof"],
    weight: "1,240 g a pair",
    material: "Waxed leather, natural rubber",
    testedAt: "Scarth Gap, 445 m",
    gridReference: "NY 189 133",
    tint: "gorse",
    pictureAlt: "Brown leather walking boot with yellow laces and a deep rubber sole",
  },
  {
    slug: "tarn-low",
    name: "Tarn Low",
    category: "boots",
    priceCents: 12_900,
    line: "A trail shoe that drains and dries by lunch.",
    story:
      "Open mesh, a sole cut for wet grass, and nothing that holds water. Made for the runner who goes through the beck and not round it.",
    variants: ["38", "39", "40", "41", "42", "43", "44"],
    variantLabel: "Size",
    traits: ["light", "recycled"],
    weight: "540 g a pair",
    material: "Recycled polyester mesh",
    testedAt: "Angle Tarn, 479 m",
    gridReference: "NY 416 144",
    tint: "bracken",
    pictureAlt: "Low blue trail shoe with white laces and a pale midsole",
  },
  {
    slug: "mire-wellington",
    name: "Mire Wellington",
    category: "boots",
    priceCents: 7_900,
    line: "Knee-deep and unbothered.",
    story:
      "Natural rubber over cotton, a strap for thick and thin socks, and a sole that lets go of the mud when you do. Stands up by itself in the hall.",
    variants: ["37", "38", "39", "40", "41", "42", "43", "44"],
    variantLabel: "Size",
    traits: ["waterproof"],
    weight: "1,680 g a pair",
    material: "Natural rubber, cotton lining",
    testedAt: "Wicken Fen, 2 m",
    gridReference: "TL 563 705",
    tint: "rain",
    pictureAlt: "A pair of green rubber boots with a yellow strap",
  },
  {
    slug: "helm-shell",
    name: "Helm Shell",
    category: "jackets",
    priceCents: 24_900,
    line: "A rain jacket named after a bad wind.",
    story:
      "Three layers, taped seams and a hood that turns with your head. Yellow, so that somebody can find you. We proof it again every autumn, free of charge.",
    variants: ["XS", "S", "M", "L", "XL"],
    variantLabel: "Size",
    traits: ["waterproof", "recycled"],
    weight: "410 g",
    material: "Three-layer recycled nylon",
    testedAt: "Cross Fell, 893 m",
    gridReference: "NY 687 343",
    tint: "lichen",
    pictureAlt: "Yellow hooded rain jacket with dark cuffs, rain falling around it",
  },
  {
    slug: "wether-fleece",
    name: "Wether Fleece",
    category: "jackets",
    priceCents: 11_900,
    line: "Half zip, whole sheep.",
    story:
      "Deep-pile wool from Herdwick flocks, knitted in a mill that still rings a bell at noon. Warm when wet, and it smells faintly of hills.",
    variants: ["XS", "S", "M", "L", "XL"],
    variantLabel: "Size",
    traits: [],
    weight: "520 g",
    material: "Wool pile, corozo zip pull",
    testedAt: "Wether Hill, 671 m",
    gridReference: "NY 455 167",
    tint: "mist",
    pictureAlt: "Cream wool fleece with a purple yoke, collar lining and chest pocket",
  },
  {
    slug: "eider-gilet",
    name: "Eider Gilet",
    category: "jackets",
    priceCents: 14_900,
    line: "Warm where it counts, arms left free.",
    story:
      "Quilted in narrow baffles so that the filling stays put. Packs into its own pocket and makes a fair pillow.",
    variants: ["S", "M", "L", "XL"],
    variantLabel: "Size",
    traits: ["light", "recycled"],
    weight: "260 g",
    material: "Recycled nylon and fill",
    testedAt: "Holy Island, 19 m",
    gridReference: "NU 126 417",
    tint: "rain",
    pictureAlt: "Rust-red quilted vest with a high collar",
  },
  {
    slug: "drover-32",
    name: "Drover 32",
    category: "packs",
    priceCents: 15_900,
    line: "Thirty-two litres and no nonsense.",
    story:
      "A lid, two pockets, a strap for each thing you carry. The frame bends to your back in an afternoon, and every buckle can be bought for a euro.",
    variants: ["Short back", "Long back"],
    variantLabel: "Fit",
    traits: ["recycled"],
    weight: "1,080 g",
    material: "Recycled canvas, leather tab",
    testedAt: "Nan Bield Pass, 640 m",
    gridReference: "NY 452 096",
    tint: "gorse",
    pictureAlt: "Green rucksack with a rust lid, yellow buckles and a blue bottle in its side pocket",
  },
  {
    slug: "pedlar-roll-top",
    name: "Pedlar Roll-top",
    category: "packs",
    priceCents: 11_900,
    line: "Roll it down for bread, up for baggage.",
    story:
      "Eighteen litres that become twenty-six. Welded inside, so your book stays a book. As happy on a tram as on a towpath.",
    variants: ["Heather", "Peat", "Stone"],
    variantLabel: "Colour",
    traits: ["waterproof", "light"],
    weight: "690 g",
    material: "Coated cotton, welded liner",
    testedAt: "The Ouse Washes, 1 m",
    gridReference: "TL 499 879",
    tint: "heather",
    pictureAlt: "Purple roll-top pack with a pale base and a yellow buckle",
  },
  {
    slug: "cairn-hip-pack",
    name: "Cairn Hip Pack",
    category: "packs",
    priceCents: 4_900,
    line: "Map, knife, biscuit.",
    story:
      "Three litres for the short round before supper. Sits still when you run and turns to the front when you want the biscuit.",
    variants: ["Slate", "Moss"],
    variantLabel: "Colour",
    traits: ["light", "recycled"],
    weight: "180 g",
    material: "Recycled ripstop",
    testedAt: "Loughrigg, 335 m",
    gridReference: "NY 346 051",
    tint: "mist",
    pictureAlt: "Slate-blue hip pack with a cairn printed on its pocket",
  },
  {
    slug: "glim-lantern",
    name: "Glim Lantern",
    category: "camp",
    priceCents: 5_900,
    line: "Light the colour of a kitchen window.",
    story:
      "A warm light that dims to almost nothing and runs for sixty hours. Enamelled steel, a real handle, and a battery you can change with a coin.",
    variants: ["Fir", "Bone"],
    variantLabel: "Colour",
    traits: ["waterproof"],
    weight: "430 g",
    material: "Enamelled steel, glass",
    testedAt: "Mosedale Cottage, 490 m",
    gridReference: "NY 495 095",
    tint: "heather",
    pictureAlt: "Dark green lantern, lit, with a rust handle",
  },
  {
    slug: "beck-bottle",
    name: "Beck Bottle",
    category: "camp",
    priceCents: 2_900,
    line: "Tea until four o'clock.",
    story:
      "Twin walls, one lid, no straw. Three quarters of a litre stays hot for nine hours, and the paint is baked on so that the dents look intended.",
    variants: ["Tarn", "Gorse"],
    variantLabel: "Colour",
    traits: ["recycled"],
    weight: "310 g",
    material: "Recycled stainless steel",
    testedAt: "Dock Tarn, 402 m",
    gridReference: "NY 274 143",
    tint: "lichen",
    pictureAlt: "Blue steel bottle painted with pale peaks and a yellow sun",
  },
  {
    slug: "bothy-tent",
    name: "Bothy Tent",
    category: "camp",
    priceCents: 38_900,
    line: "Two people, one ridge, any weather.",
    story:
      "The old ridge shape in new cloth: four minutes to pitch, steep enough that rain does not think twice, and room to sit up and play cards.",
    variants: ["Two people", "Three people"],
    variantLabel: "Size",
    traits: ["waterproof", "light"],
    weight: "1,950 g",
    material: "Silicone-coated nylon, larch poles",
    testedAt: "Sprinkling Tarn, 598 m",
    gridReference: "NY 228 091",
    tint: "bracken",
    pictureAlt: "Rust ridge tent on grass, warm light inside and a small yellow flag",
  },
];

const bySlug = new Map(PRODUCTS.map((product) => [product.slug, product]));

export const findProduct = (slug: string): Product | undefined => bySlug.get(slug);

export const productsOf = (category: Category): Product[] =>
  PRODUCTS.filter((product) => product.category === category);

export const CATEGORY_IDS: readonly Category[] = ["boots", "jackets", "packs", "camp"];
export const TRAIT_IDS: readonly Trait[] = ["waterproof", "light", "recycled"];

export const isCategory = (name: string): name is Category => Object.hasOwn(CATEGORIES, name);

export const isTrait = (name: string | undefined): name is Trait =>
  name !== undefined && Object.hasOwn(TRAITS, name);

/** GA4's item for one piece, without variant and quantity. */
export const toItem = (product: Product) => ({
  item_id: product.slug,
  item_name: product.name,
  item_category: product.category,
  price: product.priceCents / 100,
});

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** `18900` → `€189.00`. */
export const formatPrice = (cents: number): string => euros.format(cents / 100);
