/** Unambiguous abbreviations of the till's labels. */
const LONG_FORMS = new Map(
  Object.entries({
    FRZN: 'frozen',
    FRZ: 'frozen',
    FRE: 'fresh',
    REFRG: 'refrigerated',
    REFRGRATD: 'refrigerated',
    GRND: 'ground',
    SFT: 'soft',
    DRNK: 'drink',
    DRNKS: 'drinks',
    BTL: 'bottle',
    BTLS: 'bottles',
    CARB: 'carbonated',
    JCE: 'juice',
    JCES: 'juices',
    VEG: 'vegetables',
    VEGS: 'vegetables',
    DSH: 'dish',
    PKLD: 'pickled',
    SNDWCH: 'sandwich',
    SNDWCHES: 'sandwiches',
    SPRD: 'spread',
    DRSNG: 'dressing',
    SALD: 'salad',
    PWDR: 'powder',
    CRYSTL: 'crystal',
    MX: 'mix',
    MIXS: 'mixes',
    SHERBTS: 'sherbets',
    TORT: 'tortilla',
    CHOC: 'chocolate',
    CHOCOCLATE: 'chocolate',
    FLVRD: 'flavored',
    BRKFST: 'breakfast',
    BEV: 'beverage',
    PKG: 'packaged',
    PCKGD: 'packaged',
    PKGD: 'packaged',
    ACCSS: 'accessories',
    ACCESS: 'accessories',
    CNDLES: 'candles',
    SPLY: 'supplies',
    CNTRL: 'control',
    PROD: 'products',
    PREP: 'prepared',
    FD: 'food',
    GDS: 'goods',
    TRSH: 'trash',
    BG: 'bags',
    DISPOSIBLE: 'disposable',
    SUPPPLIES: 'supplies',
    DIPILATORIES: 'depilatories',
    GM: 'general merchandise',
  }),
);
const SMALL_WORDS = new Set(['a', 'and', 'as', 'by', 'for', 'in', 'not', 'of', 'or', 'the', 'to', 'under', 'with']);
const UPPER_WORDS = new Set(['BBQ', 'CD', 'DVD', 'HBC', 'MLB', 'NFL', 'NZ', 'SPF', 'TV', 'USA']);

/** A till's label as people write it: `FRZN BURGERS/BBQ` becomes `Frozen Burgers/BBQ`. */
export function readableName(label: string): string {
  const text = withCutMarked(label)
    .replaceAll(/\bW\//g, 'with ')
    .replaceAll('&', ' and ')
    .replaceAll(/\s*:\s*/g, ': ')
    .replaceAll(/\s*,\s*/g, ', ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const words = text.replaceAll(/[A-Za-z']+/g, (word) => readableWord(word));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readableWord(word: string): string {
  if (UPPER_WORDS.has(word)) return word;
  const long = LONG_FORMS.get(word) ?? word.toLowerCase();
  if (SMALL_WORDS.has(long)) return long;
  return long.replaceAll(/(^|\s)[a-z]/g, (initial) => initial.toUpperCase());
}

/** Labels were cut at 30 characters, often inside a parenthesis: mark that, and keep different labels different. */
function withCutMarked(label: string): string {
  const cut = label.lastIndexOf('(') > label.lastIndexOf(')');
  return cut ? `${label.trimEnd()}…)` : label;
}

/** `22  LB` becomes `22 lb`. */
export function readableSize(size: string): string {
  return size.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
