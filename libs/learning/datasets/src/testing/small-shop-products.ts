export interface SmallShopProduct {
  id: string;
  title: string;
  brand: string;
  /** Coarse to fine. */
  category: readonly string[];
  /** Euro. */
  price: number;
  colour: string;
}

const product = (
  id: string,
  title: string,
  brand: string,
  category: readonly string[],
  price: number,
  colour: string,
): SmallShopProduct => ({ id, title, brand, category, price, colour });

const COFFEE = ['Food', 'Coffee', 'Beans'];
const TEA = ['Food', 'Tea'];
const MUGS = ['Kitchen', 'Cups & Mugs', 'Mugs'];
const GRINDERS = ['Kitchen', 'Grinders'];
const PRINTS = ['Home', 'Prints'];

/** Five shelves by round robin. Ids and names have quotes, commas, spaces, slashes, umlauts, emoji and other scripts. */
export const SMALL_SHOP_PRODUCTS: readonly SmallShopProduct[] = [
  product('dream "1"', 'The 1,000 € espresso machine, "Dream"', 'La Macchina', COFFEE, 1000, 'chrome'),
  product('tee/001', 'Grüner Tee – Sencha', 'Tee & Co.', TEA, 7.9, 'green'),
  product('mug_#1', 'Mug "I ♥ coffee"', 'Töpferei Müller', MUGS, 12.5, 'white, red'),
  product('GR-100%', 'Hand grinder, 100% steel', "O'Neill & Sons", GRINDERS, 89, 'silver'),
  product('print 01', 'Poster: Café de l’Opéra', 'Atelier Été', PRINTS, 24.9, 'blue'),
  product('bean-01', 'Äthiopien Yirgacheffe, 250 g', 'Rösterei Süd', COFFEE, 8.5, 'brown'),
  product('tee/002', '龍井茶 Longjing', 'Tee & Co.', TEA, 14, 'green'),
  product('mug_#2', 'Tasse “Guten Morgen”', 'Töpferei Müller', MUGS, 11, 'gelb'),
  product('GR-200%', 'Electric grinder; 230 V', "O'Neill & Sons", GRINDERS, 149.99, 'black'),
  product('print 02', 'Poster: <b>Bold</b> & bright', 'Atelier Été', PRINTS, 19.9, 'multi'),
  product('bean-02', 'Costa Rica – Tarrazú', 'Rösterei Süd', COFFEE, 9.9, 'brown'),
  product('tee/003', 'Rooibos \\ Vanilla', 'Tee & Co.', TEA, 5.5, 'red'),
  product('mug_#3', 'Mug, 2 × 300 ml', 'Töpferei Müller', MUGS, 18, 'blue/white'),
  product('GR-300%', "Grinder's brush", "O'Neill & Sons", GRINDERS, 3.5, 'black'),
  product('print 03', 'Poster: Привет', 'Atelier Été', PRINTS, 22, 'red'),
  product('bean-03', 'Espresso “Nero” 🖤', 'Rösterei Süd', COFFEE, 7.5, 'black'),
  product('tee/004', 'Earl Grey, loose', 'Tee & Co.', TEA, 6, 'black'),
  product('mug_#4', 'Mug = happiness', 'Töpferei Müller', MUGS, 13, 'pink'),
  product('GR-400%', 'Grinder + scale (set)', "O'Neill & Sons", GRINDERS, 179, 'steel'),
  product('print 04', 'Poster:\ttwo columns', 'Atelier Été', PRINTS, 21, 'grey'),
  product('bean-04', 'Decaf; Swiss Water®', 'Rösterei Süd', COFFEE, 9, 'brown'),
  product('tee/005', 'ほうじ茶 Hojicha', 'Tee & Co.', TEA, 12, 'brown'),
  product('mug_#5', 'Becher groß (XL)', 'Töpferei Müller', MUGS, 15, 'grün'),
  product('GR-500%', 'Burrs, ⌀ 64 mm', "O'Neill & Sons", GRINDERS, 59, 'steel'),
  product('print 05', 'Poster: a | b', 'Atelier Été', PRINTS, 23.5, 'white'),
  product('bean-05', 'Hausmischung N°5, 1 kg', 'Rösterei Süd', COFFEE, 24, 'brown'),
  product('tee/006', 'Kräutertee "Abend"', 'Tee & Co.', TEA, 4.9, 'green'),
  product('mug_#6', 'קפה mug', 'Töpferei Müller', MUGS, 14, 'blue'),
  product('GR-600%', '=SUM(A1) hopper', "O'Neill & Sons", GRINDERS, 29, 'clear'),
  product('print 06', 'Poster: naïve art', 'Atelier Été', PRINTS, 20, 'yellow'),
];
