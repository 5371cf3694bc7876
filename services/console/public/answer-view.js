const SOURCES = {
  general_interest: 'long-term taste',
  next_intent: 'present intent',
  popular: 'popular',
  newest: 'newest',
  similar: 'similar',
  buy_again: 'buy again',
  goes_with: 'goes with',
  trending: 'trending',
  back_in_stock: 'back in stock',
  price_dropped: 'price dropped',
};

/** An element with a class and text; text is never markup. */
function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function itemRow(item) {
  const row = element('li', 'item');
  const what = element('div', 'what');
  what.append(element('p', 'title', item.title || item.item_id), element('p', 'reason', item.reason));
  what.append(element('p', 'id', `Item ${item.item_id}`));
  const from = element('div', 'from');
  const source = element('span', 'source', SOURCES[item.source] ?? item.source ?? '');
  source.dataset.source = item.source;
  from.append(source);
  if (item.score !== 0) from.append(element('span', 'score', `score ${item.score.toFixed(3)}`));
  row.append(element('span', 'rank', String(item.position + 1)), what, from);
  return row;
}

function degradationRow({ code, message }) {
  const row = element('li', 'degradation');
  row.append(element('code', '', code), ` ${message}`);
  return row;
}

/** What stands above the list. */
function summary(response) {
  const parts = [`${response.items.length} item${response.items.length === 1 ? '' : 's'}`];
  if (response.model_version) parts.push(`model ${response.model_version}`);
  if (response.vector_time) parts.push(`knows events until ${new Date(response.vector_time).toLocaleString()}`);
  return parts.join(' · ');
}

/** Shows an answer of POST /v1/recommend. */
export function showAnswer(userId, response) {
  document.getElementById('answer-title').textContent = `For ${userId}`;
  document.getElementById('summary').textContent = summary(response);
  document.getElementById('items').replaceChildren(...response.items.map(itemRow));
  const degradations = document.getElementById('degradations');
  degradations.replaceChildren(...response.degradations.map(degradationRow));
  degradations.hidden = response.degradations.length === 0;
}

/** Shows an error with its code and, where it has one, its field; a list that it does not belong to goes. */
export function showError({ code, field, message }) {
  const notice = document.getElementById('error');
  notice.replaceChildren(element('code', '', code), ` ${field ? `${field}: ` : ''}${message}`);
  notice.hidden = false;
  document.getElementById('items').replaceChildren();
  document.getElementById('degradations').hidden = true;
  document.getElementById('answer-title').textContent = 'No recommendations';
  document.getElementById('summary').textContent = '';
}

export function clearError() {
  document.getElementById('error').hidden = true;
}
