// Precision and recall of the tagger by attribute, on products that two readers labelled.
//   node bench/tags/tag-quality.mjs '{"shop":"fashion"}'
// Settings of the tagger, such as STARS_TEXT_TAGGER, are those of the service; each shop has its own vocabulary.
import { readFileSync } from 'node:fs';
import { CatalogItem } from '@stars/contracts';
import { parseConfig } from '@stars/platform';
import { createTextModels, productText, textEnvironment, textHash } from '@stars/text';
import { z } from 'zod';
import { print, settings } from '../run.mjs';

const { shop: only, json } = settings();

const rowsOf = (name) => {
  const text = readFileSync(new URL(`../../libs/engine/text/fixtures/labelled/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};
const labels = new Map(
  rowsOf('labels').map(({ id, tags, disputed = [] }) => [id, { tags, disputed: new Set(disputed) }]),
);
const products = rowsOf('products');
const shops = [...new Set(products.map(({ shop }) => shop))];

/** Terms of both readers, of the tagger, and of all three, by attribute; what the readers dispute counts for nobody. */
async function countShop(shop) {
  const env = parseConfig(z.object(textEnvironment), { ...process.env, STARS_TEXT_VOCABULARY: shop });
  const models = await createTextModels(env);
  try {
    const own = products.filter((product) => product.shop === shop);
    const texts = own.map(({ id, shop: _, ...fields }) =>
      productText(CatalogItem.fromPartial({ itemId: id, ...fields })),
    );
    const vectors = await models.embedder.embed(texts);
    const results = await models.tagger.tag(
      texts.map((text, n) => ({
        text,
        hash: textHash(text),
        embedding: { model: models.embedder.name, vector: vectors[n] },
      })),
    );
    const counts = new Map();
    results.forEach((result, n) => {
      if (result.failure) throw result.failure;
      const { tags, disputed } = labels.get(own[n].id);
      const given = result.tags.filter((term) => !disputed.has(term));
      for (const term of new Set([...tags, ...given])) {
        const attribute = term.slice(0, term.indexOf(':'));
        const count = counts.get(attribute) ?? { labelled: 0, given: 0, right: 0 };
        counts.set(attribute, count);
        if (tags.includes(term)) count.labelled++;
        if (given.includes(term)) count.given++;
        if (tags.includes(term) && given.includes(term)) count.right++;
      }
    });
    return { tagger: models.tagger.name, counts };
  } finally {
    await models.close();
  }
}

const share = (part, whole) => (whole === 0 ? null : Math.round((1000 * part) / whole) / 1000);
const rows = [];
let tagger = '';
for (const shop of shops.filter((each) => only === undefined || each === only)) {
  const counted = await countShop(shop);
  tagger = counted.tagger;
  const all = { labelled: 0, given: 0, right: 0 };
  for (const [attribute, { labelled, given, right }] of [...counted.counts].sort()) {
    all.labelled += labelled;
    all.given += given;
    all.right += right;
    rows.push({ shop, attribute, labelled, given, precision: share(right, given), recall: share(right, labelled) });
  }
  rows.push({
    shop,
    attribute: 'all',
    ...all,
    precision: share(all.right, all.given),
    recall: share(all.right, all.labelled),
  });
}
print({ tagger, products: products.length, rows }, json, () => {
  console.log(`${tagger}, ${products.length} labelled products`);
  console.table(rows.map(({ right: _, ...row }) => row));
});
