import { describe, expect, it } from 'vitest';
import { catalogItem } from './import-products.js';
import { readableName, readableSize } from './readable-name.js';

describe('readableName', () => {
  it.each([
    ['FRZN ICE', 'Frozen Ice'],
    ['FRZN BURGERS/BBQ/MEATBALL', 'Frozen Burgers/BBQ/Meatball'],
    ['BREAD:ITALIAN/FRENCH', 'Bread: Italian/French'],
    ['FITNESS&DIET - BARS', 'Fitness and Diet - Bars'],
    ['FALL AND WINTER SEASONAL', 'Fall and Winter Seasonal'],
    ['SUNTAN PROD W/SPF LOTION/OIL', 'Suntan Products with SPF Lotion/Oil'],
    ["WOMEN'S  SOCKS", "Women's Socks"],
    ['CANDY BARS (SINGLES)(INCLUDING', 'Candy Bars (Singles)(Including…)'],
    ['YOGURT NOT MULTI-PACKS', 'Yogurt not Multi-Packs'],
  ])('%s becomes %s', (label, name) => {
    expect(readableName(label)).toBe(name);
  });

  it('writes sizes in lower case with single spaces', () => {
    expect(readableSize(' 22  LB')).toBe('22 lb');
  });
});

describe('catalogItem', () => {
  const product = { id: '1', manufacturer: '69', brand: 'Private' };

  it('makes a title of the finest level and the size', () => {
    const item = catalogItem({
      ...product,
      levels: ['GROCERY', 'FLUID MILK PRODUCTS', 'FLUID MILK WHITE ONLY'],
      size: '1 GA',
    });
    expect(item).toMatchObject({
      itemId: '1',
      title: 'Fluid Milk White Only, 1 ga',
      brand: 'Private 69',
      category: ['Grocery', 'Fluid Milk Products', 'Fluid Milk White Only'],
      attributes: { manufacturer_id: '69', brand_type: 'Private', package_size: '1 ga' },
      version: 1,
    });
  });

  it('puts the category before a type of one word, and leaves out unknown levels', () => {
    expect(catalogItem({ ...product, levels: ['GROCERY', 'PASTA SAUCE', 'MAINSTREAM'] }).title).toBe(
      'Pasta Sauce: Mainstream',
    );
    expect(catalogItem({ ...product, levels: ['DRUG GM', 'HOSIERY/SOCKS', null] })).toMatchObject({
      title: 'Hosiery/Socks',
      category: ['Drug General Merchandise', 'Hosiery/Socks'],
    });
  });
});
