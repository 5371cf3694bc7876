// Fifty rules of all kinds of actions, which act on requests that have the tag.
const RULES = 50;

export const RULE_TAG = 'bench';

const inCategory = (category) => ({ in: { field: 'category', values: [category] } });

/** What the n-th rule does, of categories from the one with the most items to the one with the fewest. */
function actionOf(n, { items, categories }) {
  const category = categories[n % categories.length];
  const rare = categories.at(-1 - (n % categories.length));
  return [
    { pin: { pins: [{ item_id: items[(n * 7) % items.length], position: Math.floor(n / 5) }] } },
    { boost: { items: inCategory(category), factor: n % 2 ? 2 : 0.5 } },
    { boost: { items: inCategory(rare), factor: 4 } },
    { exclude: inCategory(rare) },
    n % 2
      ? { share: { items: inCategory(category), share: 0.05 } }
      : { cap: { field: 'category', level: 0, items: 10 } },
  ][n % 5];
}

/** Makes them live. */
export async function putRules({ http }, authorization, shop) {
  for (let n = 0; n < RULES; n++) {
    const rule = { state: 'live', condition: { tags: [RULE_TAG] }, action: actionOf(n, shop) };
    const response = await fetch(`http://${http}/v1/rules`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `bench-${n}`, rule }),
    });
    if (!response.ok) throw new Error(`rule ${n}: ${await response.text()}`);
  }
}
